import SegDiagnostics

extension Notebook {
    /// Takes a notebook apart and parses its code.
    ///
    /// Cells are found by their markers before anything else is read, so that a broken cell breaks
    /// no other.
    public static func parse(_ file: SourceFile) -> Parsed<Notebook> {
        var reader = NotebookReader(file)
        let notebook = reader.read()
        return Parsed(tree: notebook, diagnostics: reader.diagnostics)
    }
}

/// Splits a notebook into front matter and cells.
struct NotebookReader {
    let file: SourceFile
    /// The byte ranges of the lines, line endings included.
    let lines: [Range<Int>]
    var nextLine = 0
    var diagnostics: [Diagnostic] = []
    private var names: [String: Span] = [:]

    init(_ file: SourceFile) {
        self.file = file
        lines = Self.split(file.bytes)
    }

    /// The lines of a file without its byte order mark.
    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lines: [Range<Int>] = []
        for index in start..<max(start, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            lines.append(start..<index + 1)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }

    mutating func read() -> Notebook {
        let shebang = readShebang()
        let frontMatter = readFrontMatter()
        var cells: [Cell] = []
        let first = readBody()
        if !isBlank(first) { cells.append(makeCell(nil, body: first, position: 1)) }
        while nextLine < lines.count {
            let header = readHeader()
            cells.append(makeCell(header, body: readBody(), position: cells.count + 1))
        }
        return Notebook(file: file, shebang: shebang, frontMatter: frontMatter, cells: cells)
    }

    // MARK: Lines

    private func starts(_ line: Range<Int>, with text: String) -> Bool {
        file.bytes[line].starts(with: text.utf8)
    }

    /// A line without its line ending.
    private func content(_ line: Range<Int>) -> Range<Int> {
        var end = line.upperBound
        if end > line.lowerBound, file.bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > line.lowerBound, file.bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return line.lowerBound..<end
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        file.bytes[range].allSatisfy { [9, 10, 13, 32].contains($0) }
    }

    // MARK: Above the cells

    private mutating func readShebang() -> Span? {
        guard let first = lines.first, starts(first, with: "#!") else { return nil }
        nextLine = 1
        return Span(file, content(first))
    }

    private func isFence(_ line: Range<Int>) -> Bool {
        starts(line, with: "---") && isBlank(line.lowerBound + 3..<line.upperBound)
    }

    private mutating func readFrontMatter() -> FrontMatter? {
        var opening = nextLine
        while opening < lines.count, isBlank(lines[opening]) { opening += 1 }
        guard opening < lines.count, isFence(lines[opening]) else { return nil }
        let close = lines[(opening + 1)...].firstIndex { isFence($0) || starts($0, with: "%%") }
        guard let close, isFence(lines[close]) else {
            let span = Span(file, content(lines[opening]))
            diagnostics.append(SyntaxError.unterminatedFrontMatter.diagnostic(at: span))
            nextLine = close ?? lines.count
            return nil
        }
        nextLine = close + 1
        let range = lines[opening].upperBound..<lines[close].lowerBound
        return FrontMatter(text: file.text(in: range), span: Span(file, range))
    }

    // MARK: Cells

    /// The lines up to the next marker.
    private mutating func readBody() -> Range<Int> {
        let start = nextLine < lines.count ? lines[nextLine].lowerBound : file.bytes.count
        var end = start
        while nextLine < lines.count, !starts(lines[nextLine], with: "%%") {
            end = lines[nextLine].upperBound
            nextLine += 1
        }
        return start..<end
    }

    /// Whether the header that was read last names no kind that there is.
    private var isOfUnknownKind = false

    private mutating func readHeader() -> CellHeader {
        let line = content(lines[nextLine])
        nextLine += 1
        var parser = HeaderParser(file, line: line)
        let header = parser.parse()
        diagnostics += parser.diagnostics
        isOfUnknownKind = parser.hasUnknownKind
        return header
    }

    private mutating func makeCell(
        _ header: CellHeader?, body range: Range<Int>, position: Int
    ) -> Cell {
        let kind = header?.kind.flatMap { CellKind(rawValue: $0.text) } ?? .code
        let name = header?.name?.text ?? "cell\(position)"
        checkUnique(name, header)
        return Cell(
            kind: kind, name: name, isNamed: header?.name != nil, header: header,
            bodySpan: Span(file, range), body: verbatim(range),
            program: kind.isProgram && !(header != nil && isOfUnknownKind) ? parseProgram(range, cell: name) : nil)
    }

    private mutating func parseProgram(_ range: Range<Int>, cell: String) -> Program {
        let parsed = Program.parse(file, range: range)
        diagnostics += parsed.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.cell = cell
            return diagnostic
        }
        return parsed.tree
    }

    private mutating func checkUnique(_ name: String, _ header: CellHeader?) {
        let place = header.map { $0.name?.span ?? $0.span } ?? Span(file, 0..<0)
        if let first = names[name] {
            let note = Diagnostic.Note("the first is here", at: first)
            diagnostics.append(SyntaxError.duplicateCell(name).diagnostic(at: place, notes: [note]))
        }
        names[name] = names[name] ?? place
    }

    /// The text of a body as it was meant: `\%%` in column 1 is `%%` (see `CellMark`), line ends are `\n`.
    private func verbatim(_ range: Range<Int>) -> String {
        let bytes = file.unixBytes(range)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var isLineStart = true
        for (index, byte) in bytes.enumerated() {
            let isMarker = isLineStart && byte == UInt8(ascii: "\\") && CellMark.isMark(bytes[index...])
            if !isMarker { output.append(byte) }
            isLineStart = byte == UInt8(ascii: "\n")
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension SourceFile {
    /// A part with `\n` for its line ends: carriage returns before a line feed, one or several, belong to it.
    func unixBytes(_ range: Range<Int>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(range.count)
        var returns = 0
        for byte in bytes[range] {
            if byte == 13 {
                returns += 1
                continue
            }
            if byte != 10 { output += repeatElement(13, count: returns) }
            returns = 0
            output.append(byte)
        }
        return output + repeatElement(13, count: returns)
    }
}
