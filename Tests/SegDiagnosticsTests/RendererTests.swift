import SegDiagnostics
import Testing

@Suite struct RendererTests {
    private let file = SourceFile(name: "a.segnb", text: "let ö = lod(\"x\")\nnext\n")

    @Test func showsPlaceLineAndCaret() {
        let diagnostic = Diagnostic(
            code: "E201", "unknown name 'lod'", at: Span(file, 9..<12), hint: "did you mean 'load'?",
            cell: "load")
        #expect(
            DiagnosticRenderer().render(diagnostic) == """
                a.segnb:1:9 in cell "load": error[E201]: unknown name 'lod'
                1 | let ö = lod("x")
                  |         ^^^
                  hint: did you mean 'load'?
                """)
    }

    @Test func countsColumnsInScalars() {
        #expect(file.position(of: 4) == (1, 5))
        #expect(file.position(of: 6) == (1, 6))
        #expect(file.position(of: 10_000).line == 3)
    }

    /// A place far along a line is the one that counting from the line's start gives.
    @Test func findsPlacesInLongLines() {
        let line = String(repeating: "aö€\u{1F40F} ", count: 200)
        let long = SourceFile(name: "a", text: line + "\n" + line)
        for start in [0, line.utf8.count + 1] {
            for offset in stride(from: 0, through: line.utf8.count, by: 7) {
                let column = line.utf8.prefix(offset).count { $0 & 0xC0 != 0x80 } + 1
                #expect(long.position(of: start + offset) == (start == 0 ? 1 : 2, column))
            }
        }
        #expect(SourceFile(name: "b", text: "").position(of: 3) == (1, 1))
    }

    @Test func findsWhatALineHolds() {
        let file = SourceFile(name: "a", text: "one\r\n\t two words \n\n")
        #expect(file.code(ofLine: 1) == 0..<3)
        #expect(file.code(ofLine: 2).map { file.text(in: $0) } == "two words")
        #expect(file.code(ofLine: 3) == nil && file.code(ofLine: 0) == nil && file.code(ofLine: 9) == nil)
    }

    @Test func suggestsTheNearestName() {
        #expect(Suggestion.nearest(to: "lod", among: ["load", "log", "save"]) == "load")
        #expect(Suggestion.nearest(to: "Load", among: ["load", "log"]) == "load")
        #expect(Suggestion.nearest(to: "hedin", among: ["hindfoot", "head"]) == nil)
        #expect(Suggestion.nearest(to: "zzzzzz", among: ["load"]) == nil)
    }
}
