import Foundation

/// The size of the terminal on standard output.
public enum TerminalSize {
    /// Cells in a line: the terminal's, else `COLUMNS`, else 80.
    public static var columns: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 80
    }
}
