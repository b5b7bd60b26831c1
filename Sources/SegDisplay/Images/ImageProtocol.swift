/// How a program gives an image to a terminal.
public enum ImageProtocol: String, Hashable, Sendable {
    /// The graphics protocol of kitty, which Ghostty and WezTerm know too.
    case kitty
    /// The graphics of DEC's VT340, which xterm, foot, mlterm, Konsole and others know.
    case sixel

    /// What the variables of a terminal say of its images.
    public enum Claim: Hashable, Sendable {
        case draws(ImageProtocol)
        /// It draws none, or none that are known to arrive: tmux and screen stand in between.
        case none
        /// The terminal itself has to be asked.
        case unknown
    }

    /// Reads what a terminal is off its environment.
    public static func claim(_ environment: [String: String]) -> Claim {
        func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
        let term = environment["TERM"] ?? ""
        let program = environment["TERM_PROGRAM"] ?? ""
        if isSet("TMUX") || isSet("STY") { return .none }
        if ["screen", "tmux", "linux", "dumb"].contains(family(term)) || term.isEmpty { return .none }
        if isSet("KITTY_WINDOW_ID") || ["xterm-kitty", "xterm-ghostty"].contains(term) { return .draws(.kitty) }
        if ["ghostty", "WezTerm"].contains(program) { return .draws(.kitty) }
        return ["foot", "mlterm", "contour", "yaft"].contains(family(term)) ? .draws(.sixel) : .unknown
    }

    /// The name before what tells variants apart: `foot` of `foot-extra`.
    private static func family(_ term: String) -> String { String(term.prefix { $0 != "-" && $0 != "." }) }
}
