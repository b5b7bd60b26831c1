/// Lines of a cell's text that would read as the mark of another cell.
///
/// Such a line, `%%` at its beginning, is written with a backslash before it, and one that begins so already with one more.
public enum CellMark {
    /// A text as it stands in a notebook.
    public static func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { isMark($0) ? "\\" + $0 : String($0) }.joined(separator: "\n")
    }

    /// Whether a line is a mark but for backslashes before it.
    public static func isMark(_ line: some StringProtocol) -> Bool { isMark(line.utf8) }

    static func isMark(_ line: some Collection<UInt8>) -> Bool {
        line.drop { $0 == UInt8(ascii: "\\") }.starts(with: "%%".utf8)
    }
}
