/// The cell that runs in this thread, for what prints without a context at hand, such as code of others that a builtin calls.
///
/// SAFETY: what cells print to may be used from any thread.
public struct RunningCell: @unchecked Sendable {
    let output: OutputSink
    let name: String

    @TaskLocal public static var current: RunningCell?

    public func print(_ text: String) { output.print(text, cell: name) }

    public func display(_ value: Value) { output.display(value, cell: name) }

    /// Runs work on another thread for the cell that runs here.
    public static func inherited() -> @Sendable (_ work: () -> Void) -> Void {
        let cell = current
        return { work in $current.withValue(cell, operation: work) }
    }
}
