import Foundation
import SegDiagnostics
import SegDisplay
import Testing

/// Plots and pictures as images of a terminal.
struct ImageTests {
    static let drawsKitty = ImageLibraries.missing(for: .kitty).isEmpty
    static let drawsSixel = ImageLibraries.missing(for: .sixel).isEmpty

    // MARK: Which protocol

    @Test(arguments: [
        (["TERM": "xterm-kitty"], .draws(.kitty)), (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"], .draws(.kitty)),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], .draws(.kitty)),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"], .draws(.kitty)),
        (["TERM": "foot"], .draws(.sixel)), (["TERM": "foot-extra"], .draws(.sixel)), (["TERM": "mlterm"], .draws(.sixel)),
        (["TERM": "contour"], .draws(.sixel)), (["TERM": "xterm-256color"], .unknown), (["TERM": "rxvt"], .unknown),
        (["TERM": "linux"], .none), (["TERM": "dumb"], .none), ([:], .none), (["TERM": "screen-256color"], .none),
        (["TERM": "xterm-kitty", "TMUX": "/tmp/s,1,0"], .none), (["TERM": "foot", "STY": "1.a"], .none),
    ] as [([String: String], ImageProtocol.Claim)])
    func theEnvironmentNamesTheProtocol(_ environment: [String: String], _ claim: ImageProtocol.Claim) {
        #expect(ImageProtocol.claim(environment) == claim, "\(environment)")
    }

    // MARK: kitty

    @Test(.enabled(if: drawsKitty), arguments: [80, 40])
    func plotsArePNGOfWholeCells(_ width: Int) throws {
        for (name, plot) in try Samples.plots() {
            let image = try KittyImage(rendered(.plot(plot), .kitty, width: width))
            let (columns, rows) = (try #require(image.number("c")), try #require(image.number("r")))
            #expect(image.keys["a"] == "T" && image.keys["f"] == "100" && image.keys["q"] == "2")
            #expect(columns < width && (rows > 3), "\(name): \(columns) by \(rows)")
            #expect(image.size.width == columns * 10 && image.size.height == rows * 20, "\(name)")
            if width == 80 { #expect(columns == 57, "\(name)") }
        }
    }

    @Test(.enabled(if: drawsKitty)) func lettersGrowWithTheCells() throws {
        let images = TerminalImages(.kitty, cell: CellSize(width: 20, height: 40))
        let text = DocumentTerminal(TerminalSettings(width: 80), images: images).render(Document([.plot(Samples.roc)]))
        let image = try KittyImage(text)
        #expect(image.number("c") == 57 && image.size.width == 57 * 20)
    }

    @Test func picturesOfPythonAreSentAsTheyAre() throws {
        let png = Self.png(width: 300, height: 200, filler: 9000)
        let text = rendered(.image(Picture(png: png)), .kitty, width: 80)
        let image = try KittyImage(text)
        #expect(image.png == png && image.number("c") == nil)
        #expect(image.pieces > 1 && image.longestPiece <= 4096)
        // One that is wider than the terminal is fitted to it.
        let wide = try KittyImage(rendered(.image(Picture(png: Self.png(width: 3000, height: 200))), .kitty, width: 80))
        #expect(wide.number("c") == 79)
    }

    @Test func whatIsNoPictureIsDrawnOfCharacters() {
        for png in [[], [1, 2, 3], Self.png(width: 0, height: 5), Self.png(width: 1 << 30, height: 1 << 30)] {
            for format in [ImageProtocol.kitty, .sixel] {
                #expect(rendered(.image(Picture(png: png)), format, width: 80).contains("[picture"))
            }
        }
        // A header without the picture.
        #expect(rendered(.image(Picture(png: Self.png(width: 9, height: 9))), .sixel, width: 80).contains("[picture"))
    }

    // MARK: sixel

    @Test(.enabled(if: drawsSixel)) func sixelsHaveTheSizeAndTheBackground() throws {
        for (name, plot) in try Samples.plots() {
            let text = rendered(.plot(plot), .sixel, width: 80)
            #expect(text.hasPrefix("\u{1B}P") && text.hasSuffix("\u{1B}\\"), "\(name)")
            // Raster attributes: square pixels, width and height.
            let raster = try #require(text.firstMatch(of: /q"1;1;(\d+);(\d+)/))
            let (width, height) = (try #require(Int(raster.1)), try #require(Int(raster.2)))
            #expect(width == 570 && height % 20 == 0 && height > 60, "\(name): \(width) by \(height)")
            // The background, in hundredths, is the most frequent colour: #16181c.
            #expect(text.contains("#0;2;9;9;11"), "\(name)")
            #expect(text.utf8.count < 200_000, "\(name)")
        }
    }

    @Test(.enabled(if: drawsSixel)) func picturesOfPythonAreSixelsToo() throws {
        // What kitty gets is PNG, so that it can be a picture here.
        let drawn = try KittyImage(rendered(.plot(Samples.roc), .kitty, width: 80))
        let text = rendered(.image(Picture(png: drawn.png)), .sixel, width: 200)
        #expect(text.contains("q\"1;1;\(drawn.size.width);\(drawn.size.height)"))
        let narrow = rendered(.image(Picture(png: drawn.png)), .sixel, width: 30)
        #expect(narrow.contains("q\"1;1;290;"))
    }

    // MARK: Without libraries or terminals

    @Test func withoutImagesPlotsAreText() throws {
        let plot = Samples.roc
        let text = PlotTerminal().render(plot)
        #expect(DocumentTerminal().render(Document([.plot(plot)])) == text)
        #expect(!TerminalImages.areIn(text))
        if !Self.drawsKitty { #expect(rendered(.plot(plot), .kitty, width: 80) == text) }
        if !Self.drawsSixel { #expect(rendered(.plot(plot), .sixel, width: 80) == text) }
    }

    @Test func whatIsMissingHasARemedy() {
        for format in [ImageProtocol.kitty, .sixel] {
            for missing in ImageLibraries.missing(for: format) {
                #expect(missing.code == "E490" && missing.hint?.hasPrefix("apt-get install lib") == true)
            }
        }
    }

    @Test(.enabled(if: drawsSixel)) func aPlotTooHighForAnImageIsText() {
        let names = (0..<2000).map { "name \($0)" }
        let plot = Plot(
            x: .init("", .bands(names)), y: .init("n"), series: [.init("", .bars(names.map { _ in Plot.Bar(1) }))])
        #expect(!TerminalImages.areIn(rendered(.plot(plot), .sixel, width: 80)))
    }

    private func rendered(_ block: Document.Block, _ format: ImageProtocol, width: Int) -> String {
        DocumentTerminal(TerminalSettings(width: width), images: TerminalImages(format)).render(Document([block]))
    }

    /// A file that begins as a PNG of this size does.
    private static func png(width: UInt32, height: UInt32, filler: Int = 10) -> [UInt8] {
        let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        let size = [width, height].flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        return header + size + (0..<filler).map { UInt8(truncatingIfNeeded: $0) }
    }
}

/// What sequences of kitty's protocol say.
private struct KittyImage {
    let keys: [String: String]
    let png: [UInt8]
    let pieces: Int
    let longestPiece: Int

    init(_ text: String) throws {
        var keys: [String: String]?
        var data = ""
        var pieces = 0
        var longestPiece = 0
        for match in text.matches(of: /\u{1B}_G([^;]*);([^\u{1B}]*)\u{1B}\\/) {
            let pairs = match.1.split(separator: ",").map { $0.split(separator: "=").map(String.init) }
            keys = keys ?? Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
            data += match.2
            pieces += 1
            longestPiece = max(longestPiece, match.2.count)
        }
        self.keys = try #require(keys)
        png = Array(try #require(Data(base64Encoded: data)))
        self.pieces = pieces
        self.longestPiece = longestPiece
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    func number(_ key: String) -> Int? { keys[key].flatMap { Int($0) } }

    /// Width and height out of the header.
    var size: (width: Int, height: Int) {
        let numbers = [16, 20].map { place in png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (numbers[0], numbers[1])
    }
}
