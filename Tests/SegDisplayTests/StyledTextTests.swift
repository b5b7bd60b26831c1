import SegDisplay
import Testing

@Suite struct StyledTextTests {
    @Test func neighboursOfOneStyleAreOneRun() {
        let text = StyledText("a", .bold) + StyledText("b", .bold) + StyledText("c")
        #expect(text.runs == [.init("ab", .bold), .init("c")])
        #expect(text.plain == "abc")
    }

    @Test func wrapsBetweenWordsAndWithinLongOnes() {
        let lines = StyledText("one two  three\nabcdefghij").wrapped(to: 7).map(\.plain)
        #expect(lines == ["one two", "three", "abcdefg", "hij"])
    }

    @Test func truncatesAcrossRuns() {
        let text = StyledText("abc", .red) + StyledText("def")
        #expect(text.truncated(to: 5).plain == "abcd…")
        #expect(text.truncated(to: 3).plain == "ab…")
        #expect(text.truncated(to: 6) == text)
    }

    @Test func readsColoursAndDropsOtherSequences() {
        let text = StyledText(ansi: "\u{1B}[1;31merror\u{1B}[0m: \u{1B}]0;title\u{7}x\u{1B}[2Ky")
        #expect(text.runs == [.init("error", [.bold, .red]), .init(": xy")])
    }

    @Test func aCarriageReturnBeginsTheLineAnew() {
        #expect(StyledText(ansi: "10 %\r20 %\rdone\nnext").plain == "done\nnext")
        #expect(StyledText(ansi: "a\r\nb").plain == "a\nb")
    }

    @Test func largePaletteColoursAreSkipped() {
        #expect(StyledText(ansi: "\u{1B}[38;5;196;1mx\u{1B}[m").runs == [.init("x", .bold)])
    }
}
