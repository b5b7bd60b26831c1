import Glibc

/// What a terminal can show.
public struct TerminalSettings: Hashable, Sendable {
    /// The cells of a line.
    public var width: Int
    /// Whether ANSI colours may be used.
    public var colour: Bool
    /// Whether characters beyond ASCII may be used.
    public var unicode: Bool

    /// Settings as given; a terminal is taken to have at least 20 cells.
    public init(width: Int = 80, colour: Bool = false, unicode: Bool = true) {
        self.width = max(20, width)
        self.colour = colour
        self.unicode = unicode
    }

    /// The settings for a file descriptor: colour only on a terminal and without `NO_COLOR`, the
    /// width from the terminal, else from `COLUMNS`, else 80; Unicode unless the locale names
    /// another charset.
    public static func detected(fileDescriptor: Int32 = STDOUT_FILENO) -> TerminalSettings {
        let fileDescriptor = StandardStream.descriptor(of: fileDescriptor)
        let isTerminal = isatty(fileDescriptor) == 1
        let dumb = variable("TERM") == "dumb"
        let colour = isTerminal && !dumb && (variable("NO_COLOR") ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variable($0) }.first {
            !$0.isEmpty
        }
        let charset = locale?.split(separator: ".").dropFirst().last.map { $0.lowercased() }
        let unicode = charset.map { $0.hasPrefix("utf") } ?? true
        return TerminalSettings(width: width(of: fileDescriptor), colour: colour, unicode: unicode)
    }

    /// Whether the descriptor is a terminal that can move the cursor, so that progress may be
    /// redrawn.
    public static func isInteractive(fileDescriptor: Int32) -> Bool {
        isatty(StandardStream.descriptor(of: fileDescriptor)) == 1 && variable("TERM") != "dumb"
    }

    private static func width(of fileDescriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return variable("COLUMNS").flatMap { Int($0) } ?? 80
    }

    private static func variable(_ name: String) -> String? {
        // SAFETY: getenv gives nil or a C string; it is copied at once.
        getenv(name).map { String(cString: $0) }
    }
}
