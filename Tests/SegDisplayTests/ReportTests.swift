import SegDiagnostics
import Foundation
import SegDisplay
import SegFrame
import Testing

@Suite struct MarkdownTests {
    @Test func tablesListsAndCode() {
        let html = Markdown.html("# Title\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n`x`")
        #expect(html.contains("<h2>Title</h2>"))
        #expect(html.contains("<td align=\"right\">2</td>"))
        #expect(html.contains("<code>x</code>"))
    }

    @Test func rawHTMLIsShownAsText() {
        let html = Markdown.html("a <b>bold</b>\n\n<script>alert(1)</script>\n")
        #expect(html.contains("a &lt;b&gt;bold&lt;/b&gt;"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!html.contains("<script"))
    }

    @Test func nothingIsLoadedFromElsewhere() {
        let html = Markdown.html("![pic](https://example.org/x.png) [l](javascript:alert(1))")
        #expect(!html.contains("<img"))
        #expect(!html.contains("javascript:"))
        #expect(html.contains("<a href=\"https://example.org/x.png\">pic</a>"))
    }

    @Test func firstHeading() {
        #expect(Markdown.firstHeading("text\n\n## How *late* `x`?\n# b") == "How late x?")
        #expect(Markdown.firstHeading("text") == nil)
        #expect(Markdown.html("") == "")
    }
}

@Suite struct CodeTests {
    @Test func marksWhatTheLanguageKnows() {
        let html = CodeHTML(.segnb).render(
            "let x = t.in |> f(.a, in: 1_0.5e-3, s: \"q \\(f(\"z\"))\") // c")
        #expect(
            html == """
                <span class="k">let</span> x = t.in |&gt; f(<span class="col">.a</span>, in: \
                <span class="m">1_0.5e-3</span>, s: <span class="s">&quot;q \\(f(&quot;z&quot;))&quot;</span>) \
                <span class="c">// c</span>
                """)
    }

    @Test func sqlKeywordsIgnoreCase() {
        #expect(
            CodeHTML(.sql).render("Select 'it''s' -- c")
                == "<span class=\"k\">Select</span> <span class=\"s\">&#39;it&#39;</span>"
                + "<span class=\"s\">&#39;s&#39;</span> <span class=\"c\">-- c</span>")
    }

    @Test func anyTextKeepsItsCharacters() {
        for code in ["\"open", "'''", "\"\"\"a\nb", "`x", ".5", "\\", "x.\"\"", "\"\\(", "🙂.é`"] {
            for language in [CodeLanguage.segnb, .sql, .python, .plain] {
                var text = CodeHTML(language).render(code)
                for kind in ["k", "s", "m", "c", "col"] {
                    text = text.replacing("<span class=\"\(kind)\">", with: "")
                }
                text = text.replacing("</span>", with: "").replacing("&quot;", with: "\"")
                #expect(text.replacing("&#39;", with: "'") == code)
            }
        }
    }
}

@Suite struct ReportTests {
    @Test func aRunWithEveryKindOfCell() throws {
        let page = ReportPage(foldedLines: 4).render(try content())
        try Golden.expect(page, "report.html")
        #expect(page.utf8.count < 60_000)
    }

    /// The one script sorts tables; the policy lets no other run.
    @Test func needsNeitherNetworkNorScripts() throws {
        let page = ReportPage().render(try content())
        let parts = page.components(separatedBy: "<script>")
        #expect(parts.count == 2)
        #expect(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"))
        for word in ["<script ", "fetch(", "innerHTML", "<link", "src=", "@import", "url("] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func identifiersAreUnique() throws {
        var content = try content()
        content.cells = ["a b", "a-b", "", "", "provenance", "a-b--2"].map {
            ReportCell(name: $0, status: .done, source: "")
        }
        let page = ReportPage().render(content)
        let names = page.split(separator: "id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(names).count == names.count)
    }

    private func content() throws -> ReportContent {
        let file = SourceFile(
            name: "delays.segnb", text: "let y = delays |> segmnt(by: [.origin])\n")
        let diagnostic = Diagnostic(
            code: "E203", "there is no function 'segmnt'", at: Span(file, 18..<24),
            hint: "did you mean 'segment'?", cell: "segments")
        let printed = DiagnosticRenderer(colour: true).render(diagnostic)
        let cells = [
            ReportCell(name: "cell1", status: .prose, source: "# How late?\nText & more."),
            ReportCell(
                name: "load", status: .cached, source: "\nlet flights = load(data)\n\n",
                seconds: 0.42, output: Document([.table(TablePreview(try Samples.scores()))])),
            ReportCell(
                name: "features", status: .done, source: "import a\nx = 1\ny = 2\nz = 3\nw = 4",
                language: .python, seconds: 12.2, output: Document(text: "epoch 1\nepoch 2")),
            ReportCell(
                name: "study", status: .done, source: "study", seconds: 245,
                output: Samples.leaderboard + Document([.plot(Samples.roc)])),
            ReportCell(
                name: "segments", status: .failed,
                source: "let y = delays |> segmnt(by: [.origin])",
                seconds: 0.001, diagnostics: [StyledText(ansi: printed)]),
            ReportCell(
                name: "publish", status: .skipped, source: "publish(y, as: \"a\")",
                reason: "needs 'y' from the cell \"segments\", which failed"),
        ]
        return ReportContent(
            title: "Arrival delay <1>", notebook: "delays.segnb", status: .failed,
            reason: "cell \"segments\" failed", started: "2026-01-31 12:00", seconds: 263.2,
            parameters: [.init("rounds", "600")], cells: cells,
            provenance: [.init("Run", [.init("seed", "7")])])
    }
}
