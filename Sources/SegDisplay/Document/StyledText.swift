/// How a run of text looks, in a terminal and on a page alike.
public struct TextStyle: OptionSet, Hashable, Sendable, Codable {
    /// One bit for each style.
    public let rawValue: Int

    /// The styles whose bits are set.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Heavier than the text around it.
    public static let bold = TextStyle(rawValue: 1)
    /// Less important than the text around it.
    public static let dim = TextStyle(rawValue: 2)
    /// Failures and losses.
    public static let red = TextStyle(rawValue: 4)
    /// Success and gains.
    public static let green = TextStyle(rawValue: 8)
    /// Warnings.
    public static let yellow = TextStyle(rawValue: 16)
    /// Notes.
    public static let cyan = TextStyle(rawValue: 32)
    /// A name from the notebook, set as code on a page.
    public static let code = TextStyle(rawValue: 64)
    /// Slanted.
    public static let italic = TextStyle(rawValue: 128)
    /// Underlined.
    public static let underline = TextStyle(rawValue: 256)
    /// No style.
    public static let plain: TextStyle = []
}

/// Text whose runs have styles; a string literal gives plain text.
public struct StyledText: Hashable, Sendable, Codable, ExpressibleByStringInterpolation {
    /// A piece of text of one style.
    public struct Run: Hashable, Sendable, Codable {
        /// The characters.
        public var text: String
        /// How they look.
        public var style: TextStyle

        /// A piece of text with its style.
        public init(_ text: String, _ style: TextStyle = .plain) {
            self.text = text
            self.style = style
        }
    }

    /// The pieces in order; neighbours differ in style and none is empty.
    public private(set) var runs: [Run]

    /// Text of one style.
    public init(_ text: String = "", _ style: TextStyle = .plain) {
        runs = text.isEmpty ? [] : [Run(text, style)]
    }

    /// Text of several pieces; neighbours of one style become one.
    public init(runs: [Run]) {
        self.runs = []
        for run in runs { append(run) }
    }

    /// Plain text.
    public init(stringLiteral value: String) { self.init(value) }

    /// The text without its styles.
    public var plain: String { runs.count == 1 ? runs[0].text : runs.map(\.text).joined() }

    /// Whether there is no character.
    public var isEmpty: Bool { runs.isEmpty }

    /// The cells that the text takes in a terminal.
    public var displayWidth: Int { runs.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// The same text with a style added to every run.
    public func styled(_ style: TextStyle) -> StyledText {
        StyledText(runs: runs.map { Run($0.text, $0.style.union(style)) })
    }

    /// One text after the other.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        StyledText(runs: left.runs + right.runs)
    }

    /// Adds a text at the end.
    public static func += (left: inout StyledText, right: StyledText) { left = left + right }

    /// Texts one after the other, with a separator between.
    public static func joined(_ parts: [StyledText], separator: StyledText = "") -> StyledText {
        var runs: [Run] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { runs += separator.runs }
            runs += part.runs
        }
        return StyledText(runs: runs)
    }

    private mutating func append(_ run: Run) {
        guard !run.text.isEmpty else { return }
        if let last = runs.last, last.style == run.style {
            runs[runs.count - 1].text = last.text + run.text
        } else {
            runs.append(run)
        }
    }
}
