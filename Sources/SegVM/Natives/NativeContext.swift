import SegDiagnostics

/// What the body of a builtin may ask of the machine that calls it.
public protocol NativeContext: AnyObject {
    /// The cell or file that runs.
    var cell: String { get }

    /// The call that is being carried out.
    var callSpan: Span? { get }

    /// What the host keeps for the time of a session; the library casts it to its own class.
    var hostState: AnyObject? { get }

    /// The moment that counts as now, in microseconds since 1970.
    var now: Int { get }

    /// The random numbers of the running cell or job.
    var random: RandomStream { get }

    /// Calls a function, closure or builtin with positional arguments.
    func call(_ function: Value, _ arguments: [Value]) throws -> Value

    /// Calls with labels.
    func call(_ function: Value, labelled arguments: [LabelledValue]) throws -> Value

    /// Writes text to the cell's output.
    func print(_ text: String)

    /// Shows a value as the cell's last expression is shown.
    func display(_ value: Value)

    /// Reports a warning at the running call.
    func warn(_ code: String, _ message: String, hint: String?)

    /// Throws `Interruption` when the run was told to stop; long loops ask now and then.
    func checkInterruption() throws

    /// A machine of its own for a parallel job, with the same host state, for functions that are
    /// called from other threads.
    func fork(random: RandomStream) -> NativeContext
}
