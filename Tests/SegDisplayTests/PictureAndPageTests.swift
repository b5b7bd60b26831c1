import SegDisplay
import Testing

/// Pictures in terminals, and HTML from elsewhere.
struct PictureAndPageTests {
    private func page(_ html: String) -> String {
        let whole = DocumentHTML().render(Document([.page(html: html, text: "text")]))
        return String(whole.dropFirst("<div class=\"page\">".count).dropLast("</div>\n".count))
    }

    @Test(arguments: [
        ("<b>x</b> &amp; y", "<b>x</b> &amp; y"), ("<p>open", "<p>open</p>"), ("a</div></main>b", "ab"),
        ("<script>alert('<b>')</script>z", "z"), ("<SCRIPT >1</sCript\n>z", "z"), ("<scr<script>ipt>1</script>", "ipt&gt;1"),
        ("<img src=x onerror=alert(1)>", "<img>"), ("<img src='data:image/png;base64,AA'>", "<img src=\"data:image/png;base64,AA\">"),
        ("<a href='javascript:x()'>l</a>", "<a>l</a>"), ("<td style=\"color:red\">1</td>", "<td style=\"color:red\">1</td>"),
        ("<td style='background:url(http://x)'>1</td>", "<td>1</td>"), ("<td style='background:&#117;rl(x)'>1</td>", "<td>1</td>"),
        ("<style>body{color:red}#T td{color:blue}@import 'x';</style>", "<style>.page{color:red}.page #T td{color:blue}</style>"),
        ("<style>#a{} </style><script>", ""), ("<style>/* } */ .a, b > c { color : red ; background: url(x) }</style>", "<style>.page .a,.page b > c{color : red}</style>"),
        ("<style>@import 'x'; p{top:0;position:fixed} @media print { p { color: red } } i{position: relative}</style>", "<style>.page p{top:0}.page i{position: relative}</style>"),
        ("<style>a{color:red}</style/x><style>b{color:red", "<style>.page a{color:red}</style><style>.page b{color:red}</style>"),
        ("<style>a:is(b, c){color:red} d\\{color:red} e{color:re\\d} f{</style>", ""), ("<!-- <script> -->c", "c"), ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("<iframe src=x>in</iframe>o", "o"), ("<unknown>kept text</unknown>", "kept text"), ("<", "&lt;"), ("<b", "<b></b>"),
        ("<svg><script>1</script></svg>s", "s"), ("<p title='\"><script>1</script>'>q</p>", "<p title=\"&quot;&gt;&lt;script&gt;1&lt;/script&gt;\">q</p>"),
    ]) func pagesKeepWhatIsHarmless(html: String, expected: String) {
        #expect(page(html) == expected, "\(html)")
    }

    @Test func aPagesTextStandsInTheTerminal() {
        #expect(DocumentTerminal().render(Document([.page(html: "<b>x</b>", text: "plain")])) == "plain")
    }

    @Test func picturesAreSmallWhereThereAreColours() throws {
        let colours = (0..<(80 * 40)).flatMap { place -> [UInt8] in [UInt8(truncatingIfNeeded: place), 0, 0] }
        let grid = try #require(PixelGrid(width: 80, height: 40, colours: colours))
        let document = Document([.image(Picture(png: [1, 2, 3], small: grid))])
        for width in [20, 40, 200] {
            let lines = DocumentTerminal(TerminalSettings(width: width, colour: true)).render(document).split(separator: "\n")
            #expect(lines.count == min(width, 72) / 4)
            #expect(lines.allSatisfy { line in line.count { $0 == "▀" } == min(width, 72) && line.hasSuffix("\u{1B}[0m") })
        }
        // Without colours there is a word of it, and nothing of escape sequences.
        let plain = DocumentTerminal(TerminalSettings(width: 80)).render(document)
        #expect(plain.contains("picture") && !plain.contains("\u{1B}") && !plain.contains("▀"))
        #expect(PixelGrid(width: 2, height: 2, colours: [1]) == nil)
        #expect(PixelGrid(width: -1, height: 2, colours: []) == nil)
    }
}
