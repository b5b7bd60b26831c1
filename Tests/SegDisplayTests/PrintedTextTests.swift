import Testing

import SegDisplay

@Suite struct PrintedTextTests {
    private func shown(_ pieces: String...) -> String? {
        var text = PrintedText()
        for piece in pieces { text.append(piece) }
        return text.takeAll()
    }

    @Test func linesEndWithLineFeeds() {
        var text = PrintedText()
        text.append("a\nb\nc")
        #expect(text.takeLines() == "a\nb")
        #expect(text.takeLines() == nil)
        text.append("\n")
        #expect(text.takeLines() == "c")
        #expect(text.takeAll() == nil)
        text.append("\n")
        #expect(text.takeAll() == "")
        #expect(shown("a\r\nb\r\n") == "a\nb")
        #expect(shown("a\r", "\nb") == "a\nb")
    }

    @Test func progressBarsShowTheirLastState() {
        #expect(shown("\r 0%|  |", "\r50%|# |", "\r100%|##|", "\ndone\n") == "100%|##|\ndone")
        // What is shorter leaves the rest of what stood there, as in a terminal.
        #expect(shown("abcdef\rxy") == "xycdef")
        #expect(shown("abcdef\r\u{1B}[Kxy") == "xy")
        #expect(shown("loss 0.25\u{8}\u{8}19") == "loss 0.19")
        #expect(shown("\u{8}\u{8}a") == "a")
        #expect(shown("é漢\rx") == "x漢")
    }

    @Test func ordersToATerminalAreDropped() {
        #expect(shown("\u{1B}[1;31mred\u{1B}[0m and \u{1B}]8;;http://x\u{7}link\u{1B}]8;;\u{1B}\\.") == "red and link.")
        for cut in ["\u{1B}", "\u{1B}[", "\u{1B}[12", "\u{1B}]8;;", "\u{1B}]8;;\u{1B}"] { #expect(shown("a" + cut) == "a") }
    }

    @Test func aLineThatIsDrawnOverStaysSmall() {
        var text = PrintedText()
        text.append("begins\n")
        #expect(text.takeLines() == "begins")
        #expect(text.drawnLine == nil)
        for step in 0..<50_000 { text.append("\rstep \(step) of 50000") }
        #expect(text.byteCount < 10_000)
        #expect(text.drawnLine == "step 49999 of 50000")
        text.append("\n")
        #expect(text.takeLines() == "step 49999 of 50000")
    }

    /// However text comes, the lines are the same; the place in a line that was made short is kept.
    @Test func piecesDoNotMatter() {
        var random = SystemRandomNumberGenerator()
        let parts = ["a", "bc", "\r", "\u{8}", "\n", "\u{1B}[K", "日", String(repeating: "x", count: 700)]
        for _ in 0..<300 {
            let pieces = (0..<60).map { _ in parts.randomElement(using: &random) ?? "" }
            var gathered: [String] = []
            var text = PrintedText()
            for piece in pieces {
                text.append(piece)
                if let lines = text.takeLines() { gathered.append(lines) }
            }
            if let rest = text.takeAll() { gathered.append(rest) }
            var whole = PrintedText()
            whole.append(pieces.joined())
            #expect(gathered.joined(separator: "\n") == whole.takeAll() ?? "", "\(pieces)")
        }
    }
}
