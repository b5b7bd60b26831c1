import Foundation
import SegDiagnostics
import SegSyntax

/// A notebook as cells of text, between the formats that it can be written in.
struct PortableNotebook {
    enum Content {
        case prose
        /// Python whose reads and writes are not declared.
        case python
        /// A cell of a `.segnb` file with its header line; without one for text above the first header.
        case segnb(header: String?)
    }

    struct Cell {
        let content: Content
        let text: String
    }

    /// The line `#!…` of a `.segnb` file.
    var shebang: String?
    /// What stands between the two lines `---`, without line feeds at its ends.
    var frontMatter: String?
    var cells: [Cell]
}

// MARK: - .segnb

extension PortableNotebook {
    /// Takes a notebook apart. The parser's errors are not looked at: text is kept as it is.
    init(segnb file: SourceFile) {
        let tree = Notebook.parse(file).tree
        shebang = tree.shebang?.text
        frontMatter = tree.frontMatter?.text.trimmingCharacters(in: .newlines)
        cells = tree.cells.map { cell in
            let text = cell.body.trimmingCharacters(in: .newlines)
            guard cell.kind == .md, !cell.isNamed, cell.options.isEmpty else {
                return Cell(content: .segnb(header: cell.header?.span.text), text: text)
            }
            return Cell(content: .prose, text: text)
        }
    }

    /// The text of a `.segnb` file.
    var segnb: String {
        var text = shebang.map { $0 + "\n" } ?? ""
        if let frontMatter { text += "---\n\(frontMatter)\n---\n" }
        for cell in cells {
            switch cell.content {
            case .prose: text += "%% md\n"
            case .python: text += "%% python\n"
            case .segnb(let header): if let header { text += header + "\n" }
            }
            let lines = cell.text.split(separator: "\n", omittingEmptySubsequences: false)
            text += lines.map { $0.hasPrefix("%%") ? "\\" + $0 : String($0) }.joined(separator: "\n") + "\n\n"
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }
}

// MARK: - Jupyter

extension PortableNotebook {
    init(jupyter: JupyterNotebook) {
        shebang = jupyter.metadata.segnb?.shebang
        frontMatter = jupyter.metadata.segnb?.front_matter
        cells = jupyter.cells.compactMap { cell in
            let text = cell.source.text.trimmingCharacters(in: .newlines)
            if let segnb = cell.metadata.segnb {
                return Cell(content: .segnb(header: segnb.header.isEmpty ? nil : segnb.header), text: text)
            }
            switch cell.cell_type {
            case "code": return text.isEmpty ? nil : Cell(content: .python, text: text)
            default: return text.isEmpty ? nil : Cell(content: .prose, text: text)
            }
        }
    }

    /// A Jupyter notebook; `outputs` gives those of the cell at a position.
    func jupyter(outputs: (Int) -> [JupyterNotebook.Output] = { _ in [] }) -> JupyterNotebook {
        JupyterNotebook(
            cells: cells.enumerated().map { index, cell in
                switch cell.content {
                case .prose:
                    JupyterNotebook.Cell(
                        cell_type: "markdown", id: "cell\(index)", metadata: .init(), source: .init(cell.text))
                case .python:
                    JupyterNotebook.Cell(
                        cell_type: "code", id: "cell\(index)", metadata: .init(), source: .init(cell.text),
                        outputs: outputs(index))
                case .segnb(let header):
                    JupyterNotebook.Cell(
                        cell_type: "code", id: "cell\(index)", metadata: .init(segnb: .init(header: header ?? "")),
                        source: .init(cell.text), outputs: outputs(index))
                }
            }, shebang: shebang, frontMatter: frontMatter)
    }
}

// MARK: - Python with cell marks

extension PortableNotebook {
    private static let mark = "# %%"
    /// The cell that holds what stands above a notebook's cells.
    private static let topMark = "[segnb top]"

    /// Reads a Python file in the percent format; text above the first mark is a cell.
    init(percent text: String) {
        var cells: [Cell] = []
        var header = ""
        var top: String?
        var lines: [String] = []
        func finish() {
            let isProse = header.contains("[markdown]") || header.contains("[md]")
            let original = header.range(of: "[segnb]").map {
                header[$0.upperBound...].trimmingCharacters(in: .whitespaces)
            }
            let isQuoted = isProse || original != nil || header.contains(Self.topMark)
            let body = lines.map { line in
                guard isQuoted else { return line }
                if line.hasPrefix("# \\%%") || line.hasPrefix("# \\\\%%") { return String(line.dropFirst(3)) }
                return line.hasPrefix("# ") ? String(line.dropFirst(2)) : line == "#" ? "" : line
            }.joined(separator: "\n").trimmingCharacters(in: .newlines)
            if header.contains(Self.topMark) {
                top = body
            } else if let original {
                cells.append(Cell(content: .segnb(header: original.isEmpty ? nil : original), text: body))
            } else if !body.isEmpty {
                cells.append(Cell(content: isProse ? .prose : .python, text: body))
            }
        }
        for line in text.replacing("\r\n", with: "\n").components(separatedBy: "\n") {
            if line.hasPrefix(Self.mark) {
                finish()
                (header, lines) = (String(line.dropFirst(Self.mark.count)), [])
            } else {
                lines.append(line)
            }
        }
        finish()
        let above = top?.components(separatedBy: "\n") ?? []
        shebang = above.first { $0.hasPrefix("#!") }
        let rest = above.filter { !$0.hasPrefix("#!") }.joined(separator: "\n")
        frontMatter = rest.isEmpty ? nil : rest
        self.cells = cells
    }

    /// A Python file in the percent format; what is no Python stands in comments.
    var percent: String {
        func quoted(_ text: String) -> String {
            text.components(separatedBy: "\n").map { line in
                // A line of text that looks like a mark must not be read as one.
                line.isEmpty ? "#" : line.hasPrefix("%%") || line.hasPrefix("\\%%") ? "# \\" + line : "# " + line
            }.joined(separator: "\n")
        }
        let top = [shebang, frontMatter].compactMap { $0 }.joined(separator: "\n")
        let start = top.isEmpty ? "" : "\(Self.mark) \(Self.topMark)\n\(quoted(top))\n\n"
        return start + cells.map { cell in
            switch cell.content {
            case .prose: "\(Self.mark) [markdown]\n\(quoted(cell.text))\n"
            case .python: "\(Self.mark)\n\(cell.text)\n"
            case .segnb(let header): "\(Self.mark) [segnb] \(header ?? "")\n\(quoted(cell.text))\n"
            }
        }.joined(separator: "\n")
    }
}
