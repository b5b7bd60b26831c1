import SegDiagnostics
import SegPatterns
import Testing

@Suite struct TextPatternTests {
    @Test func matchesAreFoundFromLeftToRight() throws {
        #expect(try TextPattern(#"\d+"#).pieces(of: "a1b22é333") == ["1", "22", "333"])
        #expect(try TextPattern("x*").pieces(of: "axé") == ["", "x", "", ""])
        #expect(try TextPattern("é").replacing(in: "aéb", with: "$1") == "a$1b")
        #expect(try TextPattern("").replacing(in: "añ", with: "-") == "-a-ñ-")
        #expect(try TextPattern("^$").isFound(in: ""))
        #expect(try !TextPattern("a.c").isFound(in: "a\nc"))
        #expect(try TextPattern(#"^\p{L}+$"#).isFound(in: "größe"))
    }

    /// Expressions that take for ever where all ways are tried.
    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)*=.*"])
    func timeGrowsWithTheTextOnly(pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        #expect(try !TextPattern(pattern).isFound(in: text))
    }

    @Test(arguments: ["(", "[a", "a**", "(?=a)", #"(a)\1"#, "(a{900}){900}", "\u{0}("])
    func whatIsNoneIsSaid(pattern: String) {
        let failure = #expect(throws: Failure.self) { _ = try TextPattern.of(pattern) }
        #expect(failure?.code == "E406")
        #expect(failure?.hint != nil)
    }

    @Test func manyThreadsShareOne() async throws {
        let pattern = try TextPattern.of("(b+)c")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask { pattern.isFound(in: String(repeating: "b", count: number) + "c") == (number > 0) }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
