import Foundation
import SegDiagnostics
import SegSyntax

/// A notebook as cells of text, between the formats that it can be written in.
struct PortableNotebook {
    enum Content {
        case prose
        /// Python whose reads and writes are not declared, and what it is called.
        case python(title: String?)
        /// A cell of a `.segnb` file with its header line; without one for text above the first header.
        case segnb(header: String?)
    }

    struct Cell {
        let content: Content
        let text: String

        /// The kind that a header names first, `python` or `md`; nil where it names none or there is no header.
        var headerKind: CellKind? {
            guard case .segnb(let header?) = content else { return nil }
            let words = header.drop { $0 == "%" }.split { $0 == " " || $0 == "(" }
            return words.first.flatMap { CellKind(rawValue: String($0)) }
        }

        /// Whether it holds Python.
        var isPython: Bool {
            if case .python = content { true } else { headerKind == .python }
        }
    }

    /// The line `#!…` of a `.segnb` file.
    var shebang: String?
    /// What stands between the two lines `---`, without line feeds at its ends.
    var frontMatter: String?
    var cells: [Cell]
}

extension PortableNotebook {
    /// Gives cells of Python the lines back that only IPython understands, and that are comments in a `.segnb` file.
    mutating func restoreMagics() {
        let mark = "# IPython: "
        for place in cells.indices where cells[place].isPython && cells[place].text.contains(mark) {
            let lines = cells[place].text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
                guard let found = line.range(of: mark) else { return line }
                return line.prefix { $0 == " " } + line[found.upperBound...]
            }
            cells[place] = Cell(content: cells[place].content, text: lines.joined(separator: "\n"))
        }
    }
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
            text += CellMark.escaped(cell.text) + "\n\n"
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
            let text = cell.text.trimmingCharacters(in: .newlines)
            if let segnb = cell.metadata.segnb {
                return Cell(content: .segnb(header: segnb.header.isEmpty ? nil : segnb.header), text: text)
            }
            switch cell.cell_type {
            case "code": return text.isEmpty ? nil : Cell(content: .python(title: nil), text: text)
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
