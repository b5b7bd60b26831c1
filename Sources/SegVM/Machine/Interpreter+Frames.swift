import SegDiagnostics

extension Interpreter {
    /// Runs until the frames above `floor` have returned, passing errors to their handlers.
    func execute(downTo floor: UnsafeMutablePointer<Frame>) throws {
        while true {
            do {
                guard let profile else {
                    try loop(downTo: floor)
                    return
                }
                // What a builtin does after the function that it called is its own line's again.
                let line = profile.current
                defer { profile.enter(line) }
                try loop(downTo: floor, telling: profile)
                return
            } catch {
                try recover(from: error, downTo: floor)
            }
        }
    }

    /// Starts a frame whose arguments stand at `base`.
    func push(
        _ header: UnsafeMutablePointer<CodeHeader>, _ environment: EnvironmentObject,
        base: UnsafeMutablePointer<Value>, result: UnsafeMutablePointer<Value>
    ) throws {
        _ = try prepareFrame(base, header)
        current += 1
        current.initialize(
            to: Frame(
                header: header, environment: Unmanaged.passUnretained(environment), function: nil,
                base: base, result: result, pc: header.pointee.words))
    }

    /// Starts a frame of a function object, which the caller keeps alive.
    func push(
        _ function: FunctionObject, base: UnsafeMutablePointer<Value>,
        result: UnsafeMutablePointer<Value>
    ) throws {
        let parts = function.parts
        _ = try prepareFrame(base, parts.pointee.header)
        current += 1
        current.initialize(
            to: Frame(
                header: parts.pointee.header, environment: parts.pointee.environment,
                function: Unmanaged.passUnretained(function), base: base, result: result,
                pc: parts.pointee.header.pointee.words))
    }

    /// Makes sure that one more frame has its registers; gives the new patience.
    @inline(never)
    func prepareFrame(
        _ base: UnsafeMutablePointer<Value>, _ header: UnsafeMutablePointer<CodeHeader>
    ) throws -> Int {
        if current >= frames + (Limits.frames - 1) { throw depthFailure }
        try reserve(upTo: base + header.pointee.registerCount)
        return try lookUp()
    }

    /// Initialises registers that were never used before, and a few more at which the end of a frame may look.
    func reserve(upTo end: UnsafeMutablePointer<Value>) throws {
        guard end > initializedEnd else { return }
        guard end - stack + 1024 + ValueTag.lookahead <= Limits.registers else { throw depthFailure }
        let target = end + 1024
        initializedEnd.initialize(repeating: .null, count: target + ValueTag.lookahead - initializedEnd)
        initializedEnd = target
    }

    private var depthFailure: Failure {
        Failure(
            "E311", "the calls go too deep: \(current - frames + 1) functions wait for one another",
            hint: "does a function call itself without an end?")
    }

    /// Looks whether the run was told to stop; gives the new patience.
    @inline(never)
    func lookUp() throws -> Int {
        if let reason = interruption.reason { throw Interruption(reason) }
        jumpBudget -= Limits.patience
        if jumpBudget < 0 { throw Interruption(.timeout) }
        return Limits.patience
    }

    /// Gives the body registers above all frames, which are emptied afterwards.
    func withWindow<Result>(
        _ count: Int, _ body: (UnsafeMutablePointer<Value>) throws -> Result
    ) throws -> Result {
        let start = max(windowEnd, current < frames ? stack : current.pointee.end)
        try reserve(upTo: start + count)
        let before = windowEnd
        windowEnd = start + count
        defer {
            for index in 0..<count { (start + index).clear() }
            windowEnd = before
        }
        return try body(start)
    }
}

// MARK: - Errors on their way out

