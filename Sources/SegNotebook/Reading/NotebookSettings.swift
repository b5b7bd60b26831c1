import SegDiagnostics
import SegSyntax
import Yams

/// What a notebook's front matter says.
public struct NotebookSettings: Sendable, Hashable {
    /// The title of the report; nil when there is none.
    public var title: String?
    /// From which all randomness comes.
    public var seed: Int = 0

    public init() {}

    /// Reads the YAML between the two lines `---`; an unknown key is a warning.
    public static func read(
        _ frontMatter: FrontMatter?
    ) -> (settings: NotebookSettings, diagnostics: [Diagnostic]) {
        var settings = NotebookSettings()
        guard let frontMatter else { return (settings, []) }
        let root: Node?
        do {
            root = try Yams.compose(yaml: frontMatter.text)
        } catch {
            return (settings, [unreadable(error, frontMatter.span)])
        }
        guard let root else { return (settings, []) }
        guard let mapping = root.mapping else {
            return (settings, [problem("the front matter is 'key: value' lines", frontMatter.span)])
        }
        var diagnostics: [Diagnostic] = []
        for (key, value) in mapping {
            let span = frontMatter.line(of: key)
            if let found = settings.set(key.string ?? "", to: value, at: span) {
                diagnostics.append(found)
            }
        }
        return (settings, diagnostics)
    }

    private static let keys = ["title", "seed"]

    private mutating func set(_ key: String, to value: Node, at span: Span) -> Diagnostic? {
        switch key {
        case "title":
            title = value.string
            return nil
        case "seed":
            guard let number = value.int else {
                return Self.problem("'seed:' in the front matter is a whole number", span)
            }
            seed = number
            return nil
        default:
            return Diagnostic(
                .warning, code: "W601", "the front matter has no key '\(key)'", at: span,
                hint: Suggestion.hint(for: key, among: Self.keys) ?? "it takes title and seed")
        }
    }

    private static func unreadable(_ error: any Error, _ span: Span) -> Diagnostic {
        var text = "\(error)"
        if let yaml = error as? YamlError, case .parser(_, let problem, let mark, _) = yaml {
            text = "line \(mark.line): \(problem)"
        }
        return problem("the front matter is not YAML: \(text)", span)
    }

    private static func problem(_ message: String, _ span: Span) -> Diagnostic {
        Diagnostic(code: "E601", message, at: span)
    }
}

extension FrontMatter {
    /// The line on which a key stands.
    fileprivate func line(of key: Node) -> Span {
        guard let number = key.mark?.line else { return span }
        var start = span.range.lowerBound
        for _ in 1..<max(1, number) {
            guard let end = span.file.bytes[start..<span.range.upperBound].firstIndex(of: UInt8(ascii: "\n")) else { return span }
            start = end + 1
        }
        let end = span.file.bytes[start..<span.range.upperBound].firstIndex(of: UInt8(ascii: "\n")) ?? span.range.upperBound
        return Span(span.file, start..<end)
    }
}
