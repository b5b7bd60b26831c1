import SegDiagnostics

/// What builtins may ask of the machine.
extension Interpreter: NativeContext {
    public var callSpan: Span? { callPlace ?? (current >= frames ? current.pointee.place : nil) }

    public var hostState: AnyObject? { state }

    public var now: Int {
        passingFacts.note(.clock)
        return instant ?? FloatFunctions.now()
    }

    public func call(_ function: Value, _ arguments: [Value]) throws -> Value {
        try call(function, count: arguments.count) { window in
            for (index, argument) in arguments.enumerated() { window[index] = argument }
        }
    }

    /// Calls with one argument.
    func call(_ function: Value, _ argument: Value) throws -> Value {
        try call(function, count: 1) { $0[0] = argument }
    }

    /// Calls with two arguments.
    func call(_ function: Value, _ first: Value, _ second: Value) throws -> Value {
        try call(function, count: 2) {
            $0[0] = first
            $0[1] = second
        }
    }

    private func call(
        _ function: Value, count: Int, fill: (UnsafeMutablePointer<Value>) -> Void
    ) throws -> Value {
        try enterNativeCall()
        defer { nativeDepth -= 1 }
        return try withWindow(count + 1) { window in
            fill(window + 1)
            if case .function(let closure) = function {
                try fit(closure, window + 1, count)
                return try run(closure, window)
            }
            window.pointee = function
            let site = CallSite(
                name: nil, isMethod: false, shape: .positional(count), argumentPlaces: [],
                native: nil)
            if try callSlowly(window, count, site) { try execute(downTo: current - 1) }
            return window.pointee
        }
    }

    public func call(_ function: Value, labelled arguments: [LabelledValue]) throws -> Value {
        try enterNativeCall()
        defer { nativeDepth -= 1 }
        return try withWindow(arguments.count + 1) { window in
            window.pointee = function
            for (index, argument) in arguments.enumerated() { window[index + 1] = argument.value }
            let shape = ArgumentShape(labels: arguments.map(\.label), hasTrailingClosure: false)
            let site = CallSite(
                name: nil, isMethod: false, shape: shape, argumentPlaces: [], native: nil)
            if try callSlowly(window, arguments.count, site) { try execute(downTo: current - 1) }
            return window.pointee
        }
    }

    private func enterNativeCall() throws {
        nativeDepth += 1
        if nativeDepth > Limits.nativeCalls {
            nativeDepth -= 1
            throw Failure(
                "E311",
                "the calls go too deep: \(nativeDepth) builtins wait for functions given to them",
                hint: "does a function call itself without an end?")
        }
    }

    private func run(_ closure: FunctionObject, _ window: UnsafeMutablePointer<Value>) throws
        -> Value
    {
        let floor = current
        try push(closure, base: window + 1, result: window)
        try execute(downTo: floor)
        return window.pointee
    }

    /// Checks the number of arguments; a closure without declared parameters takes as many as it
    /// uses.
    private func fit(
        _ closure: FunctionObject, _ window: UnsafeMutablePointer<Value>, _ count: Int
    ) throws {
        let parameters = closure.code.parameters
        if parameters.count == count { return }
        if parameters.count < count, closure.name == nil,
            parameters.allSatisfy({ $0.name.hasPrefix("$") })
        {
            for index in parameters.count..<count { (window + index).clear() }
            return
        }
        let name = closure.name ?? "the closure"
        if parameters.count > count, parameters.dropFirst(count).allSatisfy(\.hasDefault) {
            try reserve(upTo: window + parameters.count)
            for index in count..<parameters.count { window[index] = .absent }
            return
        }
        let arguments = parameters.count == 1 ? "1 argument" : "\(parameters.count) arguments"
        throw Failure(
            "E319", "\"\(name)\" takes \(arguments) and is called with \(count)",
            hint: name == "the closure" ? "write \(["{ … }", "{ x in … }", "{ a, b in … }"].dropFirst(count).first ?? "{ a, b, c in … }")" : nil)
    }

    public func print(_ text: String) { output.print(text, cell: cell) }

    public func display(_ value: Value) { output.display(value, cell: cell) }

    public func warn(_ code: String, _ message: String, hint: String?) {
        output.warn(Diagnostic(.warning, code: code, message, at: callSpan, hint: hint, cell: cell))
    }

    public func checkInterruption() throws {
        if let reason = interruption.reason { throw Interruption(reason) }
    }

    public func fork(random: RandomStream) -> NativeContext {
        let other = Interpreter(
            registry: registry, output: output, state: state, interruption: interruption)
        other.cell = cell
        other.instant = instant
        other.passingFacts = passingFacts
        other.random = random
        other.nativeDepth = nativeDepth
        other.callPlace = callSpan
        return other
    }
}
