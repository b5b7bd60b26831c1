/// Turns diagnostics into text for a terminal or a log: place, line, caret, hint, notes.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use ANSI colour.
    public let colour: Bool
    /// How many cells a line with its caret may take.
    public let width: Int

    public init(colour: Bool = false, width: Int = 100) {
        self.colour = colour
        self.width = width
    }

    /// One diagnostic over several lines, without a newline at the end.
    public func render(_ diagnostic: Diagnostic) -> String {
        let tint = switch diagnostic.severity {
        case .error: "31"
        case .warning: "33"
        case .note: "36"
        }
        let label = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", "1;" + tint)
        var lines: [String] = []
        if let span = diagnostic.span {
            lines.append("\(place(span, cell: diagnostic.cell)): \(label): \(diagnostic.message)")
            lines += excerpt(span, tint: tint)
        } else {
            let cell = diagnostic.cell.map { Self.home($0, file: nil) + ": " } ?? ""
            lines.append("\(cell)\(label): \(diagnostic.message)")
        }
        if let hint = diagnostic.hint { lines.append("  " + paint("hint:", "1") + " " + hint) }
        for note in diagnostic.notes {
            let start = note.span.map { place($0, cell: nil) + ": " } ?? ""
            lines.append("  " + paint("note:", "1") + " " + start + note.message)
        }
        return lines.joined(separator: "\n")
    }

    /// `notebook.segnb:12:4 in cell "load"`.
    public func place(_ span: Span, cell: String?) -> String {
        let position = span.file.position(of: span.range.lowerBound)
        let inCell = cell.map { " " + Self.home($0, file: span.file.name) } ?? ""
        return "\(span.file.name):\(position.line):\(position.column)\(inCell)"
    }

    /// `in cell "load"`; for code of a module, which has its file's path for a name, `in module "helpers"`.
    private static func home(_ cell: String, file: String?) -> String {
        guard cell == file || cell.hasSuffix(".seg") else { return "in cell \"\(cell)\"" }
        let name = cell.split(separator: "/").last ?? ""
        return "in module \"\(name.hasSuffix(".seg") ? name.dropLast(4) : name)\""
    }

    /// The line with a caret under the span; a long line is cut around it.
    private func excerpt(_ span: Span, tint: String) -> [String] {
        let start = span.file.position(of: span.range.lowerBound)
        let end = span.file.position(of: max(span.range.lowerBound, span.range.upperBound))
        let scalars = Array(span.file.line(start.line).unicodeScalars)
        let last = end.line == start.line ? end.column : scalars.count + 1
        let window = max(20, width - 4)
        let offset = scalars.count > window ? max(0, start.column - 1 - window / 3) : 0
        let visible = scalars.dropFirst(offset).prefix(window)
        var shown = String(String.UnicodeScalarView(visible.map { $0 == "\t" ? " " : $0 }))
        if offset > 0 { shown = "…" + shown.dropFirst() }
        if offset + visible.count < scalars.count { shown = String(shown.dropLast()) + "…" }
        let lead = String(repeating: " ", count: max(0, start.column - 1 - offset))
        let room = max(1, visible.count - (start.column - 1 - offset))
        let carets = String(repeating: "^", count: max(1, min(last - start.column, room)))
        let number = String(start.line)
        let gutter = String(repeating: " ", count: number.count)
        return ["\(number) | \(shown)", "\(gutter) | \(lead)\(paint(carets, "1;" + tint))"]
    }

    private func paint(_ text: String, _ code: String) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
