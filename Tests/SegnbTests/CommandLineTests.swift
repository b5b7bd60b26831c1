import Foundation
import Testing

/// What is said of command lines and of files that can't be meant so.
@Suite struct CommandLineTests {
    private static let files = [
        "p.seg": "param n: Int = 2\nparam name: String = \"a\"\nprint(n)\n",
        "bad.seg": "func half(x) { x / 0 }\nlet y = [1][3]\n",
        "nb.segnb": "%% params\nparam n: Int = 1\nparam spare: Int = 2\nparam word: String = \"a\"\n"
            + "%% a\nprint(n)\n%% b\nif n == 2 { fail(\"no two\") }\n%% c\nprint(\"\\(word)\")\n",
        "uses.segnb": "%% a\nuse \"bad.seg\"\nprint(1)\n",
        "x.py": "print('hi')\n", "note.txt": "hello\n",
    ]

    private func run(_ arguments: [String]) throws -> ProgramProcess.Outcome {
        let project = try CacheTests.Project(Self.files)
        defer { project.remove() }
        return try ProgramProcess.run(arguments, in: project.folder)
    }

    @Test(arguments: [
        ("rnu", "did you mean 'run'?"), ("chekc", "did you mean 'check'?"), ("nb.segnb", "segnb run nb.segnb"),
        ("frobnicate", "segnb --help"),
    ]) func aWordThatIsNoCommandIsTold(word: String, hint: String) throws {
        let outcome = try run([word])
        #expect(outcome.status == 2 && outcome.errors.contains("there is no command '\(word)'"), "\(outcome.errors)")
        #expect(outcome.errors.contains(hint), "\(outcome.errors)")
        #expect(try run(["help"]).status == 0)
    }

    @Test func theHelpOfAProgramListsItsParameters() throws {
        let outcome = try run(["run", "p.seg", "--help"])
        #expect(outcome.status == 0 && outcome.output.contains("n     Int, default 2\n  name  String, default \"a\""), "\(outcome)")
    }

    @Test(arguments: ["check", "run", "fmt"]) func aFileThatIsNoSourceIsRefused(command: String) throws {
        let python = try run([command, "x.py"])
        #expect(python.status == 2 && python.errors.contains("E608"), "\(python.errors)")
        #expect(python.errors.contains("segnb convert x.py x.segnb"), "\(python.errors)")
        let text = try run([command, "note.txt"])
        #expect(text.status == 2 && text.errors.contains("neither a notebook (.segnb) nor a program (.seg)"), "\(text.errors)")
    }

    /// Used in a cell, and in a text: one is left over.
    @Test func checkNamesParametersThatNothingReads() throws {
        let outcome = try run(["check", "nb.segnb"])
        #expect(outcome.status == 0 && outcome.output.contains("0 errors, 1 warning"), "\(outcome)")
        #expect(outcome.errors.contains("nb.segnb:3:") && outcome.errors.contains("W604"), "\(outcome.errors)")
        #expect(outcome.errors.contains("'spare'"))
    }

    @Test func errorsOfASweepNameTheCombination() throws {
        let outcome = try run(["run", "nb.segnb", "--sweep", "n=1,2,3", "--quiet"])
        #expect(outcome.status == 1)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.first == "── n=2 ──", "\(outcome.errors)")
        #expect(lines.count { $0.hasPrefix("──") } == 1, "\(outcome.errors)")
    }

    /// Moments may have a zone, durations a sign; what the check warns of is recorded; of broken declarations nothing else is said.
    @Test func parametersAndWarningsOfARun() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% params
            param at: DateTime = datetime("2024-01-01T00:00Z")
            param back: Duration = 1h
            %% a
            print(at, back)
            [1].map({ x in x })
            print(2023-01-01)

            """, "broken.segnb": "%% params\nparam q: Int = 1 + 1\n%% a\nprint(1)\n",
        ])
        defer { project.remove() }
        let run = try ProgramProcess.run(
            ["run", "nb.segnb", "-p", "at=2024-05-01T00:00+02:00", "-p", "back=-2h", "--results", "r.json"], in: project.folder)
        #expect(run.status == 0 && run.output.contains("2024-05-01T00:00:00+02:00 -2h"), "\(run)")
        let results = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
        #expect(results.contains("W101") && results.contains("W107"), "\(results)")
        let broken = try ProgramProcess.run(["run", "broken.segnb", "-p", "q=3"], in: project.folder)
        #expect(broken.errors.contains("E223") && !broken.errors.contains("E602"), "\(broken.errors)")
    }

    @Test func errorsInAModuleSayItsName() throws {
        let outcome = try run(["run", "uses.segnb"])
        #expect(outcome.errors.contains("bad.seg:2:") && outcome.errors.contains(" in module \"bad\""), "\(outcome.errors)")
        #expect(!outcome.errors.contains("in cell \"/"), "\(outcome.errors)")
    }
}
