import Foundation
import SegSyntax

/// Python files in the percent format: cells behind marks `# %%`, and what is no Python in comments.
extension PortableNotebook {
    private static let mark = "# %%"

    /// Reads a Python file; text above the first mark is a cell.
    init(percent text: String) {
        var above: [String] = []
        var cells: [Cell] = []
        for (index, (mark, lines)) in Self.parts(of: text).enumerated() {
            let lines = index == 0 ? Self.withoutHeader(lines) : lines
            let inString = mark.isProse && mark.header == nil ? Self.inString(lines) : nil
            let text = (inString ?? (mark.isQuoted ? lines.map(Self.unquoted) : lines).joined(separator: "\n"))
                .trimmingCharacters(in: .newlines)
            if mark.isTop {
                above = text.components(separatedBy: "\n")
            } else if let header = mark.header {
                cells.append(Cell(content: .segnb(header: header.isEmpty ? nil : header), text: text))
            } else if !text.isEmpty || !mark.title.isEmpty {
                let title = mark.title.isEmpty ? "" : (mark.isProse ? "<!-- \(mark.title) -->" : "# \(mark.title)") + "\n"
                cells.append(Cell(content: mark.isProse ? .prose : .python(title: mark.title), text: title + text))
            }
        }
        shebang = above.first { $0.hasPrefix("#!") }
        let rest = above.filter { !$0.hasPrefix("#!") }.joined(separator: "\n")
        frontMatter = rest.isEmpty ? nil : rest
        self.cells = cells
    }

    /// Each mark with the lines below it, and first those above all marks. A line within a string is no mark.
    private static func parts(of text: String) -> [(mark: PercentMark, lines: [String])] {
        let lines = text.replacing("\r\n", with: "\n").components(separatedBy: "\n")
        func parts(_ isMark: (String) -> Bool) -> [(mark: PercentMark, lines: [String])] {
            var parts = [(mark: PercentMark(""), lines: [String]())]
            for line in lines {
                if isMark(line), let percents = line.range(of: "%%") {
                    parts.append((PercentMark(String(line[percents.upperBound...])), []))
                } else {
                    parts[parts.count - 1].lines.append(line)
                }
            }
            return parts
        }
        var quotes = PythonQuotes()
        let found = parts { line in
            let isMark = !quotes.isOpen && Self.isMark(line)
            if !isMark { quotes.pass(line) }
            return isMark
        }
        // A string that never ends must not swallow the notebook.
        return quotes.isOpen ? parts(Self.isMark) : found
    }

    /// The text above all marks without Jupytext's settings: comments between two lines of dashes.
    private static func withoutHeader(_ lines: [String]) -> [String] {
        guard let start = lines.firstIndex(of: "# ---"), lines[..<start].allSatisfy({ $0.isEmpty || $0.hasPrefix("#!") }),
            let end = lines[(start + 1)...].firstIndex(of: "# ---"), lines[start..<end].contains("# jupyter:")
        else { return lines }
        return Array(lines[..<start] + lines[(end + 1)...])
    }

    /// Prose that stands in a string of three quotes rather than in comments; nil for other prose.
    private static func inString(_ lines: [String]) -> String? {
        let text = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        for quotes in ["\"\"\"", "'''"] {
            for start in [quotes, "r" + quotes] where text.hasPrefix(start) && text.hasSuffix(quotes) && text.count >= start.count + 3 {
                return String(text.dropFirst(start.count).dropLast(3))
            }
        }
        return nil
    }

    /// Some editors write the mark without the space.
    private static func isMark(_ line: String) -> Bool { line.hasPrefix(mark) || line.hasPrefix("#%%") }

    /// A Python file; converting it back gives the same notebook.
    var percent: String {
        let top = [shebang, frontMatter].compactMap { $0 }.joined(separator: "\n")
        let start = top.isEmpty ? "" : "\(Self.mark) \(PercentMark.top)\n\(Self.quoted(top))\n\n"
        return start + cells.map { cell in
            switch cell.content {
            case .prose: "\(Self.mark) [markdown]\n\(Self.quoted(cell.text))\n"
            case .python: "\(Self.mark)\n\(cell.text)\n"
            case .segnb(let header): Self.percent(cell, header ?? "")
            }
        }.joined(separator: "\n")
    }

