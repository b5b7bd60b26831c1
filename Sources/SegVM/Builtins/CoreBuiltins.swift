import SegDiagnostics

extension Registry {
    /// The builtins of the language itself.
    public static let core: Registry = {
        var registry = Registry()
        registry.addCore()
        return registry
    }()

    private mutating func addCore() {
        add(OutputBuiltins.all)
        add(KindBuiltins.all)
        add(MathBuiltins.all)
        add(SequenceBuiltins.all)
        add(FunctionalBuiltins.all)
        add(SortingBuiltins.all)
        add(DictionaryBuiltins.all)
        add(TextBuiltins.all)
        add(TimeBuiltins.all)
        add(RandomBuiltins.all)
    }
}

/// Builtins call functions given to them through the machine's own faster entries.
extension NativeContext {
    func apply(_ function: Value, _ argument: Value) throws -> Value {
        if let machine = self as? Interpreter { return try machine.call(function, argument) }
        return try call(function, [argument])
    }

    func apply(_ function: Value, _ first: Value, _ second: Value) throws -> Value {
        if let machine = self as? Interpreter { return try machine.call(function, first, second) }
        return try call(function, [first, second])
    }

    /// Calls a test; its result must be a Bool.
    func test(_ function: Value, _ argument: Value) throws -> Bool {
        let outcome = try apply(function, argument)
        guard case .bool(let flag) = outcome else {
            throw Failure("E307", "the function must give a Bool here, not \(outcome.kindPhrase)")
        }
        return flag
    }
}
