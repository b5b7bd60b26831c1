import SegDiagnostics
import SegSyntax
import Testing

@Suite struct LiteralTests {
    private func literal(_ source: String) -> Literal? {
        let parsed = Program.parse(file(source))
        guard parsed.diagnostics.isEmpty,
            case .expression(let value) = parsed.tree.statements.first?.kind,
            case .literal(let literal) = value.kind
        else { return nil }
        return literal
    }

    @Test func numbers() {
        #expect(literal("1_000") == .integer(1000))
        #expect(literal("9223372036854775807") == .integer(.max))
        #expect(literal("-9223372036854775808") == .integer(.min))
        #expect(literal("0.1") == .float(0.1))
        #expect(literal("1e3") == .float(1000))
        #expect(literal("1.5E-3") == .float(0.0015))
        #expect(codes("9223372036854775808") == ["E106"])
        #expect(codes("-9223372036854775808.abs()") == ["E106"])
        #expect(codes("99999999999999999999") == ["E106"])
        #expect(codes("1e999") == ["E107"])
    }

    @Test func durations() {
        #expect(literal("1d") == .duration(86_400_000_000_000))
        #expect(literal("1.5h") == .duration(5_400_000_000_000))
        #expect(literal("0.25s") == .duration(250_000_000))
        #expect(literal("7ns") == .duration(7))
        #expect(literal("0s") == .duration(0))
        #expect(codes("99999999w") == ["E107"])
        #expect(codes("0.1ns") == ["E107"])
        #expect(codes("3y") == ["E105"])
    }

    @Test(arguments: ["2x", "0x1F", "1__", "5.", "1.e", "1_", "3min"])
    func noNumbers(_ source: String) {
        #expect(codes(source + " ").first == "E105" || source == "1.e")
    }

    @Test func texts() {
        #expect(literal(#""a\tb\n\"q\" \\ \u{e9} \0""#) == .string("a\tb\n\"q\" \\ \u{E9} \0"))
        #expect(literal(#"r"\d+\(x)""#) == .string(#"\d+\(x)"#))
        #expect(literal("\"\"") == .string(""))
        #expect(literal("\"\"\"one line\"\"\"") == .string("one line"))
        #expect(literal("\"\"\"\n    a\n\n      b\n    \"\"\"") == .string("a\n\n  b"))
        #expect(literal("\"\"\"\na\n\"\"\"") == .string("a"))
        #expect(literal("\"\"\"\n\"\"\"") == .string(""))
        #expect(literal("\"\"\"\n  say \"hi\"\n  \"\"\"") == .string("say \"hi\""))
        #expect(codes(#""\u{110000}""#) == ["E104"])
        #expect(codes("\"a\nb\"") == ["E103", "E103"])
        #expect(codes("\"\"\"\n  a\n b\n  \"\"\"") == ["E108"])
    }

    @Test func unequalUnicodeStaysUnequal() {
        let composed = literal("\"\u{E9}\"")
        let decomposed = literal("\"e\u{301}\"")
        guard case .string(let first) = composed, case .string(let second) = decomposed else {
            Issue.record("no texts")
            return
        }
        #expect(Array(first.utf8) != Array(second.utf8))
    }

    @Test func invalidEncoding() {
        for bytes: [UInt8] in [
            [0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0x80],
        ] {
            let parsed = Program.parse(SourceFile(name: "bad", bytes: [49, 10] + bytes))
            #expect(parsed.diagnostics.map(\.code) == ["E101"])
        }
    }
}
