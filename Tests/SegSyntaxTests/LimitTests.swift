import SegDiagnostics
import SegSyntax
import Testing

/// Sources built to overflow a stack get an error instead.
@Suite struct LimitTests {
    private func nested(_ open: String, _ close: String, _ count: Int, _ core: String = "1")
        -> String
    {
        String(repeating: open, count: count) + core + String(repeating: close, count: count)
    }

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("f(", ")"), ("x[", "]"), ("{ ", " }"), ("-", ""), ("not ", ""),
        ("2 ** ", ""), ("if a { ", " }"), ("match x { 1 => ", " }"), ("try { ", " } catch { 1 }"),
        ("func f() { ", " }"), ("for x in y { ", " }"), ("[1: ", "]"), ("\"\\(", ")\""),
    ])
    func deepNesting(_ open: String, _ close: String) {
        let shallow = codes("let z = 1\n" + nested(open, close, 18))
        #expect(shallow.isEmpty || shallow == ["E125"])
        for count in [300, 3000, 100_000] {
            let found = codes(nested(open, close, count))
            #expect(!found.isEmpty)
        }
    }

    @Test(arguments: [" + 1", " and a", ".f()", "[0]", "(1)", " |> f()", ".g", " ?? 1"])
    func longChains(_ link: String) {
        #expect(codes("a" + String(repeating: link, count: 900)).isEmpty)
        #expect(codes("a" + String(repeating: link, count: 100_000)) == ["E122"])
    }

    /// A text of many lines within one of a single line is looked for in that line only: else each line doubled the work.
    @Test func unclosedTextsOnManyLinesTakeNoTime() {
        #expect(codes(String(repeating: "let x = \"a\\(1 + \"\"\"\\(\"c\n", count: 200)).first == "E103")
        #expect(codes("let x = \"\"\"\n  a \\(\"b \\(1 + 2) c\")\n  \"\"\"\nlet y = \"a \\(\"\"\"b\"\"\")\"\n") == [])
    }

    @Test func longSequencesAreNoChains() {
        #expect(codes("[" + String(repeating: "1, ", count: 50_000) + "]").isEmpty)
        #expect(codes(String(repeating: "x = 1\n", count: 20_000)).isEmpty)
        let branches = String(repeating: "if a { 1 } else ", count: 5_000) + "{ 2 }"
        #expect(codes(branches).isEmpty)
        let arms = String(repeating: "1 => 2\n", count: 5_000)
        #expect(codes("match x {\n" + arms + "}").isEmpty)
    }

    @Test func treesStayWithinTheDepthThatTheyPromise() throws {
        let chained = "(" + String(repeating: "a.f(", count: 150) + "1"
        let source = chained + String(repeating: ").g()", count: 150) + ")"
        let parsed = Program.parse(file(source))
        #expect(parsed.diagnostics.isEmpty)
        let statement = try #require(parsed.tree.statements.first)
        #expect(statement.depth == 301)
    }

    @Test func kindsMayNotNestWithoutEnd() {
        let kind =
            String(repeating: "[", count: 5_000) + "Int" + String(repeating: "]", count: 5_000)
        #expect(codes("let x: \(kind) = 1") == ["E121"])
    }

    @Test func errorsAreBoundedInNumber() {
        #expect(codes(String(repeating: "let = )\n", count: 10_000)).count <= ParserLimits.problems)
        #expect(codes(String(repeating: "^ ", count: 10_000)).count <= ParserLimits.problems)
    }
}
