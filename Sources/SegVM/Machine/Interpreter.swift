import SegDiagnostics
import Synchronization

/// Tells a running machine to stop, from any thread or a signal handler.
public final class InterruptionFlag: Sendable {
    private let state = Atomic<Int>(0)
    private static let reasons: [Interruption.Reason] = [.interrupt, .timeout, .memory]

    public init() {}

    public func raise(_ reason: Interruption.Reason) {
        state.store((Self.reasons.firstIndex(of: reason) ?? 0) + 1, ordering: .relaxed)
    }

    public func clear() { state.store(0, ordering: .relaxed) }

    public var reason: Interruption.Reason? {
        let index = state.load(ordering: .relaxed) - 1
        return Self.reasons.indices.contains(index) ? Self.reasons[index] : nil
    }
}

/// What a program asked for that is another the next time, though its code and what it reads are the same.
public struct PassingFacts: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The time.
    public static let clock = PassingFacts(rawValue: 1)
    /// The line on which an error came up.
    public static let lines = PassingFacts(rawValue: 2)
}

/// Notes which passing facts a program asked for.
public final class PassingFactLog: Sendable {
    private let asked = Atomic<UInt8>(0)

    func note(_ facts: PassingFacts) { asked.bitwiseOr(facts.rawValue, ordering: .relaxed) }

    /// What was asked for since the last time that this was.
    public func take() -> PassingFacts { PassingFacts(rawValue: asked.exchange(0, ordering: .relaxed)) }
}

/// Receives what programs print and show.
public protocol OutputSink: AnyObject {
    /// Text as printed, with its line ending.
    func print(_ text: String, cell: String)
    /// A value that `show` or a cell's last expression shows.
    func display(_ value: Value, cell: String)
    /// A warning of the run.
    func warn(_ diagnostic: Diagnostic)
}

/// The register machine: runs compiled cells and calls functions. One thread at a time uses it.
public final class Interpreter {
    /// Limits of a machine.
    enum Limits {
        /// Calls within one another.
        static let frames = 20_000
        /// Registers of all of them.
        static let registers = 1 << 20
        /// Functions called by builtins within one another, which use the thread's own stack.
        static let nativeCalls = 150
        /// Backward jumps and calls between two looks for interruptions.
        static let patience = 4_096
        /// What an error that is caught counts as, in jumps.
        static let errorPatience = 64
    }

    public let registry: Registry
    let output: OutputSink
    let state: AnyObject?
    public let interruption: InterruptionFlag
    /// How many backward jumps and calls a run may make before it counts as timed out, about.
    public var jumpBudget = Int.max

    let stack: UnsafeMutablePointer<Value>
    /// The end of the registers that were ever used; those above hold nothing.
    var initializedEnd: UnsafeMutablePointer<Value>
    let frames: UnsafeMutablePointer<Frame>
    /// The active frame; `frames - 1` when none is.
    var current: UnsafeMutablePointer<Frame>
    /// The end of argument windows that builtins being called use above the frames.
    var windowEnd: UnsafeMutablePointer<Value>
    var nativeDepth = 0

    /// The cell that runs.
    public internal(set) var cell = ""
    public internal(set) var random = RandomStream(seed: 0, name: "")
    var exports: [Value] = []
    var parameterValues: [String: Value] = [:]
    var expectations: [ExpectationOutcome] = []
    /// Registers of a cell's body whose values outlive it, and its frame.
    private var keptRegisters: [Int] = []
    private(set) var keptFrame: UnsafeMutablePointer<Frame>?
    private var keptValues: [Value] = []
    /// What `now()` gives, in microseconds since 1970; nil: what the clock says.
    public var instant: Int?
    /// Whether `now()` was asked, of this machine or of one forked from it.
    public internal(set) var passingFacts = PassingFactLog()
    /// Told which lines run and for how long; nil most of the time.
    public var profile: LineProfile?
    /// The call that a builtin carries out, for its warnings.
    var callPlace: Span?
    /// Where the program was when it was stopped.
    var stoppedPlace: Span?

    public init(
        registry: Registry, output: OutputSink, state: AnyObject? = nil,
        interruption: InterruptionFlag = InterruptionFlag()
    ) {
        self.registry = registry
        self.output = output
        self.state = state
        self.interruption = interruption
        stack = .allocate(capacity: Limits.registers)
        initializedEnd = stack
        windowEnd = stack
        frames = .allocate(capacity: Limits.frames + 1)
        current = frames - 1
    }

    deinit {
        stack.deinitialize(count: initializedEnd - stack)
        stack.deallocate()
        frames.deallocate()
    }
}

// MARK: - Running cells

