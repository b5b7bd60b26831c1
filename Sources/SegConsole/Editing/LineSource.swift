/// Gives the lines that are typed.
protocol LineSource: AnyObject {
    /// Reads one line, which may hold several where they were pasted or recalled.
    func read(prompt: String) -> LineInput

    /// Gives work that is done once, when the first prompt stands and a key is waited for.
    func whenWaiting(_ work: @escaping () -> Void)

    /// Makes an input one entry of the history.
    func remember(_ input: String)
}

/// What reading a line gives.
public enum LineInput: Sendable, Equatable {
    case line(String)
    /// Ctrl-C while a line was being edited.
    case cancelled
    /// Ctrl-D on an empty line, or the end of the input.
    case end
}
