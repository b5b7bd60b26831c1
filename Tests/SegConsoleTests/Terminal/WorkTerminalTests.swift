import Foundation
import Testing

/// Work that is stopped, waits or goes on beside the prompt of a real terminal.
@Suite(.serialized) struct WorkTerminalTests {
    /// Stops work that has said that it began, and shows that the session lives: an input gives 42.
    private func stopAndGoOn(_ terminal: TerminalSession, _ input: String = "6 * 7") throws {
        try terminal.wait(for: "\nbegun")
        try terminal.press("C-c")
        try terminal.wait(for: "E390")
        try terminal.waitForPrompt()
        try terminal.enter(input)
        try terminal.wait(for: "\n42")
    }

    @Test func controlCEndsALoopAndKeepsTheSession() throws {
        let terminal = try TerminalSession()
        try terminal.enter("let kept = 7", then: "in2>")
        try terminal.enter("print(\"begun\"); while true {}")
        try stopAndGoOn(terminal, "kept * 6")
    }

    /// What is printed meanwhile stands above, and nothing of it is left at the end.
    @Test func longWorkSaysThatItGoesOn() throws {
        let terminal = try TerminalSession { try $0.write("n\n1\n", to: "gate.csv") }
        try terminal.enter("while load(\"gate.csv\").n[0] == 1 {}; print(\"through\"); 6 * 7")
        try terminal.wait(for: "running  ")
        try terminal.folder.write("n\n2\n", to: "next.csv")
        #expect(rename(terminal.folder.path + "/next.csv", terminal.folder.path + "/gate.csv") == 0)
        try terminal.wait(for: "through\n42")
        try terminal.waitForPrompt()
        #expect(try !terminal.screen.contains("running  "))
    }

    /// The question stands before what is typed, with nothing drawn over either.
    @Test func pythonMayAskForALine() throws {
        let terminal = try TerminalSession()
        try terminal.enter(":py import time; time.sleep(1); name = input(\"name? \")")
        try terminal.wait(for: "\nname?")
        try terminal.type("bob")
        try terminal.wait(for: "\nname? bob")
        try terminal.press("Enter")
        try terminal.wait(for: "from Python: name (String)")
        #expect(try !terminal.screen.contains("running  "))
        try terminal.enter("name")
        try terminal.wait(for: "\"bob\"")
    }

    @Test func controlCEndsTraining() throws {
        let terminal = try TerminalSession()
        try terminal.enter("let t = sql(\"select i, i % 7 + sin(i) as y from range(20000) r(i)\", tables: [:])")
        try terminal.wait(for: "in2>")
        try terminal.enter("let task = t |> as_task(target: .y)")
        try terminal.wait(for: "in3>")
        try terminal.enter("print(\"begun\"); task |> train(gbdt(rounds: 100000))")
        try stopAndGoOn(terminal)
    }

    @Test func controlCEndsAQuery() throws {
        let terminal = try TerminalSession()
        let query = "select sum(a.i * b.i % 7) from range(10000000) a(i), range(10000000) b(i)"
        try terminal.enter("print(\"begun\"); sql(\"\(query)\", tables: [:])")
        try stopAndGoOn(terminal)
    }

    @Test func controlCEndsPython() throws {
        let terminal = try TerminalSession()
        try terminal.enter(":py exec('print(\"begun\", flush=True)\\nwhile True: pass')")
        try stopAndGoOn(terminal)
    }

    @Test func workInTheBackgroundSpeaksAboveTheLine() throws {
        let terminal = try TerminalSession { try $0.write("n\n1\n", to: "gate.csv") }
        try terminal.enter(":bg while load(\"gate.csv\").n[0] == 1 {}; print(\"from far\"); 6 * 7")
        try terminal.wait(for: "bg1 runs")
        try terminal.waitForPrompt()
        try terminal.enter(":jobs")
        try terminal.wait(for: "running")
        try terminal.waitForPrompt()
        try terminal.type("let half = [1, 2")
        try terminal.press("Left")
        try terminal.folder.write("n\n2\n", to: "next.csv")
        // At once in full, so that the program never reads a half.
        #expect(rename(terminal.folder.path + "/next.csv", terminal.folder.path + "/gate.csv") == 0)
        try terminal.wait(for: "bg1 done")
        try terminal.wait(forEnd: "in1> let half = [1, 2")
        try terminal.type("1")
        try terminal.press("End")
        try terminal.enter("]", then: "in2>")
        try terminal.enter("half + [bg1]")
        try terminal.wait(for: "[1, 12, 42]")
    }

    @Test func workInTheBackgroundIsStoppedBeforeTheEnd() throws {
        let terminal = try TerminalSession()
        try terminal.enter(":bg while true {}")
        try terminal.wait(for: "bg1 runs")
        try terminal.waitForPrompt()
        try terminal.press("C-d")
        try terminal.wait(for: "bg1 still runs")
        try terminal.waitForPrompt()
        try terminal.enter(":stop bg1")
        try terminal.wait(for: "bg1 stopped")
    }

    @Test func whatIsHigherThanTheScreenComesInPages() throws {
        let terminal = try TerminalSession(height: 12)
        try terminal.enter(":help")
        try terminal.wait(for: "-- 11 of ")
        try terminal.press("Space")
        try terminal.wait(for: "-- 22 of ")
        try terminal.press("q")
        try terminal.wait(forEnd: "in1>")
        try terminal.enter(":set pager off")
        try terminal.wait(for: ":set pager off\nin1>")
        try terminal.enter(":help")
        try terminal.wait(forEnd: "in1>")
        let named = try TerminalSession(height: 12, environment: ["PAGER=tail -n 1; echo paged"])
        try named.enter(":help")
        try named.wait(for: "\npaged")
    }

    @Test func aLongValueOfOneLineComesInPages() throws {
        let terminal = try TerminalSession()
        try terminal.enter("(1...500).map({ i in \"text \\(i)\" })")
        try terminal.wait(for: "\n-- 23 of 7")
        #expect(try terminal.screen.hasPrefix("[\"text 1\", "))
        try terminal.press("Space")
        try terminal.wait(for: "\n-- 46 of ")
        try terminal.press("q")
        try terminal.wait(forEnd: "in2>")
    }

    @Test func messagesBreakBetweenWords() throws {
        let terminal = try TerminalSession(width: 40)
        try terminal.enter("1 ++ 1")
        try terminal.wait(forEnd: "in1>")
        try terminal.expect("message-40")
    }

    /// A signal that ends the prompt ends nothing else, and leaves the terminal as it was.
    @Test(arguments: [SIGTERM, SIGHUP]) func aSignalEndsThePromptAlone(signal: Int32) throws {
        let script = "\"$@\"; echo \"ended with $?\"; stty -a | tr ' ' '\\n' | grep icanon; sleep 60"
        let terminal = try TerminalSession(wrapper: ["sh", "-c", script, "sh"])
        try terminal.enter("let x = 1", then: "in2>")
        try terminal.type("x + ")
        try terminal.wait(forEnd: "in2> x +")
        let program = try #require(try terminal.children.first)
        kill(program, signal)
        try terminal.wait(for: "ended with \(128 + signal)\nicanon")
    }
}
