import SegDiagnostics

/// Draws plots and pictures as images of a terminal.
///
/// Where a library is missing or an image is too large there is no image, and they are drawn as text.
public struct TerminalImages: Hashable, Sendable {
    public let format: ImageProtocol
    /// The terminal's background, on which images stand without an edge.
    public let background: RGBColour
    public let cell: CellSize

    public init(_ format: ImageProtocol, background: RGBColour = .dark, cell: CellSize = .usual) {
        self.format = format
        self.background = background
        self.cell = cell
    }

    /// Whether a text for a terminal has images in it, which can't be cut into pages.
    public static func areIn(_ text: String) -> Bool {
        text.contains(KittyGraphics.introducer) || text.contains("\u{1B}P")
    }

    /// The share of a cell's height that letters of most fonts take, by which labels are as large as the text around.
    private static let letterShare = 0.8

    /// A plot with letters as large as the terminal's, at most so many cells wide.
    func plot(_ plot: Plot, columns most: Int) -> String? {
        let drawing = PlotSVG(background: background).drawing(plot)
        let scale = min(
            Self.letterShare * Double(cell.height) / PlotSVG.labelSize, Double(most * cell.width) / drawing.width)
        // Whole cells, since the text goes on below in the next one.
        let columns = Self.cells(drawing.width * scale, cell.width)
        let rows = Self.cells(drawing.height * scale, cell.height)
        return try? encoded(columns: columns, rows: rows) { surface throws(Failure) in
            try surface.draw(svg: drawing.text, width: drawing.width * scale, height: drawing.height * scale)
        }
    }

    /// A picture pixel by pixel, made smaller where it is more than so many cells wide.
    func picture(_ picture: Picture, columns most: Int) -> String? {
        guard let size = picture.size else { return nil }
        let isWide = size.width > most * cell.width
        switch format {
        case .kitty:
            // The terminal itself reads PNG.
            return KittyGraphics.sequences(picture.png, columns: isWide ? most : nil)
        case .sixel:
            let scale = isWide ? Double(most * cell.width) / Double(size.width) : 1
            let width = max(1, Int(Double(size.width) * scale))
            let height = max(1, Int(Double(size.height) * scale))
            return try? sixels(width: width, height: height) { surface throws(Failure) in
                try surface.draw(png: picture.png)
            }
        }
    }

    private static func cells(_ pixels: Double, _ cell: Int) -> Int { max(1, Int((pixels / Double(cell)).rounded(.up))) }

    private typealias Drawing = (PixelSurface) throws(Failure) -> Void

    private func encoded(columns: Int, rows: Int, _ draw: Drawing) throws(Failure) -> String {
        let (width, height) = (columns * cell.width, rows * cell.height)
        guard format == .kitty else { return try sixels(width: width, height: height, draw) }
        let surface = try PixelSurface(width: width, height: height, background: background)
        try draw(surface)
        return KittyGraphics.sequences(try surface.png(), columns: columns, rows: rows)
    }

    private func sixels(width: Int, height: Int, _ draw: Drawing) throws(Failure) -> String {
        let surface = try PixelSurface(width: width, height: height, background: background)
        try draw(surface)
        return try SixelEncoder.sequence(try surface.colours(), width: width, height: height)
    }
}
