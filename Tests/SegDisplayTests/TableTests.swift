import SegDisplay
import SegFrame
import Testing

@Suite struct TableTests {
    @Test(arguments: [40, 80, 120, 200])
    func terminal(_ width: Int) throws {
        let text = TableText(TerminalSettings(width: width), rows: 8).render(try Samples.flights())
        try Golden.expect(text, "table-\(width).txt")
        let widest = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }.max()
        #expect((widest ?? 0) <= width)
    }

    @Test func plainASCII() throws {
        let settings = TerminalSettings(width: 80, unicode: false)
        let text = TableText(settings, rows: 8).render(try Samples.flights())
        try Golden.expect(text, "table-ascii.txt")
        #expect(Samples.isASCII(text))
    }

    @Test func colourIsOnlyForWhatIsSecondary() throws {
        let text = TableText(TerminalSettings(width: 60, colour: true)).render(try Samples.scores())
        try Golden.expect(text, "table-colour.txt")
    }

    @Test func smallTablesAreShownWhole() throws {
        let text = TableText().render(try Samples.scores())
        #expect(!text.contains("more rows"))
        #expect(text.hasSuffix("4 rows × 4 columns"))
    }

    @Test func emptyTables() throws {
        let none = try Table([])
        #expect(TableText().render(none) == "0 rows × 0 columns")
        let noRows = try Table([("x", nil, Column(doubles: []))])
        #expect(TableText().render(noRows) == "    x\nFloat\n0 rows × 1 column")
    }

    @Test func imagesAreShownByTheirSize() throws {
        let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
        let png = header + [0, 0, 2, 128, 0, 0, 1, 224]
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 17, 8, 0, 30, 0, 40, 3]
        let files = [png, jpeg, header, Array("a.png".utf8)]
        var offsets: [Int64] = [0]
        for file in files { offsets.append(offsets[offsets.count - 1] + Int64(file.count)) }
        let texts = StringStorage(offsets: Buffer(offsets), bytes: Buffer(files.flatMap { $0 }))
        let table = try Table([("photo", .image, Column(string: texts))])
        #expect(TablePreview(table).columns[0].cells == ["PNG 640 × 480", "JPEG 40 × 30", "PNG", "a.png"])
    }

    @Test func numbersOfAColumnShareTheirDecimals() throws {
        func cells(_ values: [Double]) throws -> [String?] {
            TablePreview(try Table([("x", nil, Column(doubles: values))])).columns[0].cells
        }
        #expect(try cells([1, 2.5, 1000.25]) == ["1.00", "2.50", "1000.25"])
        #expect(try cells([0.1, 0.23456789, .nan]) == ["0.10000", "0.23457", nil])
        #expect(try cells([1e-12, 5e-12]) == ["1.0000e-12", "5.0000e-12"])
        #expect(try cells([1e20, 1]) == ["1.0000e+20", "1.0000e+00"])
        #expect(try cells([1, 2, 3]) == ["1", "2", "3"])
        #expect(try cells([123_456.789, 234_567.891]) == ["123457", "234568"])
    }

    @Test func textFromDataCannotMoveTheCursor() throws {
        let table = try Table([("a\nb", nil, Column(strings: ["x\u{1B}[2Jy", "a\tb\nc"]))])
        let text = TableText().render(table)
        #expect(text.contains("x␛[2Jy"))
        #expect(text.contains("a⇥b⏎c"))
        #expect(text.split(separator: "\n").count == 5)
    }

    @Test func veryWideTables() throws {
        let column = Column(doubles: [1, 2])
        let table = try Table((0..<3000).map { ("column\($0)", nil, column) })
        let text = TableText(TerminalSettings(width: 60)).render(table)
        #expect(text.contains("… and 2995 more columns: column3, column4"))
        #expect(text.hasSuffix("2 rows × 3,000 columns"))
        #expect(text.split(separator: "\n").count == 8)
        let page = TableHTML().render(table)
        #expect(page.contains("2 rows × 3,000 columns, 2,940 of them not shown"))
        #expect(page.utf8.count < 20_000)
    }

    @Test func html() throws {
        let page = TableHTML(rows: 6).render(try Samples.flights())
        try Golden.expect(page, "table.html")
    }

    @Test func htmlEscapesNamesAndCells() throws {
        let table = try Table([("<b>", nil, Column(strings: ["<script>&\"'"]))])
        let page = TableHTML().render(table)
        #expect(page.contains("&lt;b&gt;"))
        #expect(page.contains("&lt;script&gt;&amp;&quot;&#39;"))
        #expect(!page.contains("<script>"))
    }
}
