import Foundation
import Testing

/// Lines that are typed at a real terminal.
@Suite(.serialized) struct EditingTerminalTests {
    @Test func completionListsAboveTheLineAndFillsIn() throws {
        let terminal = try TerminalSession()
        try terminal.enter("let quay_station = 1", then: "in2>")
        try terminal.enter("let quay_street = 2", then: "in3>")
        try terminal.type("quay")
        try terminal.press("Tab")
        try terminal.wait(forEnd: "in3> quay_st")
        try terminal.press("Tab")
        try terminal.wait(for: "quay_station  quay_street")
        try terminal.expect("completion-list")
        try terminal.type("a")
        try terminal.press("Tab")
        try terminal.wait(forEnd: "in3> quay_station")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in4>")
        try terminal.expect("completion-done")
    }

    @Test func theSignatureStandsBelowACallWhileItIsTyped() throws {
        let terminal = try TerminalSession()
        try terminal.enter("func area(w, h = 2) { w * h }")
        try terminal.wait(forEnd: "in2>")
        try terminal.type("area(3, ")
        try terminal.wait(for: "area(w, h = 2)")
        try terminal.expect("hint-own")
        #expect(try terminal.cursor == "13,2")
        try terminal.type("4)")
        try terminal.wait(forEnd: "in2> area(3, 4)")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in3>")
        try terminal.type("[3, 1] |> sort(")
        try terminal.wait(for: "by: ")
        try terminal.expect("hint-builtin")
        try terminal.press("C-c")
        try terminal.wait(forEnd: "in3>")
        try terminal.enter(":set hints off")
        try terminal.wait(for: ":set hints off\nin3>")
        try terminal.type("area(")
        try terminal.wait(forEnd: "in3> area(")
    }

    @Test func theHintLeavesAFullScreenAsItWas() throws {
        let terminal = try TerminalSession(height: 8)
        for number in 2...11 { try terminal.enter("1", then: "in\(number)>") }
        try terminal.type("min(1, 2")
        try terminal.wait(for: "min(")
        try terminal.type(")")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in12>")
        try terminal.expect("hint-at-the-bottom")
    }

    @Test func anInputOfSeveralLinesIsRecalledAsOne() throws {
        let terminal = try TerminalSession()
        try terminal.enter("let total = [1, 2,", then: " ...")
        try terminal.enter("  3].sum()", then: "in2>")
        try terminal.enter("total")
        try terminal.wait(forEnd: "in3>")
        try terminal.press("Up", "Up")
        try terminal.wait(forEnd: " ...   3].sum()")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in4>")
        try terminal.expect("recall")
    }

    @Test func anInputIsEditedAsAWholeUntilItRuns() throws {
        let terminal = try TerminalSession()
        try terminal.enter("func f(a) {", then: " ...")
        try terminal.enter("a + 1", then: " ...")
        try terminal.enter("", then: " ...")
        try terminal.type("}")
        // The empty line joins the one above, and that one becomes another.
        try terminal.press("Up", "BSpace", "BSpace")
        try terminal.type("40")
        try terminal.press("Home")
        try terminal.type("  ")
        try terminal.press("Up", "End", "Left", "Left", "Left")
        try terminal.type(", b")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in2>")
        try terminal.enter("f(2, 0)", then: "in3>")
        try terminal.expect("whole-input")
    }

    @Test func upAndDownLeaveAnInputFromItsFirstAndLastLine() throws {
        let terminal = try TerminalSession()
        try terminal.enter("[1,", then: " ...")
        try terminal.enter("2]", then: "in2>")
        try terminal.enter("3", then: "in3>")
        try terminal.paste("[4,\n5")
        try terminal.wait(forEnd: " ... 5")
        try terminal.press("Up")
        try terminal.type("0")
        try terminal.wait(forEnd: "in3> [04,\n ... 5")
        try terminal.press("Up", "Up")
        try terminal.wait(forEnd: "in3> [1,\n ... 2]")
        try terminal.press("Up", "Down", "Down", "Down")
        try terminal.wait(forEnd: "in3> [04,\n ... 5")
        try terminal.type("]")
        try terminal.press("Up", "Enter")
        try terminal.wait(for: "\n[4, 5]\nin4>")
    }

