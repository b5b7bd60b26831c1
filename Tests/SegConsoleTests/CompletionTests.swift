import SegConsole
import SegFrame
import SegLibrary
import SegVM
import Testing

struct CompletionTests {
    private let scope: CompletionScope

    init() throws {
        let table = try Table([
            ("origin", nil, Column(strings: ["JFK", "LGA"])),
            ("delay", nil, Column(doubles: [1.5, 2])),
            ("Dep Time", nil, Column(doubles: [1, 2])),
        ])
        scope = CompletionScope(
            registry: Library.registry,
            values: [
                "flights": .host(TableValue(table)), "rounds": .int(3), "_": .int(1),
                "d": .dictionary([("alpha", .int(1)), ("beta", .list([.int(1)]))]),
                "xs": .list([.int(1)]),
                "area": Library.registry["sort"].map { .native($0) } ?? .null,
            ],
            parameters: ["area": ["width", "height"]])
    }

    private func words(_ before: String) -> [String] {
        Completion.candidates(for: before, in: scope).words
    }

    @Test func namesOfTheSessionAndBuiltins() {
        #expect(words("fli") == ["flights"])
        #expect(words("1 + roun") == ["rounds", "round"])
        #expect(words("whi") == ["while"])
        #expect(Completion.candidates(for: "let é = fli", in: scope).replaced == 3)
        #expect(words("") == ["area", "d", "flights", "rounds", "xs"])
    }

    @Test func membersAreFieldsAndMethodsThatFit() {
        let table = words("flights.")
        #expect(table.prefix(3) == ["origin", "delay", "`Dep Time`"])
        #expect(table.contains("filter") && !table.contains("uppercase"))
        #expect(words("flights.fil").contains("filter"))
        #expect(words("d.al") == ["alpha", "all"])
        let list = words("d.beta.")
        #expect(list.contains("append") && list.contains("sort"))
        #expect(words("flights |> head(3).fil").contains("filter"))
        #expect(words("flights\n  |> head(3)\n  |> summ") == ["summarize"])
    }

    @Test func columnsOfTheTableThatACallWorksOn() {
        #expect(words("flights |> filter(.del") == ["delay"])
        #expect(words("filter(flights, .or") == ["origin"])
        #expect(words("flights |> derive(speed: .delay * 2) |> filter(.sp") == ["speed"])
        #expect(words("flights |> filter(log(.del") == ["delay"])
        #expect(words("flights |> select([.origin, .") == ["origin", "delay", "`Dep Time`"])
        #expect(words("let step = impute(.del") == ["delay"])
    }

    @Test func keysInBrackets() {
        #expect(words("flights[\"de") == ["delay"])
        #expect(words("flights |> head(2)[\"Dep") == ["Dep Time"])
        #expect(words("d[\"al") == ["alpha"])
        #expect(words("[\"al").isEmpty)
    }

    @Test func labelsOfTheArgumentsThatAreMissing() {
        #expect(words("flights |> sort(.delay, desc") == ["descending: "])
        #expect(
            words("flights |> sort(.delay, descending: true, ").contains("descending: ") == false)
        #expect(words("load(\"x.csv\", form") == ["format: "])
        #expect(words("area(w").first == "width: ")
        let found = Completion.candidates(for: "flights |> sort(.delay, ", in: scope)
        #expect(found.notes["descending: "] == "Bool = false", "\(found.notes)")
    }

    @Test func textsAreChoicesOrPaths() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "data.csv")
        try folder.write("", to: "été.csv")
        var scope = scope
        scope.folder = folder.path
        #expect(
            Completion.candidates(for: "load(\"da", in: scope)
                == Completions(replaced: 2, words: ["data.csv"]))
        #expect(Completion.candidates(for: "load(\"ét", in: scope).words == ["été.csv"])
        #expect(words("load(\"x\", format: \"par") == ["parquet"])
        #expect(words("let s = \"a\"; fli") == ["flights"])
        #expect(words("\"n is \\(fli") == ["flights"])
        #expect(words("1 // fli") == [])
        #expect(Completion.candidates(for: ":load d", in: scope).words == [])
    }

    @Test func commandsAndHelp() {
        #expect(words(":va") == [":vars"])
        #expect(words(":lo") == [":load "] && words(":h") == [":help", ":history"])
        #expect(words("?flig") == ["flights"])
        #expect(words(":time fli") == ["flights"])
        #expect(words("12") == [])
    }

    @Test func queriesHaveTheColumnsOfTheirTables() {
        #expect(words(":sql select de") == ["delay", "desc"])
        #expect(words(":sql select delay from fl") == ["flights"])
        #expect(words(":sql select max(ori") == ["origin"])
        #expect(words(":sql select 'de") == [])
    }

    @Test func completingNeverFails() {
        let pieces = [
            "flights", " |> ", "(", ")", ".", "{", "}", "[", "]", "\"", "\\(", ",", "1", "é", ":",
            "\n", "//", "`",
        ]
        for first in pieces {
            for second in pieces {
                for third in pieces { _ = words(first + second + third) }
            }
        }
    }
}

/// Completion keeps to its time.
struct CompletionDeadlineTests {
    @Test func aHugeFolderIsCutOff() throws {
        let folder = try TemporaryFolder()
        for number in 0..<3000 { try folder.write("", to: "file-\(number).csv") }
        let prompt = Transcript(folder: folder.path)
        let whole = prompt.session.pathCompletions(for: "file-12", seconds: 60)
        #expect(!whole.isCut && whole.words.count == 111)
        let cut = prompt.session.pathCompletions(for: "file-", seconds: 0)
        #expect(cut.isCut && cut.words.count < 3000)
    }
}
