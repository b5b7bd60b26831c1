/// Gives the inputs that are typed.
protocol LineSource: AnyObject {
    /// Reads one input, of as many lines as it needs.
    func read(_ style: InputStyle) -> LineInput

    /// Gives work that is done once, when the first prompt stands and a key is waited for.
    func whenWaiting(_ work: @escaping () -> Void)

    /// Makes an input one entry of the history.
    func remember(_ input: String)
}

/// How an input is typed: what stands before its lines, when it is whole, and what helps meanwhile.
struct InputStyle {
    /// What stands before the first line.
    let prompt: String
    /// What stands before each line below it.
    let more: String
    /// Whether Enter runs a text rather than beginning another line of it.
    let isWhole: (String) -> Bool
    /// What could stand at the end of a text.
    let complete: (_ before: String) -> Completions
    /// The line that is shown below, painted and fitted to so many cells; nil where there is none.
    let hint: (_ before: String, _ width: Int) -> String?
}

/// What reading an input gives.
public enum LineInput: Sendable, Equatable {
    /// A text of one line or more.
    case line(String)
    /// Ctrl-C while it was being edited.
    case cancelled
    /// Ctrl-D on an empty one, or the end of the terminal.
    case end
}
