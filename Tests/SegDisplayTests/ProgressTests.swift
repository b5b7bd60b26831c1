import SegDisplay
import Synchronization
import Testing

/// A clock that the test moves, and what was written.
private final class Screen: Sendable {
    let time = Mutex(Duration.zero)
    let output = Mutex("")

    func progress(_ style: Progress.Style) -> Progress {
        Progress(
            style, write: { text in self.output.withLock { $0 += text } },
            now: { self.time.withLock { $0 } })
    }

    func wait(_ duration: Duration) { time.withLock { $0 += duration } }

    var text: String { output.withLock { $0 } }
}

@Suite struct ProgressTests {
    @Test func linesForALog() {
        let screen = Screen()
        let progress = screen.progress(.lines)
        let task = progress.begin("study", total: 200)
        for _ in 0..<100 {
            screen.wait(.milliseconds(300))
            task.advance()
        }
        task.end("ok")
        #expect(
            screen.text
                == """
                study  0/200
                study  34/200  50 s left
                study  68/200  40 s left
                study  done in 30.0 s  ok

                """.replacing("study  done", with: "study  100/200  done"))
    }

    /// As of a study in a loop.
    @Test func tasksThatAreDoneInNoTimeAreToldOnce() {
        let screen = Screen()
        let progress = screen.progress(.lines)
        func run(_ seconds: Double) {
            let task = progress.begin("training", total: 2)
            for _ in 0..<2 {
                screen.wait(.seconds(seconds) / 2)
                task.advance()
            }
            task.end()
        }
        for _ in 0..<3 { run(0.2) }
        #expect(screen.text == "training  0/2\ntraining  2/2  done in 200 ms\n")
        run(4)
        #expect(screen.text.hasSuffix("200 ms\ntraining  1/2  2 s left\ntraining  2/2  done in 4.00 s\n"), "\(screen.text)")
    }

    @Test func barsAreRedrawnInPlaceAndClearedAtTheEnd() {
        let screen = Screen()
        let progress = screen.progress(.terminal(TerminalSettings(width: 80)))
        let task = progress.begin("study", total: 10)
        screen.wait(.milliseconds(50))
        task.advance()
        #expect(screen.text.split(separator: "\n").count == 2, "not drawn again within 100 ms")
        screen.wait(.seconds(2))
        task.update(completed: 5, note: "fold\u{1B} 2")
        #expect(screen.text.contains("\u{1B}[1A"))
        #expect(screen.text.contains("5/10  3 s left"))
        #expect(screen.text.contains("fold␛ 2"))
        task.end()
        #expect(screen.text.hasSuffix("\r\u{1B}[1A\u{1B}[J"))
    }

    @Test func linesStayWithinTheTerminal() {
        let screen = Screen()
        let progress = screen.progress(.terminal(TerminalSettings(width: 40)))
        let tasks = (0..<6).map {
            progress.begin("a task with a very long name \($0)", total: 1000)
        }
        screen.wait(.seconds(5))
        tasks[0].update(completed: 333, note: "a note that has no room here")
        let last = screen.text.split(separator: "\r").last ?? ""
        for line in last.split(separator: "\n") {
            #expect(StyledText(ansi: String(line)).displayWidth < 40)
        }
        #expect(last.contains("… and 2 more"))
    }

    /// Parts stand under what they are a part of; a log tells only of what is meant for it.
    @Test func partsStandUnderTheirWhole() {
        func run(_ style: Progress.Style) -> String {
            let screen = Screen()
            let progress = screen.progress(style)
            let whole = progress.begin("nb.segnb", total: 4, isLogged: false)
            let cell = progress.begin("study", under: whole, isLogged: false)
            screen.wait(.seconds(2))
            let work = progress.begin("training", total: 10, under: cell)
            screen.wait(.seconds(2))
            work.update(completed: 5)
            work.end()
            cell.end()
            whole.end()
            return screen.text
        }
        let lines = run(.terminal(TerminalSettings(width: 80))).split(separator: "\n")
        #expect(lines.contains { $0.contains("└ study") && !$0.contains("  └ study") })
        #expect(lines.contains { $0.contains("  └ training") && $0.contains("5/10  2 s left") })
        #expect(run(.lines) == "training  0/10\ntraining  5/10  done in 2.00 s\n")
    }

    @Test func outputGoesAboveTheBars() {
        let screen = Screen()
        let progress = screen.progress(.terminal(TerminalSettings(width: 40)))
        _ = progress.begin("study", total: 2)
        progress.printAbove("hello")
        #expect(screen.text.contains("\u{1B}[Jhello\n\r\u{1B}[2Kstudy"))
    }

    @Test func manyThreadsMayReport() async {
        let screen = Screen()
        let progress = screen.progress(.lines)
        let task = progress.begin("work", total: 4000)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { for _ in 0..<1000 { task.advance() } } }
        }
        task.end()
        #expect(screen.text.contains("4,000/4,000"))
    }
}
