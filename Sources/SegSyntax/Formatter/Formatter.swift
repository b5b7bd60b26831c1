import SegDiagnostics

/// A source that can't be formatted, since it can't be read.
public struct FormatFailure: Error, Sendable {
    public let diagnostics: [Diagnostic]
}

/// Gives sources one layout without changing what they mean.
///
/// Spaces, indents and blank lines are made uniform; where lines break is the author's choice. The
/// result parses to the same tree, and formatting it again changes nothing.
public enum Formatter {
    /// Formats a module file.
    ///
    /// - Throws: `FormatFailure` for sources with syntax errors, other than a space before `(` or
    ///   `[`, which is removed.
    public static func formatProgram(_ file: SourceFile) throws(FormatFailure) -> String {
        try format(file, range: 0..<file.bytes.count)
    }

    /// Formats the code, params and test cells of a notebook and the headers of all cells; the text
    /// of other cells is kept.
    public static func formatNotebook(_ file: SourceFile) throws(FormatFailure) -> String {
        let parsed = Notebook.parse(file)
        try check(parsed.diagnostics)
        let cells = parsed.tree.cells
        let start = cells.first.map {
            $0.header?.span.range.lowerBound ?? $0.bodySpan.range.lowerBound
        }
        var text = unixText(file, 0..<(start ?? file.bytes.count))
        for (index, cell) in cells.enumerated() {
            if let header = cell.header { text += format(header) + "\n" }
            text += try formatBody(of: cell, in: file)
            let isLast = index == cells.count - 1
            if cell.kind.isProgram, !isLast { text += "\n" }
        }
        return text
    }

    // MARK: Cells

    private static func formatBody(of cell: Cell, in file: SourceFile) throws(FormatFailure)
        -> String
    {
        guard cell.kind.isProgram else { return unixText(file, cell.bodySpan.range) }
        return try format(file, range: cell.bodySpan.range)
    }

    private static func format(_ header: CellHeader) -> String {
        let words = [header.kind, header.name].compactMap { $0?.span.text }
        let options = header.options.map { $0.name.span.text + ": " + value(of: $0) }
        let list = options.isEmpty ? [] : ["(" + options.joined(separator: ", ") + ")"]
        return (["%%"] + words + list).joined(separator: " ")
    }

    private static func value(of option: CellOption) -> String {
        guard case .names(let names) = option.value else { return option.valueSpan.text }
        return "[" + names.map(\.span.text).joined(separator: ", ") + "]"
    }

    /// Text with `\n` for line ends and no byte order mark.
    private static func unixText(_ file: SourceFile, _ range: Range<Int>) -> String {
        let output = file.unixBytes(range)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = range.lowerBound == 0 && output.starts(with: mark)
        return String(decoding: hasMark ? Array(output.dropFirst(3)) : output, as: UTF8.self)
    }

    // MARK: Programs

    /// Formats a range of a source, and makes sure that its tree stayed the same.
    private static func format(_ file: SourceFile, range: Range<Int>) throws(FormatFailure)
        -> String
    {
        let before = Program.parse(file, range: range)
        try check(before.diagnostics)
        let joined = before.diagnostics.compactMap { $0.span?.range.lowerBound }
        var layout = Layout(file, range: range, joinedBrackets: Set(joined))
        let text = layout.run()
        let after = Program.parse(SourceFile(name: file.name, text: text))
        guard after.diagnostics.isEmpty else {
            throw FormatFailure(diagnostics: before.diagnostics + after.diagnostics)
        }
        let isSame = after.tree.dump().utf8.elementsEqual(before.tree.dump().utf8)
        return isSame ? text : unixText(file, range)
    }

    private static func check(_ diagnostics: [Diagnostic]) throws(FormatFailure) {
        if diagnostics.contains(where: { $0.code != SyntaxError.spaceBeforeBracketCode }) {
            throw FormatFailure(diagnostics: diagnostics)
        }
    }
}