    @Test func controlCDropsAllLinesAndControlDAnEmptyLast() throws {
        let terminal = try TerminalSession()
        for (key, mark) in [("C-c", "^C"), ("C-d", "^D")] {
            try terminal.enter("[1,", then: " ...")
            try terminal.press(key)
            try terminal.wait(forEnd: "in1> [1,\n ... \(mark)\nin1>")
        }
        try terminal.enter("[1,", then: " ...")
        try terminal.type("2")
        try terminal.press("C-d")
        try terminal.enter("]", then: "in2>")
    }

    @Test func whatIsCutComesBack() throws {
        let terminal = try TerminalSession()
        try terminal.paste("[1,\n22]")
        try terminal.press("Up", "C-k", "C-k")
        try terminal.wait(forEnd: "in1> [1,")
        try terminal.press("C-y", "C-a", "C-u", "C-y")
        try terminal.wait(forEnd: "in1> [1,22]")
        try terminal.press("C-w")
        try terminal.wait(forEnd: "in1> [1,")
        try terminal.press("C-y", "Enter")
        try terminal.wait(for: "\n[1, 22]\nin2>")
    }

    @Test func anInputHigherThanTheScreenIsEditedAndThenShownInFull() throws {
        let terminal = try TerminalSession(height: 8)
        try terminal.paste("[" + (1...20).map { "\($0)," }.joined(separator: "\n") + "\n21].max()")
        try terminal.wait(forEnd: " ... 21].max()")
        for _ in 0..<15 { try terminal.press("Up") }
        try terminal.wait(for: " ... 6,\n")
        try terminal.press("Home")
        try terminal.type("9")
        try terminal.wait(for: " ... 96,\n")
        try terminal.press("Enter")
        try terminal.wait(forEnd: " ... 21].max()\n96\nin2>")
    }

    /// Terminals don't agree on how wide they are, and one of them is many characters.
    @Test func charactersOfManyPartsAreOne() throws {
        let terminal = try TerminalSession()
        try terminal.type("\"👨‍👩‍👧ab\"")
        try terminal.press("Left", "Left")
        try terminal.type("Z")
        try terminal.wait(forEnd: "in1> \"👨‍👩‍👧aZb\"")
        try terminal.press("Left", "Left", "BSpace", "BSpace", "Delete")
        try terminal.wait(forEnd: "in1> Zb\"")
    }

    @Test func aWiderWindowLeavesNoRowOfALineWithWideCharacters() throws {
        let terminal = try TerminalSession(width: 40)
        try terminal.type("let w = \"\(String(repeating: "日本語", count: 8))\"")
        try terminal.wait(forEnd: "本語日本語日本語日本語\"")
        try terminal.resize(width: 70, height: 24)
        try terminal.wait(forEnd: "in1> let w = \"\(String(repeating: "日本語", count: 8))\"")
        try terminal.type(" + [")
        try terminal.wait(forEnd: "in1> let w = \"\(String(repeating: "日本語", count: 8))\" + [")
        #expect(try terminal.screen.split(separator: "\n").count { $0.contains("語") } == 1)
    }

    @Test func blocksOfPythonAreEditedAsAWhole() throws {
        let terminal = try TerminalSession()
        try terminal.enter(":py", then: ">>>")
        try terminal.enter("for i in range(2):", then: "...")
        try terminal.press("Tab")
        try terminal.enter("print(i)", then: "...")
        try terminal.wait(for: "...     print(i)")
        try terminal.press("Up", "Up", "End", "BSpace", "BSpace", "BSpace")
        try terminal.type("1):")
        try terminal.press("Down", "Down", "Enter")
        try terminal.wait(forEnd: "...\n0\n>>>")
        try terminal.press("C-d")
        try terminal.wait(forEnd: ">>> ^D\nfrom Python: i (Int)\nin1>")
    }

    @Test func theHistoryIsSearchedWhileTyping() throws {
        let terminal = try TerminalSession()
        try terminal.enter("let first = 41 + 1", then: "in2>")
        try terminal.enter("let second = 2", then: "in3>")
        try terminal.press("C-r")
        try terminal.type("fir")
        try terminal.wait(for: "search: fir")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in4>")
        try terminal.expect("search")
    }

    @Test func twoHundredPastedLinesAreOneInputAsTheyAre() throws {
        let terminal = try TerminalSession(height: 40)
        let lines = (0..<199).map { "    \(String(repeating: "  ", count: $0 % 4))n += \($0)" }
        try terminal.paste("func long(n) {\n    var n = n\n" + lines.joined(separator: "\n") + "\n    n\n}\n")
        try terminal.wait(for: "n += 198")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in2>")
        try terminal.enter("long(0)", then: "in3>")
        #expect(try terminal.screen.contains("\n19701\n"))
        try terminal.enter("??long")
        try terminal.wait(for: "-- ")
        try terminal.press("q")
        try terminal.wait(forEnd: "in3>")
    }