extension Interpreter {
    /// Finds the handler of an error among the frames above `floor` and goes there, or throws on.
    func recover(from error: Error, downTo floor: UnsafeMutablePointer<Frame>) throws {
        if error is Interruption {
            stoppedPlace = stoppedPlace ?? current.pointee.place
            unwind(downTo: floor)
            throw error
        }
        // Each return to a handler begins with new patience: a loop of errors would never look.
        jumpBudget -= Limits.errorPatience
        if let reason = interruption.reason ?? (jumpBudget < 0 ? .timeout : nil) {
            return try recover(from: Interruption(reason), downTo: floor)
        }
        var diagnostic = diagnostic(of: error)
        diagnostic.attach(current.pointee.place.narrowed(to: (error as? Failure)?.subject), cell: cell)
        var isOutermost = true
        while current > floor {
            if !isOutermost {
                diagnostic.addCall(at: current.pointee.place, count: current - floor)
            }
            isOutermost = false
            if let handler = handler(in: current) {
                let register = current.pointee.base + handler.register
                register.pointee = .host(ErrorObject(diagnostic))
                current.pointee.pc = current.pointee.header.pointee.words + handler.target
                return
            }
            leave(current)
            current -= 1
        }
        throw diagnostic
    }

    private func unwind(downTo floor: UnsafeMutablePointer<Frame>) {
        while current > floor {
            leave(current)
            current -= 1
        }
    }

    private func handler(in frame: UnsafeMutablePointer<Frame>) -> Handler? {
        let header = frame.pointee.header
        let position = frame.pointee.pc - header.pointee.words - 1
        return header.pointee.owner._withUnsafeGuaranteedRef { code in
            code.handlers.first { $0.covered.contains(position) }
        }
    }

    /// Any error as a diagnostic, without a place where it has none.
    func diagnostic(of error: Error) -> Diagnostic {
        switch error {
        case let diagnostic as Diagnostic: diagnostic
        case let failure as Failure:
            Diagnostic(code: failure.code, failure.message, hint: failure.hint, cell: cell)
        case let fault as ArgumentFailure:
            Diagnostic(
                code: fault.failure.code, fault.failure.message, hint: fault.failure.hint,
                cell: cell)
        default: Diagnostic(code: "E300", "\(error)", cell: cell)
        }
    }
}

extension Diagnostic {
    /// Adds the place where there is none; the place of an outer call becomes a note.
    mutating func attach(_ place: Span, cell: String) {
        if let span {
            if !place.encloses(span) { addCall(at: place, count: 0) }
        } else {
            span = place
        }
        self.cell = self.cell ?? cell
    }

    /// Adds a frame of the call stack, equal ones in a row as one; of a long stack only the innermost.
    mutating func addCall(at place: Span, count: Int) {
        let longest = 12
        let note = Note("called here", at: place)
        if let last = notes.last, last.span == note.span, last.message.hasPrefix(note.message) {
            notes[notes.count - 1].times += 1
        } else if notes.count < longest {
            notes.append(note)
        } else if notes.count == longest, count > 0 {
            notes.append(Note("and from \(count) more calls"))
        }
    }
}

extension Span {
    /// Whether the other span lies within this one.
    fileprivate func encloses(_ other: Span) -> Bool {
        file == other.file && range.lowerBound <= other.range.lowerBound
            && other.range.upperBound <= range.upperBound
    }
}

/// A caught error, as `catch e` gives it.
public final class ErrorObject: HostObject, @unchecked Sendable {
    public let diagnostic: Diagnostic

    public init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

    override public var kindName: String { "Error" }
    override public var display: String { "\(diagnostic.code): \(diagnostic.message)" }
    override public var fieldNames: [String] { ["message", "code", "hint", "cell", "line"] }
    override public var identity: String? { display }

    override public func field(_ name: String) throws -> Value? {
        switch name {
        case "message": .string(diagnostic.message)
        case "code": .string(diagnostic.code)
        case "hint": diagnostic.hint.map(Value.string) ?? .null
        case "cell": diagnostic.cell.map(Value.string) ?? .null
        case "line":
            diagnostic.span.map { .int($0.file.position(of: $0.range.lowerBound).line) } ?? .null
        default: nil
        }
    }
}
