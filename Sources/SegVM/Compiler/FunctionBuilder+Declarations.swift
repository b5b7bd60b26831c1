import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    // MARK: Use

    func compile(_ use: UseDeclaration, at span: Span) {
        guard isAtTop else {
            unit.report("E220", "\"use\" stands at the top of a cell or file only", at: span)
            return
        }
        let name = use.namespace
        if use.isPython {
            compilePython(use, name: name, at: span)
        } else {
            compileModule(use, name: name, at: span)
        }
    }

    private func compileModule(_ use: UseDeclaration, name: String, at span: Span) {
        guard let loader = unit.loader else {
            unit.report("E220", "modules can't be used here", at: span)
            return
        }
        do {
            let module = try loader.load(use.path, from: unit.file)
            let index = unit.addModule(module)
            unit.noteEffect(module.cell.effect)
            unit.bindNamespace(name, .module(index: index, module))
            emit(.useModule, 0, wide: index, at: use.pathSpan)
        } catch let failure as Failure {
            unit.bindNamespace(name, .missing)
            unit.report(failure.code, failure.message, at: use.pathSpan, hint: failure.hint)
        } catch let diagnostic as Diagnostic {
            unit.bindNamespace(name, .missing)
            unit.append([diagnostic])
        } catch {
            unit.bindNamespace(name, .missing)
            unit.report("E220", "\"\(use.path)\" can't be used", at: use.pathSpan)
        }
    }

    private func compilePython(_ use: UseDeclaration, name: String, at span: Span) {
        guard unit.registry.loadPython != nil else {
            unit.report("E220", "Python modules can't be used here", at: span)
            return
        }
        let slot = unit.newSlot()
        let register = allocate()
        emit(.usePython, register, wide: textConstant(use.path), at: use.pathSpan)
        emit(.storeSlot, register, wide: slot, at: span)
        next = register
        unit.noteEffect(.reads)
        let outline = unit.registry.readPython?(use.path, unit.file.name)
        // The cells that use it will fail, and no others.
        if let mistake = outline?.mistake { unit.warn("E642", mistake, at: use.pathSpan) }
        unit.bindNamespace(name, .python(slot: slot, outline))
    }

    // MARK: Param

    func compile(_ parameter: ParamDeclaration, at span: Span) {
        let name = parameter.name
        guard isAtTop else {
            unit.report("E220", "\"param\" stands at the top of a cell only", at: span)
            return
        }
        let constant = parameter.defaultValue.flatMap(ConstantFolder.value)
        if let written = parameter.defaultValue, constant == nil {
            unit.report(
                "E223", "the default of a parameter is a constant", at: written.span,
                hint: "compute with it in a let below")
        }
        let kind = kind(of: parameter.annotation)
        if let earlier = unit.parameters.first(where: { $0.name == name.text }) {
            unit.report(
                "E210", "the parameter \"\(name.text)\" is declared twice", at: name.span,
                hint: "leave one of them out", notes: [Diagnostic.Note("it is declared here too", at: earlier.span)])
        }
        unit.addParameter(
            ParameterDeclaration(name: name.text, kind: kind, defaultValue: constant, span: span))
        let register = allocate()
        emit(.parameter, register, wide: textConstant(name.text), at: span)
        if let constant {
            load(constant, into: register, at: span)
        } else {
            emit(.missingParameter, 0, wide: textConstant(name.text), at: span)
        }
        emitCheck(register, kind, of: "\"\(name.text)\" takes", at: parameter.annotation.span)
        bind(name, to: register, isVariable: false)
    }

    // MARK: Expect

    /// `expect condition, "message"`: keeps both sides of a comparison for the report.
    func compile(_ expectation: Expectation, at span: Span) {
        let mark = next
        let outcome = allocate()
        var sides = (255, 255)
        if case .binary(let operation, let left, let right) = expectation.condition.kind,
            operation.comparison != nil
        {
            warnOfOperands(operation, left, right, at: expectation.condition.span)
            sides = (allocate(), allocate())
            compile(left, into: sides.0)
            compile(right, into: sides.1)
            emit(operation.opcode, outcome, sides.0, sides.1, at: expectation.condition.span)
        } else {
            compile(expectation.condition, into: outcome)
        }
        var message = 255
        if let text = expectation.message { message = compile(text, into: allocate()) }
        emit(.expect, outcome, sides.0, sides.1, at: expectation.condition.span)
        emit(UInt32(message), at: span)
        if sides.0 != 255 {
            emit(.clear, sides.0, at: span)
            emit(.clear, sides.1, at: span)
        }
        next = mark
    }

    // MARK: Kinds

    /// Checks a register against an annotation; Int widens to Float. A literal that can't fit is refused at once.
    ///
    /// - Parameter subject: the start of the message, `"x" takes`.
    func check(_ register: Int, against annotation: KindAnnotation, of subject: String, literal: Expression? = nil) {
        let kind = kind(of: annotation)
        if let literal, let value = ConstantFolder.value(of: literal), isCertainlyRefused(value, by: kind) {
            unit.report("E316", KindMessage.text(subject, value, kind), at: literal.span)
        }
        emitCheck(register, kind, of: subject, at: annotation.span)
    }

    private func emitCheck(_ register: Int, _ kind: ParameterKind, of subject: String, at span: Span) {
        guard kind != .any else { return }
        emit(.checkKind, register, at: span)
        emit(UInt32(unit.addKind(kind)) << 16 | UInt32(textConstant(subject) & 0xFFFF), at: span)
    }

    /// The kind that an annotation means; unknown names are reported.
    func kind(of annotation: KindAnnotation) -> ParameterKind {
        let kind: ParameterKind
        switch annotation.kind {
        case .named(let name): kind = named(name, at: annotation.span)
        case .list(let items): kind = .list(of: self.kind(of: items))
        case .dictionary(_, let value): kind = .dictionary(of: self.kind(of: value))
        case .choices(let texts): kind = .choice(texts)
        }
        return annotation.isOptional ? .optional(kind) : kind
    }

    private func named(_ name: String, at span: Span) -> ParameterKind {
        if let kind = ParameterKind.named(name) { return kind }
        let hosts = unit.registry.hostKinds
        if hosts.contains(name) { return .host(name) }
        unit.report(
            "E224", "there is no kind \"\(name)\"", at: span,
            hint: ParameterKind.foreignNames[name].map { "write \($0)" }
                ?? Suggestion.hint(for: name, among: ParameterKind.names + hosts))
        return .any
    }
}

