/// A place in a source: a half-open range of byte offsets.
public struct Span: Hashable, Sendable {
    public let file: SourceFile
    public let range: Range<Int>

    public init(_ file: SourceFile, _ range: Range<Int>) {
        self.file = file
        self.range = range
    }

    /// The smallest span that covers both; the other is ignored when it is in another file.
    public func union(_ other: Span) -> Span {
        guard other.file == file else { return self }
        let lower = min(range.lowerBound, other.range.lowerBound)
        return Span(file, lower..<max(range.upperBound, other.range.upperBound))
    }

    public var text: String { file.text(in: range) }

    /// The part of the span that a failure is about, where its source stands in it as a word; else the span.
    public func narrowed(to subject: String?) -> Span {
        guard let subject, !subject.isEmpty else { return self }
        let bytes = Array(text.utf8)
        let sought = Array(subject.utf8)
        guard sought.count <= bytes.count else { return self }
        for start in 0...(bytes.count - sought.count) where bytes[start..<(start + sought.count)].elementsEqual(sought) {
            let end = start + sought.count
            let isWord = end == bytes.count || !Self.isPartOfWord(bytes[end]) || !Self.isPartOfWord(bytes[end - 1])
            let isStart = start == 0 || !Self.isPartOfWord(bytes[start - 1]) || sought[0] == UInt8(ascii: "\"")
            if isWord, isStart { return Span(file, (range.lowerBound + start)..<(range.lowerBound + end)) }
        }
        return self
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        byte >= 128 || byte == UInt8(ascii: "_") || (byte | 32) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }
}

public enum Severity: String, Sendable, Comparable, Codable {
    case note, warning, error

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// One message to the person who wrote the source: what is wrong, where, and what to do.
public struct Diagnostic: Error, Hashable, Sendable {
    /// A further place that explains the first, or a frame of the call stack.
    public struct Note: Hashable, Sendable {
        private let text: String
        public let span: Span?
        /// How many times in a row it is to be said.
        public var times = 1
        public var message: String { times == 1 ? text : "\(text), \(times) times" }

        public init(_ message: String, at span: Span? = nil) {
            text = message
            self.span = span
        }
    }

    public var severity: Severity
    /// A stable code such as `E203`; see `docs/diagnostics.md`.
    public var code: String
    public var message: String
    /// What to do about it, in one line.
    public var hint: String?
    public var span: Span?
    public var notes: [Note]
    /// The notebook cell in which it happened, where there is one.
    public var cell: String?

    public init(
        _ severity: Severity = .error, code: String, _ message: String, at span: Span? = nil,
        hint: String? = nil, notes: [Note] = [], cell: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.span = span
        self.hint = hint
        self.notes = notes
        self.cell = cell
    }
}
