import SegDiagnostics
import SegSyntax

/// The kinds of values that are certain before the run: of literals, and of what builtins give whose result is of one kind.
///
/// What a branch, a variable or a function of the program gives is unknown, and nothing is said of it.
extension FunctionBuilder {
    /// The kind of an expression's value; nil where it is not certain.
    func certainKind(_ expression: Expression) -> String? {
        switch expression.kind {
        case .name(let name, version: nil): certainKind(ofName: name.text)
        // A long pipe would be read anew for each of its calls.
        case .call(let call): unit.kindOfCall(at: expression.span.range) { self.certainKind(of: call) }
        case .field(let base, _): followedKind(base) == nil ? nil : Self.someKind
        case .literal, .interpolation, .column, .list, .dictionary, .closure, .range: Self.someKind
        default: nil
        }
    }

    /// The kind where it is one whose mistakes are found before the run, such as Task and Study.
    func followedKind(_ expression: Expression) -> String? {
        certainKind(expression).flatMap { unit.registry.knowsKind($0) ? $0 : nil }
    }

    /// Whether a method of this receiver may be one of an object from Python, which has its own.
    func mayBePython(_ receiver: Expression) -> Bool { unit.mayMeetPython && certainKind(receiver) == nil }

    /// Of a value that is certainly none from Python, and of whose kind nothing more is known.
    private static let someKind = ""

    private func certainKind(ofName name: String) -> String? {
        if let local = local(name) { return local.kind }
        if case .inner(let outer) = role { return outer.certainKind(ofName: name) }
        if let local = unit.topLocal(name) { return local.kind }
        guard case .slot = resolve(name) else { return nil }
        return unit.visible[name]?.kind
    }

    private func certainKind(of call: Call) -> String? {
        guard call.version == nil, let name = call.simpleName?.text, case .native(let native) = resolve(name) else { return nil }
        let receiver = call.arguments.first?.value
        if call.style == .method, let receiver, mayBePython(receiver) { return nil }
        let first = receiver.flatMap(followedKind)
        let shape = ArgumentShape(
            labels: call.arguments.map { $0.label?.text } + (call.trailingClosure == nil ? [] : [nil]),
            hasTrailingClosure: call.trailingClosure != nil)
        let fitting = native.overloads.filter { overload in
            if ArgumentPlan.plan(shape, for: overload).isMismatch { return false }
            guard let first, let parameter = overload.parameters.first else { return true }
            return mayTake(first, as: parameter.kind)
        }
        let results = Set(fitting.map(\.result))
        guard !results.contains("Any"), let result = results.first else { return nil }
        return results.count == 1 ? result : Self.someKind
    }

    /// Whether an object of a kind may stand for a parameter.
    func mayTake(_ given: String, as kind: ParameterKind) -> Bool {
        switch kind {
        case .any: true
        // A number or a list may become a column or a selector, and so what it is made from is not judged.
        case .host(let name): name == given || name == "Column" || name == "Selector"
        case .either(let kinds): kinds.contains { mayTake(given, as: $0) }
        case .optional(let kind): mayTake(given, as: kind)
        default: false
        }
    }

    /// Whether an expression's value is certainly a column expression.
    func isColumn(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .column: return true
        case .unary(_, let operand): return isColumn(operand)
        // A selector on one side decides what the operator means.
        case .binary(_, let left, let right):
            return (isColumn(left) && (isColumn(right) || ConstantFolder.value(of: right) != nil))
                || (isColumn(right) && ConstantFolder.value(of: left) != nil)
        case .call(let call):
            guard call.version == nil, let name = call.simpleName?.text, case .native(let native) = resolve(name) else { return false }
            return native.overloads.contains { $0.dispatchesOnAnyArgument && $0.result == "Column" }
                && call.arguments.contains { isColumn($0.value) }
        default: return false
        }
    }

    /// Whether a column expression may stand for a parameter; many objects are made of one.
    func mayTakeColumn(_ kind: ParameterKind) -> Bool {
        switch kind {
        case .any: true
        case .either(let kinds): kinds.contains(where: mayTakeColumn)
        case .optional(let kind): mayTakeColumn(kind)
        default: kind.hostNames.contains { $0 == "Column" || unit.registry.coercion(to: $0) != nil }
        }
    }

    /// Whether a list may stand for a parameter.
    func mayTakeList(_ kind: ParameterKind) -> Bool {
        switch kind {
        case .any, .list, .host("Column"), .host("Selector"): true
        case .either(let kinds): kinds.contains(where: mayTakeList)
        case .optional(let kind): mayTakeList(kind)
        default: false
        }
    }

    /// Reports a field that no object of the kind has.
    func checkField(_ name: Name, of base: Expression) {
        guard let kind = followedKind(base), let fields = unit.registry.fields(of: kind), !fields.contains(name.text) else { return }
        let isFunction = unit.registry[name.text]?.overloads.contains { overload in
            overload.parameters.first.map { mayTake(kind, as: $0.kind) } ?? false
        }
        let failure = Operators.missingField(
            name.text, ValueKind.withArticle(kind), known: fields,
            remedy: isFunction == true ? "it is a function: write \(name.text)(…)" : nil)
        unit.report(failure.code, failure.message, at: name.span, hint: failure.hint)
    }

    /// Reports a condition that is certainly no Bool.
    func checkCondition(_ condition: Expression) {
        let constant = ConstantFolder.value(of: condition)
        let kind = constant.flatMap { $0.asBool == nil ? $0.kindPhrase : nil } ?? followedKind(condition).map(ValueKind.withArticle)
        guard let kind else { return }
        unit.report("E307", "a condition is a Bool, not \(kind)", at: condition.span)
    }
}