extension ParameterKind {
    private static let byName: [String: ParameterKind] = [
        "Any": .any, "Bool": .bool, "Int": .int, "Float": .float, "Number": .number,
        "String": .string, "Path": .path, "Duration": .duration, "Date": .date,
        "DateTime": .dateTime, "Range": .range, "List": .list(of: .any),
        "Dictionary": .dictionary(of: .any), "Function": .function, "Error": .host("Error"),
        "Months": .host("Months"),
    ]

    static func named(_ name: String) -> ParameterKind? { byName[name] }

    static var names: [String] { byName.keys.sorted() }

    /// Names that other languages have for the kinds.
    static let foreignNames = [
        "str": "String", "string": "String", "int": "Int", "integer": "Int", "float": "Float", "double": "Float", "Double": "Float",
        "bool": "Bool", "boolean": "Bool", "list": "[Any]", "array": "[Any]", "Array": "[Any]", "dict": "[String: Any]",
        "Dict": "[String: Any]", "DataFrame": "Table",
    ]
}

/// Constant expressions: literals, and lists and negative numbers of them.
enum ConstantFolder {
    static func value(of expression: Expression) -> Value? {
        switch expression.kind {
        case .literal(let literal): return literal.value
        case .unary(.negate, let operand):
            guard case .literal(let literal) = operand.kind else { return nil }
            return literal.negated
        case .list(let items):
            let values = items.compactMap(value)
            return values.count == items.count ? .list(values) : nil
        case .call(let call): return dateValue(of: call)
        default: return nil
        }
    }

    /// `date("2024-01-31")` and `datetime("…")`.
    private static func dateValue(of call: Call) -> Value? {
        guard call.arguments.count == 1,
            case .literal(.string(let text)) = call.arguments[0].value.kind
        else { return nil }
        switch call.simpleName?.text {
        case "date": return DateParser.date(text).map { .date(Int32($0.number)) }
        case "datetime": return DateParser.dateTime(text).map { .dateTime($0) }
        default: return nil
        }
    }
}
