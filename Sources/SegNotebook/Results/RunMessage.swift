import SegDiagnostics
import SegDisplay

/// An error, a failed expectation or a warning of a run, as it is recorded: what was said can be shown
/// again when the sources have changed.
public struct RunMessage: Sendable, Codable, Hashable {
    public struct Place: Sendable, Codable, Hashable {
        public let file: String
        public let line: Int
        public let column: Int
    }

    public let severity: Severity
    public let code: String
    public let message: String
    public let hint: String?
    public let place: Place?
    /// The bytes of the file that it points at; nil for a message with notes, which point at others.
    let range: Range<Int>?
    /// The whole message with the line and the caret, coloured by ANSI sequences.
    public let text: String
    /// What it was made of, for terminals that are narrow; not recorded.
    private var source = Unrecorded<Diagnostic>(nil)

    private enum CodingKeys: CodingKey {
        case severity, code, message, hint, place, range, text
    }

    public init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity
        code = diagnostic.code
        message = diagnostic.message
        hint = diagnostic.hint
        place = diagnostic.span.map { span in
            let position = span.file.position(of: span.range.lowerBound)
            return Place(file: span.file.name, line: position.line, column: position.column)
        }
        range = diagnostic.notes.isEmpty ? diagnostic.span?.range : nil
        text = DiagnosticRenderer(colour: true).render(diagnostic)
        source = Unrecorded(diagnostic)
    }

    /// The text for a terminal with colours or without.
    func rendered(colour: Bool) -> String { colour ? text : StyledText(ansi: text).runs.map(\.text).joined() }

    /// The same no wider than a terminal, where it was not read from a record.
    func rendered(colour: Bool, width: Int) -> String {
        guard width < DiagnosticRenderer().width, let diagnostic = source.value else { return rendered(colour: colour) }
        return DiagnosticRenderer(colour: colour, width: width).render(diagnostic)
    }
}

/// A part of a value that is no part of its record, nor of what makes two of them equal.
private struct Unrecorded<Part: Sendable>: Sendable, Hashable {
    let value: Part?

    init(_ value: Part?) { self.value = value }
    static func == (first: Unrecorded, second: Unrecorded) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
