import SegConsole
import SegNotebook
import Testing

/// `:save` writes a notebook that runs and gives what the session gave.
struct SavingTests {
    private let folder: TemporaryFolder
    private let prompt: Transcript

    init() throws {
        folder = try TemporaryFolder(stays: true)
        prompt = Transcript(folder: folder.path)
    }

    /// The saved text, and what loading it into a new session shows.
    private func saved(_ inputs: [String]) throws -> (text: String, shown: String) {
        for input in inputs { _ = prompt.session.submit(input) }
        #expect(prompt.session.perform(":save! s.segnb").status == .done)
        let again = Transcript(folder: folder.path)
        #expect(again.session.perform(":load s.segnb").status == .done, "\(again.said)")
        return (try folder.read("s.segnb"), again.shown)
    }

    /// The saved text, whose run must show what the session showed: of inputs and commands.
    @discardableResult
    func same(_ inputs: [String]) throws -> String {
        for input in inputs {
            if input.hasPrefix(":") { _ = prompt.session.perform(input) } else { _ = prompt.session.submit(input) }
        }
        let before = prompt.shown
        let (text, shown) = try saved([])
        #expect(shown == before, "\(text)")
        #expect(!prompt.said.contains("needs your hand"))
        return text
    }

    @Test func aFileThatWasChangedSinceIsNotReplaced() throws {
        _ = prompt.session.submit("let a = 1")
        #expect(prompt.session.perform(":save s.segnb").status == .done)
        _ = prompt.session.submit("let b = 2")
        #expect(prompt.session.perform(":save s.segnb").status == .done)
        try folder.write("%% mine\n3\n", to: "s.segnb")
        #expect(prompt.session.perform(":save s.segnb").status == .refused)
        #expect(prompt.said.contains("was changed since it was saved"))
        #expect(try folder.read("s.segnb") == "%% mine\n3\n")
        #expect(prompt.session.perform(":save! s.segnb").status == .done)
        #expect(prompt.session.perform(":save s.segnb").status == .done)
    }

    /// Typed inputs get names, and with them random numbers, that no loaded cell has; a notebook that is loaded again is there once, and
    /// its seed and the defaults of its paths come along.
    @Test func loadedNotebooksAreSavedWithWhatWasTyped() throws {
        try folder.makeFolder("sub")
        try folder.write("k\n7\n", to: "sub/d.csv")
        try folder.write("---\nseed: 11\n---\n%% params\nparam data: Path = \"d.csv\"\n%% in1\nlet r = random()\nr\n", to: "sub/a.segnb")
        #expect(prompt.session.perform(":load sub/a.segnb").status == .done, "\(prompt.said)")
        #expect(prompt.session.perform(":load sub/a.segnb").status == .done, "\(prompt.said)")
        let first = prompt.shown
        let (text, shown) = try saved(["random() == r", "load(data).k[0]"])
        #expect(text.contains("---\nseed: 11\n---\n") && text.contains("param data: Path = \"sub/d.csv\""), "\(text)")
        #expect(text.components(separatedBy: "%% in1\n").count == 2 && text.contains("%% in2\n"), "\(text)")
        #expect(shown.hasPrefix(first.split(separator: "\n").first.map(String.init) ?? "none"), "\(shown)")
        #expect(shown.hasSuffix("false\n7\n"), "\(shown)")
    }

