/// A grid of terminal cells, each of two by four dots (braille) or of one character.
struct PlotCanvas {
    private struct Cell {
        var dots: UInt8 = 0
        var character: String?
        var style = TextStyle.plain
    }

    let width: Int
    let height: Int
    private var cells: [Cell]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        cells = Array(repeating: Cell(), count: max(0, width * height))
    }

    /// Sets one dot; (0, 0) is the top left of `2 × width` by `4 × height` dots, others are
    /// ignored.
    mutating func dot(_ x: Int, _ y: Int, _ style: TextStyle) {
        guard x >= 0, y >= 0, x < width * 2, y < height * 4 else { return }
        let index = (y / 4) * width + x / 2
        cells[index].dots |= Self.bit(x % 2, y % 4)
        cells[index].style = style
    }

    /// Writes a character into the cell of a dot.
    mutating func mark(_ character: String, atDot x: Int, _ y: Int, _ style: TextStyle) {
        guard x >= 0, y >= 0, x < width * 2, y < height * 4 else { return }
        let index = (y / 4) * width + x / 2
        cells[index].character = character
        cells[index].style = style
    }

    /// Visits the dots from one to another (Bresenham 1965).
    static func visitLine(
        from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ visit: (Int, Int) -> Void
    ) {
        let across = abs(end.x - start.x)
        let down = -abs(end.y - start.y)
        let stepX = start.x < end.x ? 1 : -1
        let stepY = start.y < end.y ? 1 : -1
        var (x, y) = start
        var error = across + down
        while true {
            visit(x, y)
            if x == end.x, y == end.y { return }
            let doubled = 2 * error
            if doubled >= down {
                error += down
                x += stepX
            }
            if doubled <= across {
                error += across
                y += stepY
            }
        }
    }

    /// The lines of text from the top.
    var lines: [StyledText] {
        (0..<height).map { row in
            StyledText(
                runs: (0..<width).map { column in
                    let cell = cells[row * width + column]
                    return StyledText.Run(Self.text(cell), cell.style)
                })
        }
    }

    private static func text(_ cell: Cell) -> String {
        if let character = cell.character { return character }
        guard cell.dots != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(cell.dots)) else {
            return " "
        }
        return String(Character(scalar))
    }

    /// The bit of a dot in the braille block (U+2800).
    private static func bit(_ x: Int, _ y: Int) -> UInt8 {
        switch (x, y) {
        case (0, 0): 0x01
        case (0, 1): 0x02
        case (0, 2): 0x04
        case (1, 0): 0x08
        case (1, 1): 0x10
        case (1, 2): 0x20
        case (0, _): 0x40
        default: 0x80
        }
    }
}
