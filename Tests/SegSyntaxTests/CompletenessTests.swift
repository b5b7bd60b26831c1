import SegSyntax
import Testing

@Suite struct CompletenessTests {
    @Test(arguments: [
        "", "1", "let x = 1", "f(x)", "|> head(3)", "if a { 1 }", "a\n", "// only a comment",
        "let f = load(data)", "match x { else => 1 }", "\"\"\"\nabc\n\"\"\"", ".fare > 3",
    ])
    func complete(_ input: String) { #expect(Completeness.of(input) == .complete) }

    @Test(arguments: [
        "f(", "f(a,", "[1, 2", "f { x in", "let x =", "a +", "a |>", "a and", "not", "if a",
        "if a {",
        "for x in xs", "func f(a", "func f()", "\"\"\"\nabc", "try { 1 }", "if a { 1 } else",
        "xs[0",
        "f(a, { x in\n  x + 1", "let [a, b", "match x {", "1 ... ", "table |> filter(.x >",
        "while true {\n  let y = [1,\n",
    ])
    func incomplete(_ input: String) { #expect(Completeness.of(input) == .incomplete) }

    @Test(arguments: [
        "1 2", "x |> f", ")", "\"abc", "let 3 = x", "f(a b", "1 +* 2", "a ? b : c", "\"\\(a + )\"",
        "x == 1 == 2", "\u{0}",
    ])
    func invalid(_ input: String) { #expect(Completeness.of(input) == .invalid) }
}
