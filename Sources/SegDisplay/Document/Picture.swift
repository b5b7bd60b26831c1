/// A picture as PNG, with a small copy for terminals.
public struct Picture: Hashable, Sendable, Codable {
    /// The file's bytes.
    public var png: [UInt8]
    /// The small copy; nil where nobody could make one.
    public var small: PixelGrid?

    public init(png: [UInt8], small: PixelGrid? = nil) {
        self.png = png
        self.small = small
    }

    /// The pixels that the file says it has; nil where it is no PNG, or one too large to draw.
    var size: (width: Int, height: Int)? {
        // The signature, then the header chunk: its length, its name, width and height.
        guard png.count > 24, png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
        let (width, height) = (number(at: 16), number(at: 20))
        return PixelSurface.canHold(width, height) ? (width, height) : nil
    }

    private func number(at place: Int) -> Int { png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
}

/// Colours of pixels, row by row.
public struct PixelGrid: Hashable, Sendable, Codable {
    public let width: Int
    public let height: Int
    /// Red, green and blue of each pixel.
    public let colours: [UInt8]

    /// nil where the colours are not those of so many pixels.
    public init?(width: Int, height: Int, colours: [UInt8]) {
        guard width > 0, height > 0, width <= 10_000, height <= 10_000, colours.count == width * height * 3
        else { return nil }
        self.width = width
        self.height = height
        self.colours = colours
    }

    /// The mean colour of the pixels that a cell of a coarser grid covers.
    func mean(column: Int, of columns: Int, row: Int, of rows: Int) -> (red: Int, green: Int, blue: Int) {
        let across = span(column, of: columns, in: width)
        var sum = (red: 0, green: 0, blue: 0)
        var count = 0
        for y in span(row, of: rows, in: height) {
            for x in across {
                let place = (y * width + x) * 3
                sum.red += Int(colours[place])
                sum.green += Int(colours[place + 1])
                sum.blue += Int(colours[place + 2])
                count += 1
            }
        }
        return (sum.red / count, sum.green / count, sum.blue / count)
    }

    /// At least one pixel, in range.
    private func span(_ index: Int, of parts: Int, in whole: Int) -> Range<Int> {
        let start = min(whole - 1, index * whole / parts)
        return start..<min(whole, max(start + 1, (index + 1) * whole / parts))
    }
}
