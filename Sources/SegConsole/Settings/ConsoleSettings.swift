import SegDisplay

/// How the prompt shows things; `:set` changes it.
public struct ConsoleSettings: Hashable, Sendable {
    /// Follows what was found out of the terminal, or decides.
    enum Choice: String, CaseIterable, Sendable {
        case auto, on, off
    }

    /// How plots and pictures are drawn.
    public enum Pictures: String, CaseIterable, Sendable {
        /// As an image where the terminal says that it can, else of characters.
        case auto
        /// By the graphics protocol of kitty, which other terminals know too.
        case kitty
        case sixel
        case blocks
    }

    /// The rows of a table that are shown at most.
    var rows = 15
    /// The cells of a line; nil: those of the terminal.
    var width: Int?
    var colour = Choice.auto
    /// Whether what is higher than the screen is shown page by page, at a terminal.
    var usesPager = true
    /// Whether the signature of the call that is being typed is shown.
    var showsHints = true
    var pictures = Pictures.auto

    public init() {}

    /// What a terminal can show, as these settings have it.
    func applied(to detected: TerminalSettings) -> TerminalSettings {
        var result = detected
        if let width { result.width = width }
        if colour != .auto { result.colour = colour == .on }
        return result
    }
}
