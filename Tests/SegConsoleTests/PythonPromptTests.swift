import Foundation
import SegConsole
import SegVM
import Testing

/// Python at the prompt; one Python serves the process, so the tests run in turn.
@Suite(.serialized) struct PythonPromptTests {
    private let folder: TemporaryFolder
    private let transcript: Transcript

    init() throws {
        folder = try TemporaryFolder(stays: true)
        let stem = "prompt_" + UUID().uuidString.prefix(8).lowercased()
        let code = """
            \"\"\"Features of weather.\"\"\"
            LIMIT = 3
            def add_features(df, limit=3):
                \"\"\"Adds columns to a frame.

                In place of nothing.\"\"\"
                return df
            def other():
                return 1
            def mixed(a, /, b: dict = {"x": (1, ",")}, *rest, c: int = 2, **more):
                return a
            ran = []
            class Made:
                @property
                def slow(self):
                    ran.append("slow")
                    return 1
                def fit(self, rows): return self
                def __dir__(self):
                    ran.append("dir")
                    return ["zap"]
            """
        try Data(code.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(stem).py"))
        transcript = Transcript(folder: folder.path)
        transcript.session.submit("use python \"\(stem).py\" as feats")
    }

    @Test func membersCompleteWithSignatures() {
        let completions = transcript.session.completions(for: "feats.ad")
        #expect(completions.words == ["add_features"])
        #expect(completions.notes["add_features"] == "(df, limit=3)  Adds columns to a frame.")
        #expect(transcript.session.completions(for: "?feats.oth").words == ["other"])
        #expect(transcript.session.completions(for: "fea").words.contains("feats"))
    }

    @Test func labelsOfCallsCompleteWithDefaults() {
        func labels(_ input: String) -> [String] {
            transcript.session.completions(for: input).words.filter { $0.hasSuffix(": ") }
        }
        #expect(labels("feats.add_features(") == ["df: ", "limit: ", "as: ", "isolate: "])
        let completions = transcript.session.completions(for: "feats.add_features(1, li")
        #expect(completions.words == ["limit: "] && completions.notes["limit: "] == "= 3")
        #expect(labels("1 |> feats.add_features(") == ["limit: ", "as: ", "isolate: "])
        #expect(labels("feats.add_features(1, limit: 2, ") == ["as: ", "isolate: "])
        #expect(labels("feats.add_features(1, isolate: true, ") == ["limit: ", "as: "])
        #expect(labels("feats.mixed(") == ["b: ", "c: ", "as: ", "isolate: "], "neither `a`, which has a place only, nor the rest")
        #expect(transcript.session.completions(for: "feats.mixed(1, ").notes["b: "] == "dict = {'x': (1, ',')}")
        #expect(labels("feats.LIMIT(").isEmpty && labels("feats.nothing(").isEmpty)
        transcript.session.submit("let f = feats.other")
        #expect(labels("f(") == ["as: ", "isolate: "])
        #expect(transcript.session.hint(for: "feats.mixed(1, ") == "mixed(a, /, [b: dict = {'x': (1, ',')}], *rest, c: int = 2, **more)")
    }

    /// A property, or an attribute that a module makes when it is asked for, is code of a user.
    @Test func completionRunsNothing() {
        transcript.session.submit("let made = feats.Made()")
        for input in ["made.", "made.slow.", "made.slow(", "made.fit(", "?made.sl"] { _ = transcript.session.completions(for: input) }
        #expect(transcript.session.completions(for: "made.").words.contains("slow"))
        #expect(transcript.session.completions(for: "made.fit(").words.contains("rows: "))
        transcript.session.submit("feats.ran")
        #expect(transcript.shown == "[]\n")
        _ = transcript.show("made.slow")
        transcript.session.submit("feats.ran")
        #expect(transcript.shown == "[\"slow\"]\n", "the test would see it")
    }

    @Test func helpShowsSignatureDocumentationAndSource() {
        let help = transcript.perform("?feats.add_features")
        #expect(help.contains("add_features(df, limit=3)") && help.contains("In place of nothing."))
        let listing = transcript.perform("?feats")
        #expect(listing.contains("Features of weather.") && listing.contains("other()"))
        let source = transcript.perform("??feats.add_features")
        #expect(source.contains("def add_features(df, limit=3):") && source.contains(".py:3"))
        _ = transcript.perform("?feats.add_featurs")
        #expect(transcript.said.contains("did you mean 'add_features'?"))
    }

    @Test func namesGoToPythonAndComeBack() {
        transcript.session.submit("let n = 5")
        #expect(transcript.perform(":py n + 1") == "6\n")
        #expect(transcript.perform(":py ('a', None, [1.5, True], {'k': b'x'})") == "('a', None, [1.5, True], {'k': b'x'})\n")
        _ = transcript.said
        _ = transcript.perform(":py import math; made = math.sqrt(n * 5)")
        #expect(transcript.said.contains("from Python: made (Float)"))
        #expect(transcript.show("made") == "5.0\n")
        // A second visit gives back nothing that the session has already.
        _ = transcript.perform(":py made")
        #expect(!transcript.said.contains("from Python"))
        _ = transcript.perform(":py 1/0")
        #expect(transcript.said.contains("ZeroDivisionError"))
        _ = transcript.perform(":py 1 +")
        #expect(transcript.said.contains("E642"))
        _ = transcript.perform(":py")
        #expect(transcript.said.contains("needs a terminal"))
    }

    @Test func whatPandasGivesIsShownWithItsIndex() {
        let shown = transcript.perform(":py import pandas; pandas.Series([1.5, 2.5], index=['north', 'south'])")
        #expect(shown.contains("index") && shown.contains("north") && shown.contains("2.5"), "\(shown)")
        let frame = transcript.perform(":py pandas.DataFrame({'a': [1, 2]}, index=[10, 20])")
        #expect(frame.contains("index") && frame.contains("20"), "\(frame)")
        #expect(transcript.perform(":py pandas.Series([1, 2])").contains("value"))
        // What no table can hold is shown as Python shows it.
        let mixed = transcript.perform(":py pandas.DataFrame({'a': [[1], 'x']})")
        #expect(mixed.contains("[1]") && mixed.contains("x"), "\(mixed)")
        #expect(transcript.perform(":py 2 ** 70") == "1180591620717411303424\n")
    }

    @Test func aBlockMayStandInOneLine() {
        #expect(transcript.perform(":py for i in range(2): print(i)") == "0\n1\n")
        #expect(transcript.perform(":py def f(a): return a + 1") == "")
        #expect(transcript.perform(":py f(1)") == "2\n")
        _ = transcript.said
        _ = transcript.perform(":py for i in range(2):")
        #expect(transcript.said.contains("E642"))
    }

    @Test func modulesOfTheSessionAreKnown() throws {
        #expect(transcript.perform(":py feats.other() + feats.LIMIT") == "4\n")
        _ = transcript.perform(":py got = feats.other()")
        #expect(transcript.said.contains("from Python: got (Int)"))
        #expect(transcript.session.names == ["got"])
        _ = transcript.perform(":save m.segnb")
        let text = try String(contentsOfFile: folder.path + "/m.segnb", encoding: .utf8)
        #expect(text.contains("%% python python2 (writes: [got], shared: true)\nimport prompt_") && text.contains(" as feats\ngot = feats.other()"), "\(text)")
        #expect(!transcript.said.contains("needs your hand"))
    }

    @Test func signaturesOfPythonAreHints() {
        let hint = transcript.session.hint(for: "feats.add_features(t, lim")
        #expect(hint == "add_features(df, [limit=3])")
    }

    /// What was imported at one input is there at the next, in the session and in the notebook.
    @Test func savedCellsOfPythonShareTheirNames() throws {
        for line in ["import math", "r = math.floor(3.7)", "t = math.sqrt(r * 3)"] { _ = transcript.perform(":py " + line) }
        _ = transcript.perform(":save p.segnb")
        let again = Transcript(folder: folder.path)
        #expect(again.session.perform(":load p.segnb").status == .done, "\(again.said)")
        #expect(again.show("t") == "3.0\n")
    }

    @Test func visitsAreSavedAsCells() throws {
        transcript.session.submit("let n = 5")
        _ = transcript.perform(":py saved = n * 2")
        _ = transcript.perform(":save s.segnb")
        let text = try String(contentsOfFile: folder.path + "/s.segnb", encoding: .utf8)
        #expect(text.contains("%% python python1 (reads: [n], writes: [saved], shared: true)\nsaved = n * 2"), "\(text)")
    }

    @Test func cellsOfPythonRunWhenANotebookIsLoaded() throws {
        let notebook = "%% a\nlet n = 2\n%% python b (reads: [n], writes: [m])\nm = n + 40\nm\n"
        try Data(notebook.utf8).write(to: URL(fileURLWithPath: folder.path + "/l.segnb"))
        #expect(transcript.perform(":load l.segnb").contains("42"))
        #expect(transcript.show("m") == "42\n")
    }
}
