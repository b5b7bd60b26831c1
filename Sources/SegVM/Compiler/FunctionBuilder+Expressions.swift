import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    /// Compiles an expression into `target`, or into a register of its choice: a local's own, or a
    /// new temporary. A `target` that the source can name is written by the last instruction only.
    @discardableResult
    func compile(_ expression: Expression, into target: Int? = nil) -> Int {
        let span = expression.span
        switch expression.kind {
        case .literal(let literal): return place(literal.value, into: target, at: span)
        case .name(let name, let version): return compile(name, version, into: target, at: span)
        case .column(let name): return compileColumn(name, into: target, at: span)
        case .interpolation(let parts): return compile(parts, into: target, at: span)
        case .unary(let operation, let operand):
            return compile(operation, operand, into: target, at: span)
        case .binary(let operation, let left, let right):
            return compile(operation, left, right, into: target, at: span)
        case .range(let lower, let upper, let isClosed):
            let code = isClosed ? Opcode.closedRange : .halfOpenRange
            return compileOperands(code, lower, upper, into: target, at: span)
        case .index(let base, let key): return compileIndex(base, key, into: target, at: span)
        case .field(let base, let name): return compileField(base, name, into: target, at: span)
        case .call(let call): return compile(call, into: target, at: span)
        case .list(let items): return compileList(items, into: target, at: span)
        case .dictionary(let entries): return compileDictionary(entries, into: target, at: span)
        case .closure(let closure): return compile(closure, into: target)
        case .ifElse(let branching): return compile(branching, into: target, at: span)
        case .match(let match): return compile(match, into: target, at: span)
        case .tryCatch(let attempt): return compile(attempt, into: target, at: span)
        }
    }

    /// A register for a result: the wanted one or a new temporary.
    func destination(_ target: Int?) -> Int { target ?? allocate() }

    /// Where the first operand may be computed: the destination, unless the source can name it.
    func scratch(_ destination: Int) -> Int? { isLocal[destination & 255] ? nil : destination }

    /// A register for a result that is built in several steps: never one that the source can name.
    func workspace(_ target: Int?) -> Int { target.flatMap(scratch) ?? allocate() }

    /// Moves a result out of its workspace where another register was wanted.
    func deliver(_ workspace: Int, to target: Int?, at span: Span) -> Int {
        guard let target, target != workspace else { return workspace }
        take(workspace, to: target, at: span)
        return target
    }

    func place(_ value: Value, into target: Int?, at span: Span) -> Int {
        let destination = destination(target)
        load(value, into: destination, at: span)
        return destination
    }

    // MARK: Names

    private func compile(_ name: Name, _ version: Int?, into target: Int?, at span: Span) -> Int {
        if let version { return compileVersioned(name, version, into: target, at: span) }
        return compile(name, into: target)
    }

    /// The value of a name.
    func compile(_ name: Name, into target: Int?) -> Int {
        let span = name.span
        if name.text == "_", unit.visible["_"] == nil {
            unit.report(
                "E208", "\"_\" is the value that the prompt showed last, and there is none here", at: span,
                hint: "give the value a name with let")
            return destination(target)
        }
        switch resolve(name.text) {
        case .register(let register, _):
            guard let target else { return register }
            move(register, to: target, at: span)
            return target
        case let resolution: return compile(resolution, of: name, into: target, at: span)
        }
    }

    private func compile(
        _ resolution: Resolution, of name: Name, into target: Int?, at span: Span
    ) -> Int {
        let destination = destination(target)
        switch resolution {
        case .register(let register, _): move(register, to: destination, at: span)
        case .capture(let index): emit(.loadCapture, destination, wide: index, at: span)
        case .slot(let slot): emit(.loadSlot, destination, wide: slot, at: span)
        case .function(let function):
            emit(.functionValue, destination, wide: function.index, at: span)
        case .running: emit(.loadSelf, destination, at: span)
        case .native(let native):
            unit.noteBuiltin(native)
            load(.native(native), into: destination, at: span)
        case .namespace(let namespace):
            compile(namespace, name, into: destination, at: span)
        case .hiddenVariable: reportHiddenVariable(name)
        case .unknown: reportUnknown(name)
        }
        return destination
    }

    private func compile(_ namespace: Namespace, _ name: Name, into target: Int, at span: Span) {
        if case .python(let slot, _) = namespace {
            emit(.loadSlot, target, wide: slot, at: span)
            return
        }
        if case .missing = namespace { return }
        unit.report(
            "E209", "\"\(name.text)\" is a namespace, not a value", at: span,
            hint: "use one of its names, as in \(name.text).f(…)")
    }

    private func compileVersioned(
        _ name: Name, _ version: Int, into target: Int?, at span: Span
    ) -> Int {
        let destination = destination(target)
        if let native = native(name, version: version) {
            load(.native(native), into: destination, at: span)
        }
        return destination
    }

    /// The builtin `name@version`, or nil after reporting that there is none.
    func native(_ name: Name, version: Int) -> NativeObject? {
        if let native = unit.registry.versioned(name.text, version) {
            unit.noteBuiltin(native)
            return native
        }
        if unit.registry[name.text] == nil {
            reportUnknown(name)
        } else {
            let versions = unit.registry.versions(of: name.text).map(String.init)
            unit.report(
                "E211", "\"\(name.text)\" has no version \(version)", at: name.span,
                hint: "there are: " + versions.joined(separator: ", "))
        }
        return nil
    }

    func reportUnknown(_ name: Name, isCalled: Bool = false, isOfColumn: Bool = false) {
        let suggestion = Suggestion.hint(for: name.text, among: unit.knownNames + visibleLocals)
        unit.report(
            "E201", "\"\(name.text)\" isn't known here", at: name.span,
            hint: isPending(name.text)
                ? "a closure can't call itself: declare it with func \(name.text)(…)"
                : unit.visible.elsewhere(name.text) ?? (isCalled ? ForeignNames.hint(function: name.text, isOfColumn: isOfColumn) : nil)
                    ?? ForeignNames.hint(module: name.text) ?? suggestion ?? (isCalled ? nil : columnHint(name)))
    }

    /// The way to write a column, where a call takes columns.
    private func columnHint(_ name: Name) -> String? {
        unit.isAmongColumns(name.span) ? "if it is a column, write .\(name.text)" : nil
    }

    /// Whether this is part of a closure in the name's own `let`.
    private func isPending(_ name: String) -> Bool {
        guard case .inner(let outer) = role else { return false }
        return outer.pendingName == name || outer.isPending(name)
    }

    func reportHiddenVariable(_ name: Name) {
        unit.report(
            "E212", "a function can't see the variable \"\(name.text)\"", at: name.span,
            hint: "pass it as an argument, or bind it with let")
    }

    private var visibleLocals: [String] {
        var names = scopes.flatMap { $0.locals.keys }
        if case .inner(let outer) = role { names += outer.visibleLocals }
        return names
    }

    private func compileColumn(_ name: String, into target: Int?, at span: Span) -> Int {
        let destination = destination(target)
        if unit.registry.makeColumn == nil {
            unit.report("E213", "there are no columns here", at: span)
        }
        emit(.column, destination, wide: textConstant(name), at: span)
        return destination
    }

    // MARK: Parts

    private func compileIndex(
        _ base: Expression, _ key: Expression, into target: Int?, at span: Span
    ) -> Int {
        let destination = destination(target)
        let mark = next
        let object = compileOperand(base, scratch: scratch(destination))
        let position = compile(key)
        emit(.index, destination, object, position, at: span)
        release(object, unless: destination, at: span)
        next = mark
        return destination
    }

    private func compileField(
        _ base: Expression, _ name: Name, into target: Int?, at span: Span
    ) -> Int {
        if case .name(let space, version: nil) = base.kind,
            case .namespace(let namespace) = resolve(space.text)
        {
            return compileMember(name, of: namespace, space, into: target)
        }
        checkField(name, of: base)
        let destination = destination(target)
        let mark = next
        let object = compileOperand(base, scratch: scratch(destination))
        emit(.field, destination, object, at: name.span)
        emit(UInt32(textConstant(name.text)), at: name.span)
        release(object, unless: destination, at: span)
        next = mark
        return destination
    }

    /// Lets go of the container in a temporary, so that it can be changed in place later.
    private func release(_ register: Int, unless destination: Int, at span: Span) {
        if register != destination, !isLocal[register] { emit(.clear, register, at: span) }
    }

    /// An operand in a local's own register where it is a local, else in `scratch` or a temporary.
    func compileOperand(_ expression: Expression, scratch: Int?) -> Int {
        if case .name(let name, version: nil) = expression.kind,
            case .register(let register, _) = resolve(name.text)
        {
            return register
        }
        return compile(expression, into: scratch)
    }

    // MARK: Text, lists, dictionaries

    private func compile(_ parts: [StringPart], into target: Int?, at span: Span) -> Int {
        checkColumns(in: parts)
        let destination = workspace(target)
        let mark = next
        var rest = parts[...]
        var isFirst = true
        repeat {
            let chunk = rest.prefix(30)
            rest = rest.dropFirst(30)
            let earlier = isFirst ? 0 : 1
            let first = allocate(count: max(1, chunk.count + earlier))
            if !isFirst { take(destination, to: first, at: span) }
            for (offset, part) in chunk.enumerated() {
                compile(part, into: first + offset + earlier, at: span)
            }
            emit(.concatenate, destination, first, chunk.count + earlier, at: span)
            isFirst = false
            next = mark
        } while !rest.isEmpty
        return deliver(destination, to: target, at: span)
    }

    /// Reports a column in a text, whose value is not known yet.
    private func checkColumns(in parts: [StringPart]) {
        let columns = parts.compactMap { part -> Expression? in
            if case .expression(let expression) = part, expression.isPlainColumn { expression } else { nil }
        }
        guard let column = columns.first else { return }
        let pieces = parts.map { part in
            switch part {
            case .text(let text): Value.string(text).literal
            case .expression(let expression): expression.span.text
            }
        }
        unit.report(
            "E320", "a column expression can't stand in text", at: column.span,
            hint: parts.count == 1 ? "write text(\(pieces[0]))" : "write concat(\(pieces.joined(separator: ", ")))")
    }

    private func compile(_ part: StringPart, into target: Int, at span: Span) {
        switch part {
        case .text(let text): load(.string(text), into: target, at: span)
        case .expression(let expression): compile(expression, into: target)
        }
    }

    private func compileList(_ items: [Expression], into target: Int?, at span: Span) -> Int {
        let destination = workspace(target)
        let mark = next
        var rest = items[...]
        var isFirst = true
        repeat {
            let chunk = rest.prefix(40)
            rest = rest.dropFirst(40)
            let first = allocate(count: chunk.count)
            for (offset, item) in chunk.enumerated() { compile(item, into: first + offset) }
            emit(isFirst ? .newList : .extendList, destination, first, chunk.count, at: span)
            isFirst = false
            next = mark
        } while !rest.isEmpty
        return deliver(destination, to: target, at: span)
    }

    private func compileDictionary(
        _ entries: [DictionaryEntry], into target: Int?, at span: Span
    ) -> Int {
        let destination = workspace(target)
        let mark = next
        reportDoubledKeys(entries)
        var rest = entries[...]
        var isFirst = true
        repeat {
            let chunk = rest.prefix(20)
            rest = rest.dropFirst(20)
            let first = allocate(count: chunk.count * 2)
            for (offset, entry) in chunk.enumerated() {
                compileKey(entry.key, into: first + offset * 2)
                compile(entry.value, into: first + offset * 2 + 1)
            }
            emit(
                isFirst ? .newDictionary : .extendDictionary, destination, first, chunk.count,
                at: span)
            isFirst = false
            next = mark
        } while !rest.isEmpty
        return deliver(destination, to: target, at: span)
    }

    private func compileKey(_ key: Expression, into target: Int) {
        if case .name(let name, version: nil) = key.kind, case .unknown = resolve(name.text) {
            unit.report(
                "E201", "\"\(name.text)\" isn't known here", at: key.span,
                hint: "a key that is text is quoted: \"\(name.text)\"")
        } else {
            compile(key, into: target)
        }
    }

    private func reportDoubledKeys(_ entries: [DictionaryEntry]) {
        let seen = DictionaryObject()
        for entry in entries {
            guard case .literal(let literal) = entry.key.kind, literal.value.isKey else { continue }
            if seen.contains(literal.value) {
                unit.report(
                    "E214", "the key \(literal.value.literal) stands twice in one dictionary",
                    at: entry.key.span)
            }
            seen.set(literal.value, to: .null)
        }
    }
}

extension Literal {
    /// The value that the literal stands for.
    var value: Value {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .int(number)
        case .float(let number): .double(number)
        case .string(let text): .string(text)
        case .duration(let nanoseconds): .duration(nanoseconds)
        }
    }
}
