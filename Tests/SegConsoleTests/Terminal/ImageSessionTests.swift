import Foundation
import SegDisplay
import Testing

/// Plots at the prompt of a terminal that draws images, or doesn't.
@Suite(.serialized) struct ImageSessionTests {
    private static let table = "let t = load(\"t.csv\")"
    private static let plot = "t |> plot(\"line\", x: .x, y: .y, title: \"Rise\")"

    private func session(_ environment: [String]) throws -> TerminalSession {
        let session = try TerminalSession(environment: environment) { folder in
            try folder.write("x,y\n1,1\n2,4\n3,9\n4,16\n", to: "t.csv")
        }
        try session.record()
        try session.enter(Self.table, then: "in2>")
        return session
    }

    @Test(.enabled(if: ImageLibraries.missing(for: .kitty).isEmpty)) func aPlotIsAnImageWhereTheTerminalSaysSo() throws {
        let terminal = try session(["TERM=xterm-256color", "KITTY_WINDOW_ID=1"])
        try terminal.enter(Self.plot)
        try terminal.waitForRecord("\u{1B}_Ga=T,f=100,q=2,c=57,r=")
        try terminal.wait(for: "in3>")
        #expect(try !terminal.screen.contains("Rise\n"))
        try terminal.enter(":set pictures blocks")
        try terminal.enter(Self.plot)
        try terminal.wait(for: "Rise\n")
    }

    @Test(.enabled(if: ImageLibraries.missing(for: .sixel).isEmpty)) func sixelsCanBeAskedFor() throws {
        let terminal = try session([])
        try terminal.enter(":set pictures sixel", then: "in2>")
        try terminal.enter(Self.plot)
        try terminal.waitForRecord("\u{1B}Pq\"1;1;")
        try terminal.wait(for: "in3>")
    }

    @Test func aTerminalThatDrawsNoneIsAskedAndNothingTypedIsLost() throws {
        let terminal = try session(["TERM=xterm-256color"])
        #expect(!terminal.recorded.contains("\u{1B}[c"))
        try terminal.enter(Self.plot)
        try terminal.enter("40 + 2")
        try terminal.wait(for: "\n42\n")
        try terminal.wait(forEnd: "in4>")
        #expect(terminal.recorded.contains("\u{1B}[c"))
        #expect(try terminal.screen.contains("Rise\n"))
        #expect(!terminal.recorded.contains("\u{1B}_G") && !terminal.recorded.contains("\u{1B}P"))
    }

    @Test func withinTmuxThereIsNoQuestion() throws {
        let terminal = try session([])
        try terminal.enter(Self.plot)
        try terminal.wait(for: "Rise\n")
        try terminal.wait(forEnd: "in3>")
        #expect(!terminal.recorded.contains("\u{1B}[c"))
    }
}
