import SegDiagnostics
import SegPython
import SegSyntax

/// Python cells that Python itself can't parse, found before anything runs.
enum PythonSyntax {
    /// E642 for each; nothing where no cell is Python's, or where there is no Python: then the run says so.
    static func diagnostics(of notebook: Notebook) -> [Diagnostic] {
        let cells = notebook.cells.filter { $0.kind == .python }
        // Starting Python takes tens of milliseconds, which other notebooks don't pay.
        guard !cells.isEmpty, let runtime = try? PythonRuntime.shared() else { return [] }
        return cells.compactMap { mistake(in: $0, runtime) }
    }

    private static func mistake(in cell: Cell, _ runtime: PythonRuntime) -> Diagnostic? {
        let file = cell.bodySpan.file
        let given: [PythonValue] = [.string(cell.body), .string(file.name), .int(cell.bodyLine)]
        guard case .list(let parts)? = try? runtime.helper("cell_mistake", given), parts.count == 4,
            case .string(let message) = parts[0], case .int(let line) = parts[1], case .int(let column) = parts[2],
            case .int(let end) = parts[3]
        else { return nil }
        return Diagnostic(
            code: "E642", "the cell is not valid Python: \(message)", at: span(line, column, end, cell), cell: cell.name)
    }

    /// A place of Python's in the notebook; the cell's header where it lies outside of the cell.
    private static func span(_ line: Int, _ column: Int, _ end: Int, _ cell: Cell) -> Span? {
        let file = cell.bodySpan.file
        guard line > cell.bodyLine, line <= file.lineCount else { return cell.header?.span }
        let lower = file.offset(line: line, column: max(1, column))
        let upper = file.offset(line: line, column: max(end, column + 1))
        return Span(file, lower..<max(lower, upper))
    }
}

extension SourceFile {
    /// The offset of a place that is counted as in `position(of:)`; the line's end where it is shorter.
    fileprivate func offset(line: Int, column: Int) -> Int {
        var start = 0
        for _ in 1..<max(1, line) {
            start = (bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
        }
        return start + self.line(line).unicodeScalars.prefix(column - 1).reduce(0) { $0 + UTF8.width($1) }
    }
}
