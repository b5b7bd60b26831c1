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

    @Test func suggestsTheNearestName() {
        #expect(Suggestion.nearest(to: "lod", among: ["load", "log", "save"]) == "load")
        #expect(Suggestion.nearest(to: "Load", among: ["load", "log"]) == "load")
        #expect(Suggestion.nearest(to: "hedin", among: ["hindfoot", "head"]) == nil)
        #expect(Suggestion.nearest(to: "zzzzzz", among: ["load"]) == nil)
    }
}