/// What a failed or passed `expect` found.
public struct ExpectationOutcome: Sendable {
    public let passed: Bool
    /// The condition.
    public let span: Span
    /// The message given after the comma.
    public let message: String?
    /// Both sides of a comparison.
    public let left: Value?
    public let right: Value?
}

/// What running a cell gave.
public struct CellOutcome: Sendable {
    /// The names given to cells below, in order; only those reached when there was an error.
    public var exports: [(name: String, value: Value)] = []
    /// The value of the last expression; nil where the cell doesn't end in one.
    public var result: Value?
    public var error: Diagnostic?
    /// Set when the run was stopped from outside.
    public var interruption: Interruption.Reason?
    public var expectations: [ExpectationOutcome] = []
    /// Draws made from the random stream.
    public var randomDraws: UInt64 = 0

    public var failedExpectations: [ExpectationOutcome] { expectations.filter { !$0.passed } }
}

extension Interpreter {
    /// Runs a cell with the values of the names it reads and of its parameters.
    ///
    /// Never throws: errors are in the outcome.
    public func run(
        _ compiled: CompiledCell, inputs: [String: Value], parameters: [String: Value] = [:],
        random: RandomStream? = nil
    ) -> CellOutcome {
        let before = (cell, self.random, exports, parameterValues, expectations)
        defer { (cell, self.random, exports, parameterValues, expectations) = before }
        cell = compiled.name
        self.random = random ?? RandomStream(seed: 0, name: compiled.name)
        exports = Array(repeating: .absent, count: compiled.writes.count)
        parameterValues = parameters
        expectations = []
        var outcome = CellOutcome()
        RunningCell.$current.withValue(RunningCell(output: output, name: compiled.name)) {
            runBody(of: compiled, inputs, &outcome)
        }
        for (index, value) in exports.enumerated() where !value.isAbsent {
            outcome.exports.append((compiled.writes[index].name, value))
        }
        outcome.expectations = expectations
        outcome.randomDraws = self.random.counter
        return outcome
    }

    private func runBody(
        of compiled: CompiledCell, _ inputs: [String: Value], _ outcome: inout CellOutcome
    ) {
        let environment = EnvironmentObject(unit: compiled.unit, slotCount: compiled.slotCount)
        for (name, slot) in zip(compiled.reads, compiled.importSlots) {
            environment.slots[slot] = inputs[name] ?? .absent
        }
        var variables: [Value] = []
        stoppedPlace = nil
        do {
            let result = try runMain(environment, registers: compiled.variableRegisters, &variables)
            if compiled.showsResult { outcome.result = result }
        } catch let stop as Interruption {
            outcome.interruption = stop.reason
            outcome.error = stop.diagnostic(cell: cell)
            outcome.error?.span = stoppedPlace
        } catch {
            outcome.error = diagnostic(of: error)
        }
        for (name, value) in zip(compiled.variableNames, variables) {
            outcome.exports.append((name, value))
        }
    }

    /// Runs the body of a unit and keeps the last values of some registers.
    private func runMain(
        _ environment: EnvironmentObject, registers: [Int], _ variables: inout [Value]
    ) throws -> Value {
        guard let main = environment.unit.functions.first else { return .null }
        let before = (keptRegisters, keptFrame, keptValues)
        defer { (keptRegisters, keptFrame, keptValues) = before }
        return try withWindow(1) { window in
            let floor = current
            try push(main.header, environment, base: window + 1, result: window)
            (keptRegisters, keptFrame, keptValues) = (registers, current, [])
            defer { variables = keptValues }
            try execute(downTo: floor)
            return window.pointee
        }
    }
}

extension Interpreter {
    /// Ends the active frame, the last that the loop was to run, with a register's value or nil.
    @inline(never)
    func leave(result source: UnsafeMutablePointer<Value>?) {
        let frame = current
        let value = source?.pointee ?? .null
        leave(frame)
        frame.pointee.result.pointee = value
        current = frame - 1
    }

    /// Takes the values that outlive a frame, and empties its registers.
    func leave(_ frame: UnsafeMutablePointer<Frame>) {
        if frame == keptFrame { keptValues = keptRegisters.map { frame.pointee.base[$0] } }
        for index in 0..<frame.pointee.header.pointee.registerCount {
            (frame.pointee.base + index).clear()
        }
    }
}

extension Interruption {
    func diagnostic(cell: String) -> Diagnostic {
        switch reason {
        case .interrupt: Diagnostic(code: "E390", "interrupted", cell: cell)
        case .timeout: Diagnostic(code: "E391", "stopped: the time limit was reached", cell: cell)
        case .memory: Diagnostic(code: "E392", "stopped: the memory limit was reached", cell: cell)
        }
    }
}
