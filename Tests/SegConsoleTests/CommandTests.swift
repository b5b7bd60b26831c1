import SegConsole
import SegNotebook
import Testing

struct CommandTests {
    private let prompt = Transcript()

    @Test func unknownCommandsSuggestTheNearest() {
        let (status, ends) = prompt.session.perform(":vasr")
        #expect(status == .refused && !ends)
        #expect(prompt.said.contains("did you mean :vars?"))
        #expect(prompt.session.perform(":quit").ends)
        _ = prompt.session.perform(":load")
        #expect(prompt.said.contains(":load file"))
    }

    @Test func aCommandWithoutItsColonIsNamed() {
        for (input, hint) in [
            ("apropos quantile", "hint: write :apropos quantile\n"), ("apropos", "hint: write :apropos word\n"),
            ("load x.segnb", "hint: write :load x.segnb\n"), ("vars", "hint: write :vars\n"), ("1 find", "';' between two"),
        ] {
            #expect(prompt.session.submit(input) == .refused)
            let said = prompt.said
            #expect(said.contains(hint), "\(said)")
        }
    }

    @Test func pathsMayStandInQuotes() throws {
        let folder = try TemporaryFolder()
        let prompt = Transcript(folder: folder.path)
        _ = prompt.show("let a = 5")
        #expect(prompt.session.perform(":save \"my nb.segnb\"").status == .done)
        #expect(try folder.read("my nb.segnb").contains("let a = 5"))
        _ = prompt.session.perform(":save \"my nb\"")
        #expect(prompt.said.contains("hint: :save my nb.segnb"))
        _ = prompt.perform(":clear")
        #expect(prompt.session.perform(":load \"my nb.segnb\" in1").status == .done)
        #expect(prompt.show("a") == "5\n")
        #expect(prompt.session.completions(for: ":load \"my").words == ["my nb.segnb"])
    }

    @Test func helpKnowsBuiltinsAndTheUsersFunctions() {
        #expect(prompt.perform("?sort").hasPrefix("sort("))
        _ = prompt.show("func area(w, h = 2) { w * h }")
        #expect(prompt.perform("?area") == "func area(w, h = 2)\n")
        #expect(prompt.perform("??area") == "func area(w, h = 2) { w * h }\n")
        #expect(prompt.perform(":help").contains(":vars"))
        _ = prompt.session.perform("?srot")
        #expect(prompt.said.contains("did you mean 'sort'?"))
        _ = prompt.session.perform("??sort")
        #expect(prompt.said.contains("built in"))
    }

    @Test func findSearchesNamesAndPurposes() {
        #expect(prompt.perform(":find random").contains("shuffle"))
        #expect(prompt.perform(":apropos random") == prompt.perform(":find random"))
        _ = prompt.session.perform(":find zzzz")
        #expect(prompt.said.contains("zzzz"))
    }

    @Test func variablesAreListed() {
        #expect(prompt.perform(":vars") == "no names yet\n")
        _ = prompt.show("let city = \"Paris\"")
        let listing = prompt.perform(":vars")
        #expect(
            listing.contains("city") && listing.contains("String") && listing.contains("\"Paris\""))
        #expect(listing.split(separator: "\n").last?.split(separator: " ") == ["city", "String", "5", "\"Paris\""])
        _ = prompt.perform(":clear")
        #expect(prompt.session.names.isEmpty)
    }

    @Test func timeShowsTheValueAndTheTime() {
        #expect(prompt.perform(":time 6 * 7") == "42\n")
        #expect(prompt.said.hasPrefix("took "))
    }

    @Test func programsAndNotebooksAreLoaded() throws {
        let folder = try TemporaryFolder()
        let prompt = Transcript(folder: folder.path)
        try folder.write("let a = 5\nfunc twice(x) { x * 2 }\n", to: "lib.seg")
        try folder.write(
            "%% md\n# Title\n\n%% one\nvar t = 1\nlet b = t + 1\nb\n\n%% two\nb * 10\n",
            to: "nb.segnb")
        #expect(prompt.session.perform(":load lib.seg").status == .done)
        #expect(prompt.show("twice(a)") == "10\n")
        #expect(prompt.perform(":load nb.segnb") == "2\n20\n")
        #expect(prompt.session.names == ["a", "b", "twice"])
        #expect(prompt.session.perform(":load gone.segnb").status == .refused)
        #expect(prompt.said.contains("gone.segnb"))
    }

    @Test func aNotebookWithErrorsIsNotRun() throws {
        let folder = try TemporaryFolder()
        let prompt = Transcript(folder: folder.path)
        try folder.write("%% one\nlet a = 1\n\n%% two\nb\n", to: "nb.segnb")
        #expect(prompt.session.perform(":load nb.segnb").status == .refused)
        #expect(prompt.session.names.isEmpty)
    }

    /// What is wrong below the cell keeps nobody from going on above it.
    @Test func aNotebookIsLoadedDownToACell() throws {
        let folder = try TemporaryFolder()
        let prompt = Transcript(folder: folder.path)
        try folder.write("%% one\nlet a = 1\n\n%% two\nlet b = a + 1\nb\n\n%% three\nlet c = nothing\n", to: "my nb.segnb")
        #expect(prompt.perform(":load my nb.segnb two") == "2\n")
        #expect(prompt.session.names == ["a", "b"])
        #expect(prompt.session.perform(":load my nb.segnb twoo").status == .refused)
        #expect(prompt.said.contains("did you mean 'two'?"))
        #expect(prompt.session.perform(":save out.segnb").status == .done)
        let saved = try String(contentsOfFile: folder.path + "/out.segnb", encoding: .utf8)
        #expect(saved.contains("let b = a + 1") && !saved.contains("three"), "\(saved)")
    }
}