    private static func percent(_ cell: Cell, _ header: String) -> String {
        switch cell.headerKind {
        case .md: return "\(mark) [markdown] \(PercentMark.metadata(header))\n\(quoted(cell.text))\n"
        // What looks like a mark would begin another cell.
        case .python where !cell.text.components(separatedBy: "\n").contains(where: isMark):
            return "\(mark) \(PercentMark.metadata(header))\n\(cell.text)\n"
        default: return "\(mark) \(PercentMark.quoted) \(header)\n\(quoted(cell.text))\n"
        }
    }

    /// A text as comments.
    private static func quoted(_ text: String) -> String {
        text.components(separatedBy: "\n").map { line in
            // A line of text that looks like a mark must not be read as one.
            line.isEmpty ? "#" : "# " + CellMark.escaped(line)
        }.joined(separator: "\n")
    }

    private static func unquoted(_ line: String) -> String {
        guard line.hasPrefix("# ") else { return line == "#" ? "" : line }
        let text = line.dropFirst(2)
        return String(text.hasPrefix("\\") && CellMark.isMark(text) ? text.dropFirst() : text)
    }
}

/// What stands behind the percent signs of a mark: `title [kind] name="value"`.
private struct PercentMark {
    /// Marks what stands above a notebook's cells.
    static let top = "[segnb top]"
    /// Marks a cell of the language, whose header follows; its code stands in comments.
    static let quoted = "[segnb]"
    private static let key = "segnb=\""

    let isTop: Bool
    let isProse: Bool
    /// The header of the cell in its `.segnb` file, empty for text above the first header; nil: it comes from another program.
    let header: String?
    /// Whether its text stands in comments.
    let isQuoted: Bool
    /// What others wrote there.
    let title: String

    init(_ text: String) {
        isTop = text.contains(Self.top)
        let kind = ["[markdown]", "[md]"].first { text.contains($0) }
        isProse = kind != nil
        let language = text.range(of: Self.quoted).map { text[$0.upperBound...].trimmingCharacters(in: .whitespaces) }
        header = language ?? Self.header(in: text)
        isQuoted = isProse || isTop || language != nil
        title = (kind.map { text.replacing($0, with: "") } ?? text).trimmingCharacters(in: .whitespaces)
    }

    /// A header as metadata of the cell.
    static func metadata(_ header: String) -> String {
        key + header.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func header(in text: String) -> String? {
        guard let start = text.range(of: key)?.upperBound else { return nil }
        var header = ""
        var isEscaped = false
        for character in text[start...] {
            if !isEscaped, character == "\"" { return header }
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { header.append(character) }
        }
        return nil
    }
}

/// Whether the end of a Python text is within a string of three quotes, line by line.
struct PythonQuotes {
    private var quote: Unicode.Scalar?
    var isOpen: Bool { quote != nil }

    /// Goes on over a line.
    mutating func pass(_ line: String) {
        var rest = Array(line.unicodeScalars)[...]
        // That of a string which ends in its line.
        var short: Unicode.Scalar?
        while let scalar = rest.popFirst() {
            let isTriple = (scalar == "\"" || scalar == "'") && rest.starts(with: [scalar, scalar])
            if scalar == "\\", quote != nil || short != nil {
                rest = rest.dropFirst()
            } else if let open = quote {
                if isTriple, scalar == open {
                    quote = nil
                    rest = rest.dropFirst(2)
                }
            } else if let open = short {
                if scalar == open { short = nil }
            } else if isTriple {
                quote = scalar
                rest = rest.dropFirst(2)
            } else if scalar == "#" {
                return
            } else if scalar == "\"" || scalar == "'" {
                short = scalar
            }
        }
    }
}