    /// Many inputs, undone and typed anew, are saved as what holds.
    @Test func longSessionsAreUndoneAndSaved() throws {
        for number in 0..<150 { _ = prompt.session.submit("let x\(number) = \(number)") }
        for _ in 0..<50 { #expect(prompt.session.perform(":undo").status == .done) }
        #expect(prompt.session.perform(":undo").status == .refused && prompt.session.names.count == 100)
        let (text, shown) = try saved(["let y = x99", "x63 + x64 + y"])
        #expect(text.contains("let x99 = 99\n") && !text.contains("let x100") && shown.hasSuffix("226\n"), "\(text) \(shown)")
        let numbers = text.matches(of: #/let x(\d+) =/#).compactMap { Int($0.1) }
        #expect(numbers == Array(0..<100))
    }

    /// Queries, Python and notebooks that were loaded are undone as inputs are.
    @Test func commandsAreUndone() throws {
        _ = prompt.session.submit("let keep = 41")
        try folder.write("%% a\nlet fromFile = 1\n", to: "n.segnb")
        for command in [":sql select 1 as k", ":load n.segnb"] {
            #expect(prompt.session.perform(command).status == .done)
            #expect(prompt.session.perform(":undo").status == .done)
            #expect(prompt.said.contains("is undone") && prompt.session["keep"] != nil)
        }
        #expect(prompt.session["q1"] == nil && prompt.session["fromFile"] == nil)
        #expect(prompt.session.perform(":undo").status == .done && prompt.session["keep"] == nil)
    }

    @Test func inputsAreCells() throws {
        let (text, shown) = try saved(["let a = 2", "a * 3", "nope", "[1][9]"])
        #expect(text == "#!/usr/bin/env -S segnb run\n\n%% in1\nlet a = 2\n\n%% in2\na * 3\n")
        #expect(shown == "6\n")
    }

    @Test func theLastValueGetsAName() throws {
        let (text, shown) = try saved([
            "[3, 1, 2]", "|> sort()", "let n = _.count()", "\"\\(_)\"", "n",
        ])
        #expect(text.contains("let shown_in1 = [3, 1, 2]\nshown_in1\n"))
        #expect(text.contains("let shown_in2 = shown_in1\n  |> sort()\nshown_in2"))
        #expect(text.contains("let n = shown_in2.count()"))
        #expect(shown.hasSuffix("3\n"))
    }

    /// What lies between inputs of a variable keeps its name and its value.
    @Test func whatLiesBetweenInputsOfAVariableKeepsItsName() throws {
        for input in ["var total = 1", "let w = 3"] { _ = prompt.session.submit(input) }
        #expect(prompt.session.perform(":sql select 1 as a").status == .done)
        let (text, shown) = try saved(["total + w", "q1.count()"])
        #expect(text.components(separatedBy: "q1").count == 3 && text.contains("%% sql q1"), "\(text)")
        #expect(shown.hasSuffix("4\n1\n"), "\(shown)")
    }

    /// A query between inputs of a variable stands where it was typed.
    @Test func queriesStandBelowWhatTheyRead() throws {
        for input in ["var n = 1", "let p = table(x: [1, 2])"] { _ = prompt.session.submit(input) }
        #expect(prompt.session.perform(":sql select count(*) as c from p").status == .done)
        let (text, shown) = try saved(["n += 1", "n"])
        #expect(
            text.hasSuffix(
                "%% in1\nvar n = 1\nlet n = n\n\n%% in2\nlet p = table(x: [1, 2])\n\n%% sql q1\nselect count(*) as c from p\n\n"
                    + "%% in3\nvar n = n\nn += 1\nlet n = n\n\n%% in4\nn\n"), "\(text)")
        #expect(shown.hasSuffix("2\n"), "\(shown)")
    }

    @Test func theLastValueMayBeAQuery() throws {
        _ = prompt.session.submit("[1]")
        #expect(prompt.session.perform(":sql select 7 as n").status == .done)
        let (text, shown) = try saved(["|> derive(m: .n + 1)", "_.m[0] * 5"])
        #expect(text.contains("let shown_in2 = q1\n  |> derive(m: .n + 1)"), "\(text)")
        #expect(shown.hasSuffix("40\n"), "\(shown)")
    }

    @Test func discardedPartsAreNoLastValue() throws {
        let (text, _) = try saved(["[1, 2]", "let [_, b] = _", "b", "[4].map { _ in 1 }"])
        #expect(text.contains("let [_, b] = shown_in1"))
        #expect(text.contains("{ _ in 1 }"))
    }

    @Test func whatRanBeforeAnErrorIsKept() throws {
        let (text, _) = try saved(["let a = 1\nlet b = [a][4]\nlet c = 2", "a"])
        #expect(text.contains("%% in1\nlet a = 1\n\n%% in2\na\n"))
    }

    @Test func declaredAgainIsWrittenAgain() throws {
        let (text, shown) = try saved([
            "func f(x) { x + 1 }", "func g(x) { f(x) * 10 }", "func f(x) { x + 2 }", "g(1)",
        ])
        #expect(text.contains("%% in3\nfunc f(x) { x + 2 }\nfunc g(x) { f(x) * 10 }\n"))
        #expect(shown == "30\n")
    }

    @Test func modulesAreUsedWhereTheyAreNeeded() throws {
        try folder.write("func twice(x) { x * 2 }\n", to: "lib.seg")
        let (text, shown) = try saved(["use \"\(folder.path)/lib.seg\" as lib", "lib.twice(4)"])
        #expect(text.contains("%% in2\nuse \"\(folder.path)/lib.seg\" as lib\nlib.twice(4)"))
        #expect(shown == "8\n")
    }

    @Test func loadedNotebooksAreTakenOver() throws {
        try folder.write("---\ntitle: x\n---\n%% base\nlet a = 4\n", to: "nb.segnb")
        #expect(prompt.session.perform(":load nb.segnb").status == .done)
        let (text, shown) = try saved(["a + 1"])
        #expect(text == "#!/usr/bin/env -S segnb run\n\n%% base\nlet a = 4\n\n%% in1\na + 1\n")
        #expect(shown == "5\n")
    }

    @Test func filesOfOthersAreNotReplaced() throws {
        try folder.write("precious", to: "mine.segnb")
        _ = prompt.session.submit("let a = 1")
        #expect(prompt.session.perform(":save mine.segnb").status == .refused)
        #expect(try folder.read("mine.segnb") == "precious")
        #expect(prompt.session.perform(":save other.segnb").status == .done)
        #expect(prompt.session.perform(":save other.segnb").status == .done)
        #expect(prompt.session.perform(":save notes.txt").status == .refused)
    }

    // MARK: Paths

    /// Paths in a source are relative to its folder: a notebook saved elsewhere still means the same files.
    @Test func pathsOfANotebookSavedElsewhereStayRight() throws {
        try folder.write("a,b\n1,2\n", to: "t.csv")
        try folder.makeFolder("far/off")
        for input in [
            "let t = load(\"t.csv\")", "let n = \"t.csv\" |> load() |> count()", "let text = \"t.csv\"",
            "let more = [load(path: \"./t.csv\")]", "t.count() + n + text.count() + more.count()",
        ] { #expect(prompt.session.submit(input) == .done, "\(input): \(prompt.said)") }
        let before = prompt.shown
        #expect(prompt.session.perform(":save far/off/s.segnb").status == .done)
        let text = try folder.read("far/off/s.segnb")
        #expect(text.contains("let t = load(\"../../t.csv\")"), "\(text)")
        #expect(text.contains("\"../../t.csv\" |> load()") && text.contains("load(path: \"../../t.csv\")"), "\(text)")
        #expect(text.contains("let text = \"t.csv\""), "a text is no path")
        let again = Transcript(folder: folder.path)
        #expect(again.session.perform(":load far/off/s.segnb").status == .done, "\(again.said)")
        #expect(again.shown == before)
        // What was loaded from elsewhere is saved where it is right again.
        #expect(again.session.perform(":save back.segnb").status == .done)
        let back = try folder.read("back.segnb")
        #expect(back.contains("let t = load(\"t.csv\")") && back.contains("\"t.csv\" |> load()"), "\(back)")
    }

    /// Modules too; names of modules that are installed are no paths.
    @Test func modulesOfANotebookSavedElsewhereStayRight() throws {
        try folder.makeFolder("far")
        try folder.write("func twice(x) { x * 2 }\n", to: "lib.seg")
        try folder.write("def thrice(x): return x * 3\n", to: "saved_code.py")
        try folder.write(
            "%% a\nuse \"../lib.seg\"\nuse python \"../saved_code.py\" as code\nuse python \"math\" as m\nlib.twice(code.thrice(7)) + m.floor(1.5)\n",
            to: "far/n.segnb")
        #expect(prompt.session.perform(":load \(folder.path)/far/n.segnb").status == .done, "\(prompt.said)")
        #expect(prompt.session.perform(":save \(folder.path)/back.segnb").status == .done)
        let text = try folder.read("back.segnb")
        #expect(text.contains("use \"lib.seg\"\nuse python \"saved_code.py\" as code\nuse python \"math\" as m\n"), "\(text)")
        let again = Transcript(folder: folder.path)
        #expect(again.session.perform(":load \(folder.path)/back.segnb").status == .done, "\(again.said)")
        #expect(again.shown == "43\n")
    }

    /// A path that goes by a name, is handed on or put together stays, and `:save` says so.
    @Test func pathsThatAreNotMovedAreNamed() throws {
        try folder.write("a\n1\n", to: "t.csv")
        try folder.makeFolder("far")
        for input in [
            "let p = \"t.csv\"", "let t = load(p)", "func read(name) { load(name + \".csv\") }", "read(\"t\").count()", "load(\"t.csv\").count()",
            "let whole = \"\(folder.path)/t.csv\"", "load(whole).count()", "let kept: Path = \"t.csv\"", "load(kept).count()", "\"a.b\"",
        ] { #expect(prompt.session.submit(input) == .done, "\(input): \(prompt.said)") }
        #expect(prompt.session.perform(":save far/s.segnb").status == .done)
        let said = prompt.said
        #expect(said.contains("stay as they were: \"t.csv\" in in1, p in in2, name + \".csv\" in in3\n"), "\(said)")
        #expect(prompt.session.perform(":save s.segnb").status == .done)
        #expect(!prompt.said.contains("stay as they were"))
    }

    @Test func pathsThatMeanTheSameFromEverywhereStay() throws {
        try folder.write("a\n1\n", to: "t.csv")
        try folder.makeFolder("far")
        _ = prompt.session.submit("let t = load(\"\(folder.path)/t.csv\")")
        #expect(prompt.session.perform(":save far/s.segnb").status == .done)
        #expect(try folder.read("far/s.segnb").contains("load(\"\(folder.path)/t.csv\")"))
    }

    /// A program's names stay, and it is saved as inputs are.
    @Test func aModuleLoadsAsAProgram() throws {
        try folder.makeFolder("lib")
        try folder.write("a\n5\n6\n", to: "lib/t.csv")
        try folder.write("func twice(x) { x * 2 }\nlet rows = load(\"t.csv\") |> count()\n", to: "lib/m.seg")
        #expect(prompt.session.perform(":load lib/m.seg").status == .done, "\(prompt.said)")
        #expect(prompt.show("twice(rows)") == "4\n")
        #expect(prompt.session.perform(":save s.segnb").status == .done)
        #expect(try folder.read("s.segnb").contains("load(\"lib/t.csv\")"))
        let again = Transcript(folder: folder.path)
        #expect(again.session.perform(":load s.segnb").status == .done && again.shown == "4\n", "\(again.said)")
        #expect(prompt.session.perform(":load lib/none.seg").status == .refused)
        #expect(prompt.said.contains("E610"))
    }
}