    /// Lines of a Windows text end with two characters.
    @Test(arguments: [true, false]) func pastedLinesGainNoEmptyOnes(isMarked: Bool) throws {
        let terminal = try TerminalSession()
        try terminal.paste("let a = [1,\r\n2,\r\n3]", keepsLineFeeds: true, isMarked: isMarked)
        try terminal.wait(forEnd: "in1> let a = [1,\n ... 2,\n ... 3]")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in2>")
        try terminal.enter("a.sum()")
        try terminal.wait(for: "\n6\n")
    }

    @Test func whatCameOutOfTheEditorIsRecalled() throws {
        let terminal = try TerminalSession(environment: ["EDITOR=sh edit.sh"]) {
            try $0.write("printf 'let edited = [\\n  40,\\n  2]\\nedited.sum()\\n' > \"$1\"\n", to: "edit.sh")
        }
        try terminal.enter("1", then: "in2>")
        try terminal.enter(":edit", then: "in3>")
        try terminal.wait(for: "\n42\n")
        try terminal.press("Up")
        try terminal.wait(forEnd: "in3> let edited = [\n ...   40,\n ...   2]\n ... edited.sum()")
        try terminal.press("Up", "Up", "Up", "Up")
        try terminal.wait(forEnd: "in3> :edit")
    }

    /// An input that is higher than the screen too.
    @Test func aWiderWindowShowsTheInputOnce() throws {
        let terminal = try TerminalSession(width: 30, height: 12)
        let lines = (10..<22).map { "  \(String(repeating: "\($0)", count: 20))," }
        try terminal.paste("let long = [\n" + lines.joined(separator: "\n") + "\n]")
        try terminal.wait(for: "2121")
        try terminal.resize(width: 90, height: 30)
        try terminal.wait(for: "in1> let long = [")
        try terminal.wait(forEnd: " ... ]")
        let screen = try terminal.screen
        for line in lines { #expect(screen.components(separatedBy: line).count == 2, "\(screen)") }
    }

    @Test(arguments: [40, 200]) func narrowAndWideTerminals(_ width: Int) throws {
        let terminal = try TerminalSession(width: width, height: 30)
        try terminal.enter("let words = [\"größe\", \"日本語のテキスト\", \"e\u{301}tude\", \"🚀\"]")
        try terminal.wait(for: "in2>")
        try terminal.type("words |> map({ w in \"\\(w): \\(w.length()) characters of 日本語\" })")
        try terminal.press("C-a", "C-e", "Enter")
        try terminal.wait(for: "in3>")
        try terminal.expect("width-\(width)")
    }

    @Test func aChangedWindowKeepsTheLine() throws {
        let terminal = try TerminalSession()
        try terminal.type("1 + ")
        try terminal.resize(width: 60, height: 20)
        try terminal.type("41")
        try terminal.press("Enter")
        try terminal.wait(forEnd: "in2>")
        #expect(try terminal.screen.contains("42"))
    }

    @Test func aDumbTerminalHasPlainLines() throws {
        let terminal = try TerminalSession(environment: ["TERM=dumb"])
        try terminal.enter("[1, 2].max(", then: " ...")
        try terminal.enter(")")
        try terminal.wait(forEnd: "in2>")
        try terminal.expect("dumb")
        // Ctrl-D drops an input that was begun, and ends no session.
        try terminal.enter("[1,", then: " ...")
        try terminal.press("C-d")
        try terminal.wait(forEnd: "in2>")
        try terminal.enter("40 + 2")
        try terminal.wait(for: "\n42\n")
        try terminal.wait(forEnd: "in3>")
        try terminal.press("C-d")
    }

    @Test func withoutColoursNothingIsPainted() throws {
        let terminal = try TerminalSession()
        try terminal.enter("nope", then: "in1>")
        try terminal.type("max(")
        try terminal.wait(for: "max(")
        #expect(try !terminal.painted.contains("\u{1B}["))
        let coloured = try TerminalSession(environment: ["NO_COLOR="])
        try coloured.enter("nope")
        try coloured.wait(for: "error")
        #expect(try coloured.painted.contains("\u{1B}["))
    }
}
