import SegConsole
import Testing

/// Rows, distances and the history of an input that is being edited.
struct InputEditingTests {
    private func rows(_ before: String, _ after: String = "", width: Int = 10) -> InputRows {
        InputRows(EditedText(before: before, after: after), prompt: "> ", more: ". ", width: width)
    }

    @Test func rowsWrapWhereTheyAreFull() {
        #expect(rows("12345678").rows.map(\.text) == ["> 12345678", ""])
        #expect(rows("1234567", "8\n9").rows.map(\.text) == ["> 12345678", ". 9"])
        #expect(rows("1234567日x").rows.map(\.text) == ["> 1234567", "日x"])
        #expect(rows("1234567日x").rows.map(\.isWrapped) == [false, true])
        let cursor = rows("ab\nc", "d\ne").cursor
        #expect(cursor.row == 1 && cursor.before == ". c")
    }

    @Test func controlCharactersReachNoTerminal() {
        let shown = rows("a\tb\u{1}\u{7F}\u{9B}\u{1B}[2J", width: 80).rows.map(\.text)
        #expect(shown == ["> a     b^A^?\u{FFFD}^[[2J"])
    }

    @Test func linesAreMovedBetweenAtTheSameColumn() {
        #expect(EditedText(before: "abc\ne\u{301}f", after: "").up == 5)
        #expect(EditedText(before: "a\n\nbcd", after: "").up == 4)
        #expect(EditedText(before: "abc", after: "\nx").up == nil)
        #expect(EditedText(before: "ab", after: "c\ndefg\nh").down == 4)
        #expect(EditedText(before: "ab", after: "c\nd").down == 3)
        #expect(EditedText(before: "ab\n", after: "c").down == nil)
        #expect(EditedText(before: "👨‍👩‍👧", after: "e\u{301}").previous == 5)
        #expect(EditedText(before: "", after: "e\u{301}").next == 2)
    }

    @Test func onlyWhatChangedIsWritten() {
        var screen = InputScreen()
        _ = screen.draw(rows("ab\ncd"), below: "hint", height: 5)
        #expect(screen.draw(rows("ab\ncde"), below: "hint", height: 5) == "\r\u{1B}[J. cde\r\nhint\u{1B}[1A\r. cde")
        #expect(screen.draw(rows("a", "b\ncde"), below: "hint", height: 5) == "\u{1B}[1A\r> a")
        #expect(screen.end(rows("ab\ncde")) == "\u{1B}[1B\r\u{1B}[J. cde\r. cde\r\n")
    }

    @Test func aHighInputIsShownAroundTheCursor() {
        var screen = InputScreen()
        #expect(!screen.draw(rows("1\n2\n3\n4"), height: 2).contains(". 2"))
        #expect(screen.draw(rows("1\n2", "\n3\n4"), height: 2).contains("\r\u{1B}[J. 2\r\n. 3\u{1B}[1A\r. 2"))
        #expect(screen.end(rows("1\n2\n3\n4")).contains("> 1\r\n. 2\r\n. 3\r\n. 4"))
    }

    @Test func theHistoryIsWalkedThrough() {
        var history = InputHistory()
        for input in ["one", "two\n", "two", "", "other"] { history.add(input) }
        #expect(history.entries == ["one", "two", "other"])
        #expect(history.step(1, from: "draft") == nil)
        #expect(history.step(-1, from: "draft") == "other")
        #expect(history.step(-1, from: "changed") == "two")
        #expect(history.step(1, from: "two") == "other")
        #expect(history.step(1, from: "other") == "draft")
        #expect(history.step(-1, from: "o", startingWith: "o") == "other")
        #expect(history.step(-1, from: "other", startingWith: "o") == "one")
        #expect(history.step(-1, from: "one") == nil)
        #expect(history.place(of: "t", below: 3) == 2 && history.place(of: "w", below: 1) == nil)
    }
}
