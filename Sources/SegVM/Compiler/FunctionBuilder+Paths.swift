import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    func compile(_ assignment: Assignment, at span: Span) {
        let path = assignment.target
        guard let root = variable(path.root, for: "assigned to") else {
            let mark = next
            compile(assignment.value)
            next = mark
            return
        }
        let mark = next
        if path.steps.isEmpty {
            compile(assignment, toVariable: root, at: span)
        } else {
            compile(assignment, toPath: path, in: root, at: span)
        }
        next = mark
    }

    /// The register of a variable that may change here, or nil after reporting why it may not.
    private func variable(_ name: Name, for use: String) -> Int? {
        switch resolve(name.text) {
        case .register(let register, isVariable: true): return register
        case .capture, .running:
            unit.report(
                "E217", "a closure can't change \"\(name.text)\", which it captured", at: name.span,
                hint: "use for, or reduce, or give the new value as the result")
        case .hiddenVariable: reportHiddenVariable(name)
        case .unknown:
            let suggestion = Suggestion.hint(for: name.text, among: unit.knownNames)
            unit.report(
                "E201", "\"\(name.text)\" isn't known here", at: name.span,
                hint: suggestion ?? "declare it with let or var")
        case .register, .slot, .function, .namespace, .native:
            unit.report(
                "E218", "\"\(name.text)\" can't be \(use): it isn't a var", at: name.span,
                hint: "bind it with var, or give the new value a name with let")
        }
        return nil
    }

    private func compile(_ assignment: Assignment, toVariable root: Int, at span: Span) {
        let value = assignment.value
        guard let operation = assignment.operation.operation else {
            compile(value, into: root)
            return
        }
        if let (code, index) = constantForm(of: operation, with: value) {
            emit(code, root, root, index, at: span)
        } else {
            let right = compile(value)
            emit(operation.opcode, root, root, right, at: span)
        }
    }

    private func compile(
        _ assignment: Assignment, toPath path: Path, in root: Int, at span: Span
    ) {
        if assignment.operation.operation == nil, path.steps.count == 1,
            case .index(let key) = path.steps[0], !assignment.value.mayAssign
        {
            let position = compile(key)
            let value = separate(compile(assignment.value), from: root, at: span)
            emit(.setIndex, root, position, value.register, at: span)
            if value.isCopy { emit(.clear, value.register, at: span) }
            return
        }
        let keys = compileKeys(of: path)
        let value = allocate()
        if let operation = assignment.operation.operation {
            let right = allocate()
            compile(assignment.value, into: right)
            compileRead(of: path, in: root, keys: keys, into: value)
            emit(operation.opcode, value, value, right, at: span)
        } else {
            compile(assignment.value, into: value)
        }
        if path.steps.count == 1, case .index = path.steps[0] {
            emit(.setIndex, root, keys, value, at: span)
        } else {
            emit(.setPath, root, keys, path.steps.count, at: span)
            emit(0, at: span)
        }
    }

    /// The keys of a path's steps in neighbouring registers; gives the first.
    private func compileKeys(of path: Path) -> Int {
        let first = allocate(count: path.steps.count)
        for (offset, step) in path.steps.enumerated() {
            switch step {
            case .field(let name): load(.string(name.text), into: first + offset, at: name.span)
            case .index(let key): compile(key, into: first + offset)
            }
        }
        return first
    }

    /// Reads what stands at a path whose keys are computed.
    private func compileRead(of path: Path, in root: Int, keys: Int, into target: Int) {
        var object = root
        for (offset, step) in path.steps.enumerated() {
            switch step {
            case .index(let key): emit(.index, target, object, keys + offset, at: key.span)
            case .field(let name):
                emit(.field, target, object, at: name.span)
                emit(UInt32(textConstant(name.text)), at: name.span)
            }
            object = target
        }
    }

    // MARK: Methods that change a path

    /// `path.append(x)` and its like.
    func compile(_ method: PathMethod, _ call: WrittenCall, into target: Int?) -> Int {
        if mayBeMember(method, call) { return compileMemberCall(method.rawValue, call, into: target) }
        guard let receiver = call.arguments.first?.expression, let path = receiver.path else {
            unit.report(
                "E219", "\"\(method.rawValue)\" changes a variable, and this isn't one",
                at: call.arguments.first?.span ?? call.span,
                hint: "bind the value with var first")
            return destination(target)
        }
        guard let root = variable(path.root, for: "changed") else { return destination(target) }
        reportArguments(of: method, call)
        let mark = next
        // Of an object from Python it may give something.
        let isPlainAppend = call.isUnused || !mayBePython(receiver)
        if method == .append, path.steps.isEmpty, call.arguments.count == 2, isPlainAppend {
            let value = separate(
                compileOperand(argument: call.arguments[1]), from: root, at: call.span)
            emit(.append, root, value.register, at: call.span)
            if value.isCopy { emit(.clear, value.register, at: call.span) }
            next = mark
            return call.isUnused ? root : place(.null, into: target, at: call.span)
        }
        if method == .pop, path.steps.isEmpty, call.arguments.count == 1 {
            let destination = destination(target)
            emit(.pop, destination, root, at: call.span)
            return destination
        }
        return compileMethod(method, path, root, call, into: target)
    }

    /// Whether the call may be one of an object from Python and none of a variable's.
    private func mayBeMember(_ method: PathMethod, _ call: WrittenCall) -> Bool {
        guard let receiver = call.arguments.first?.expression, mayBePython(receiver) else { return false }
        guard let path = receiver.path, case .register(_, isVariable: true) = resolve(path.root.text) else { return true }
        return !method.argumentCounts.contains(call.arguments.count - 1) || !call.shape.isPlain
    }

    private func compileMethod(
        _ method: PathMethod, _ path: Path, _ root: Int, _ call: WrittenCall, into target: Int?
    ) -> Int {
        let arguments = call.arguments.dropFirst()
        let destination = workspace(target)
        let mark = next
        let keys = compileKeys(of: path)
        let first = allocate(count: max(1, arguments.count))
        for (offset, argument) in arguments.enumerated() { compile(argument, into: first + offset) }
        let result = path.steps.isEmpty ? first : keys
        emit(.pathMethod, root, result, path.steps.count, at: call.span)
        emit(UInt32(method.index | min(arguments.count, 255) << 8), at: call.span)
        take(result, to: destination, at: call.span)
        next = mark
        return deliver(destination, to: target, at: call.span)
    }

    /// A value's register, or a copy where it is that of the variable which takes the value in:
    /// with a second reference the variable is copied before it changes, and never holds itself.
    private func separate(_ register: Int, from root: Int, at span: Span) -> (
        register: Int, isCopy: Bool
    ) {
        guard register == root else { return (register, false) }
        let copy = allocate()
        move(register, to: copy, at: span)
        return (copy, true)
    }

    private func compileOperand(argument: WrittenCall.Argument) -> Int {
        if let expression = argument.expression { return compile(expression) }
        let register = allocate()
        compile(argument, into: register)
        return register
    }

    private func reportArguments(of method: PathMethod, _ call: WrittenCall) {
        let allowed = method.argumentCounts
        let count = call.arguments.count - 1
        if !allowed.contains(count) || !call.shape.isPlain {
            unit.report(
                "E203", "\"\(method.rawValue)\" doesn't take these arguments", at: call.span,
                hint: "write \(method.usage)")
        }
    }
}

extension PathMethod {
    /// How many arguments it takes besides the path.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .append, .remove: 1...1
        case .insert: 2...2
        case .pop: 0...1
        case .clear: 0...0
        }
    }

    /// How it is written, and what it does.
    public var reference: String {
        let purpose = switch self {
        case .append: "adds a value at the end of a list"
        case .insert: "puts a value at a position of a list, which those from there on make way for"
        case .remove: "takes away what stands at a position of a list, or under a key of a dictionary"
        case .pop: "takes away the last value of a list, or the one at a position, and gives it"
        case .clear: "takes all away"
        }
        return "\(usage): \(purpose). It changes a var in place."
    }

    var usage: String {
        switch self {
        case .append: "xs.append(value)"
        case .insert: "xs.insert(value, position)"
        case .remove: "xs.remove(position) or d.remove(key)"
        case .pop: "xs.pop() or xs.pop(position)"
        case .clear: "xs.clear()"
        }
    }
}
