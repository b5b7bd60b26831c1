import Glibc

/// The pixels of one cell of a terminal.
public struct CellSize: Hashable, Sendable {
    public let width: Int
    public let height: Int

    /// Sizes that no font has are taken as the nearest that one may have.
    public init(width: Int, height: Int) {
        self.width = min(max(width, 4), 100)
        self.height = min(max(height, 8), 200)
    }

    /// What is taken where a terminal doesn't tell.
    public static let usual = CellSize(width: 10, height: 20)

    /// The size that the terminal tells, else the usual one.
    public static func detected(fileDescriptor: Int32 = STDOUT_FILENO) -> CellSize {
        var size = winsize()
        guard ioctl(fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0,
            size.ws_xpixel > 0, size.ws_ypixel > 0
        else { return usual }
        return CellSize(width: Int(size.ws_xpixel / size.ws_col), height: Int(size.ws_ypixel / size.ws_row))
    }
}
