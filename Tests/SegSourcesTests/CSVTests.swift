import SegDiagnostics
import SegFrame
import Testing

@Suite struct CSVTests {
    let folder = TemporaryFolder()

    @Test func typesAreGuessedFromAllRows() throws {
        let table = try folder.loading(
            "a.csv",
            """
            n,x,flag,day,at,instant,word,zip
            1,1.5,true,2013-01-02,2013-01-02 03:04:05,2013-01-01T06:00:00Z,a,01234
            2,NA,false,,2013-01-02T03:04:05.25,2013-01-01T07:00:00+02:00,b,00501

            """)
        #expect(
            table.schema.fields.map(\.type) == [
                .int64, .float64, .bool, .date, .dateTime(zone: nil), .dateTime(zone: "UTC"),
                .category,
                .category,
            ])
        #expect(table.shown("x") == ["1.5", "-"])
        #expect(table.shown("day") == ["2013-01-02", "-"])
        #expect(table["instant"]?[1] == .dateTime(1_357_016_400_000_000, zone: "UTC"))
        #expect(table.shown("zip") == ["01234", "00501"])
    }

    /// The type is that of all rows, however late one of another kind comes, and no value is changed to fit.
    @Test(arguments: [
        ("5", "1.6", ColumnType.float64, Scalar.double(1.6)), ("5", "1e-3", .float64, .double(0.001)), ("5", "02134", .category, .string("02134")),
        ("5", "0x10", .category, .string("0x10")), ("5", "1_000", .category, .string("1_000")), ("5", " 7", .int64, .int(7)),
        ("5", "\"7\"", .int64, .int(7)), ("-5", "x", .category, .string("x")), ("1.5", "007", .category, .string("007")),
        ("1.5", "-0.25", .float64, .double(-0.25)), ("true", "1", .category, .string("1")), ("true", "False", .bool, .bool(false)),
        ("2024-01-01", "2024-01-02 10:00", .dateTime(zone: nil), .dateTime(1_704_189_600_000_000, zone: nil)),
        ("2024-01-01", "infinity", .category, .string("infinity")), ("2024-01-01", "epoch", .category, .string("epoch")),
        ("2024-01-01 10:00:00", "2024-01-02 10:00:00+02:00", .dateTime(zone: "UTC"), .dateTime(1_704_182_400_000_000, zone: "UTC")),
        ("2024-01-01 10:00:00", "2024-01-02T10:00:00Z", .dateTime(zone: "UTC"), .dateTime(1_704_189_600_000_000, zone: "UTC")),
        ("2024-01-01 10:00:00", "inf", .category, .string("inf")),
    ])
    func lateValuesKeepWhatTheySay(usual: String, late: String, type: ColumnType, value: Scalar) throws {
        let text = "x,k\n" + String(repeating: "\(usual),a\n", count: 21_000) + "\(late),b\n"
        let table = try folder.loading("a.csv", text)
        #expect(table["x"]?.type == type && table["x"]?[21_000] == value, "\(String(describing: table["x"]?[21_000]))")
        let filtered = try folder.loading("a.csv", text, SourceOptions(filter: .binary(.equal, .column("k"), .literal(.string("b")))))
        #expect(filtered["x"]?.type == type && filtered.rowCount == 1 && filtered["x"]?[0] == value)
    }

    /// A scan has fixed its types by the first rows: what doesn't fit is an error with its line, and so is what doesn't fit a type that
    /// the user gave.
    @Test func valuesThatDoNotFitATypeAreErrors() throws {
        let path = folder.write("a.csv", "k,x\n" + String(repeating: "\"a\nb\",5\n", count: 21_000) + "c,1.6\n")
        let scanned = failure { () throws(Failure) in _ = try Source.scan(path).collect() }
        let isSaid = scanned?.message.hasSuffix("line 42002: in column 'x', \"1.6\" can't be read as an Int") ?? false
        // Version 1 may look at more rows, and take the column for one of fractions.
        #expect(isSaid || TemporaryFolder.hasOldDuckDB && scanned == nil, "\(String(describing: scanned))")
        for (type, text, shown) in [(ColumnType.int64, "1.6", "an Int"), (.date, "infinity", "a date"), (.dateTime(zone: nil), "2024-01-01 10:00Z", "a date with time")] {
            let error = failure { () throws(Failure) in _ = try folder.loading("b.csv", "a,x\n1,\n2,\(text)\n", SourceOptions(types: ["x": type])) }
            #expect(error?.code == "E422" && error?.message.hasSuffix("line 3: in column 'x', \"\(text)\" can't be read as \(shown)") == true, "\(String(describing: error))")
        }
        #expect(try folder.loading("c.csv", "x\n007\n1e3\n", SourceOptions(types: ["x": .int64])).shown("x") == ["7", "1000"])
        let lines = failure { () throws(Failure) in _ = try folder.loading("d.jsonl", "{\"x\":1.6}\n", SourceOptions(types: ["x": .int64])) }
        #expect(lines?.code == "E422" && lines?.message.contains("1.6 is no Int") == true, "\(String(describing: lines))")
    }

    @Test func oneLateWordAmongNumbersIsSaid() throws {
        let rows = (0..<25_000).map { $0 == 24_000 ? "\($0),oops,x,2024-01-01" : "\($0),0.5,y,2024-01-\($0 == 30 ? "1st" : "02")" }
        let table = try folder.loading("a.csv", "n,x,w,d\n" + rows.joined(separator: "\n") + "\n")
        #expect(table.notes.count == 2)
        #expect(table.notes.first?.hasPrefix("'x': 1 of 25000 values is no number, so the column is text; it is \"oops\" in line 24002 (missing: [\"\", \"NA\", \"oops\"]") == true, "\(table.notes)")
        #expect(table.notes.last?.contains("'d': 1 of 25000 values is no date") == true && table.notes.last?.contains("\"2024-01-1st\" in line 32 ") == true, "\(table.notes)")
        let options = SourceOptions(types: ["x": .string, "d": .string])
        #expect(try Source.load(folder.path + "/a.csv", options).notes == [])
        #expect(try Source.load(folder.path + "/a.csv", SourceOptions(columns: ["n", "w"])).notes == [])
    }

    @Test func textWithNumbersInItIsText() throws {
        let codes = (0..<200).map { "0\($0 + 1000),\($0 % 3 == 0 ? "a" : String($0))" }
        #expect(try folder.loading("a.csv", "zip,k\n" + codes.joined(separator: "\n") + "\nK1A,3\n").notes == [])
        #expect(try folder.loading("b.csv", "x\n1\n2\nthree\n").notes == [])
    }

    @Test func quotedFieldsKeepDelimitersNewlinesAndQuotes() throws {
        let table = try folder.loading(
            "a.csv", "a,b\n\"x, y\",1\n\"two\nlines\",2\n\"say \"\"hi\"\"\",3\n")
        #expect(table.shown("a") == ["x, y", "two\nlines", "say \"hi\""])
    }

    @Test(arguments: [
        ("\u{FEFF}a,b\n1,2\n", ["a", "b"]), ("a,b\r\n1,2\r\n", ["a", "b"]),
        ("a;b\n1;2\n", ["a", "b"]),
        ("a|b\n1|2", ["a", "b"]), ("a\n1\n", ["a"]), ("a,a\n1,2\n", ["a", "a_1"]),
        ("a,b\n", ["a", "b"]),
    ])
    func namesComeFromTheFirstLine(text: String, names: [String]) throws {
        #expect(try folder.loading("a.csv", text).names == names)
    }

    @Test func whatWasChangedIsNoted() throws {
        let twice = try folder.loading("a.csv", "a,\"a\",b\n1,2,nan\n3,4,inf\n5,6,7\n")
        #expect(
            twice.notes == [
                "'b': 2 NaN or infinite values read as missing", "'a' heads 2 columns, in whatever case: the later ones are called 'a_1' and so on",
            ])
        _ = folder.write("parts/one.csv", "a,b\n1,2\n")
        _ = folder.write("parts/two.csv", "a\n3\n")
        let joined = try Source.load(folder.path + "/parts/*.csv")
        #expect(joined.notes == ["'b' is in 1 of 2 files, and missing in the rows of the others"])
        try Destination.save(try joined.selecting(["a"]), folder.path + "/parts/x.parquet")
        try Destination.save(try joined.rename([(new: "c", old: "b")]), folder.path + "/parts/y.parquet")
        #expect(try Source.load(folder.path + "/parts/*.parquet").notes.map { $0.prefix(16) } == ["'c' is in 1 of 2"])
    }

    @Test(.enabled(if: !TemporaryFolder.hasOldDuckDB)) func numbersThatLoseDigitsAreNoted() throws {
        let ids = try folder.loading("a.csv", "id,n\n12345678901234567891,1\n12345678901234567892,2\n")
        #expect(ids.notes.count == 1)
        #expect(ids.notes.first?.hasPrefix("'id': 2 values have more digits than a Float holds") == true)
        #expect(try folder.loading("b.csv", "id\n9007199254740993\n-4\n").notes == [])
        let lazy = try Source.scan(folder.write("d.csv", "id,A,a,x\n12345678901234567891,1,2,nan\n"))
        #expect(lazy.notes.count == 2 && lazy.notes.allSatisfy { !$0.contains("NaN") })
        #expect(try lazy.collect().notes == ["'x': 1 NaN or infinite value read as missing"])
        let options = SourceOptions(types: ["id": .string])
        #expect(try folder.loading("a.csv", "id\n12345678901234567891\n", options).notes == [])
        let cases = try folder.loading("c.csv", "x,A,a\n1,2,3\n")
        #expect(cases.notes == ["'a' heads 2 columns, in whatever case: the later ones are called 'a_1' and so on"])
    }

    @Test func optionsSetTheForm() throws {
        let options = SourceOptions(
            types: ["column0": .string, "column1": .float64], delimiter: "/", header: false,
            missing: ["?"])
        let table = try folder.loading("a.csv", "1/2\n?/3\n", options)
        #expect(table.schema.fields.map(\.type) == [.string, .float64])
        #expect(table.shown("column0") == ["1", "-"])
    }

    @Test func columnsAreReadInTheOrderAskedFor() throws {
        let table = try folder.loading(
            "a.csv", "a,b,c\n1,2,3\n", SourceOptions(columns: ["c", "a"]))
        #expect(table.names == ["c", "a"])
    }

    @Test func aLaterRowMayWidenTheType() throws {
        let text = "x\n" + String(repeating: "1\n", count: 30_000) + "oops\n"
        let table = try folder.loading("a.csv", text)
        #expect(table.schema.fields[0].type == .category)
        #expect(table["x"]?[30_000] == .string("oops"))
    }

    @Test func aColumnThatStartsEmptyGetsItsTypeFromLaterRows() throws {
        let text = "x,y\n" + String(repeating: ",1\n", count: 30_000) + "2.5,1\n"
        #expect(try folder.loading("a.csv", text).schema.fields[0].type == .float64)
    }

    @Test func ambiguousDatesStayText() throws {
        #expect(try folder.loading("a.csv", "d\n01/02/2013\n").schema.fields[0].type == .category)
    }

    @Test func infinitiesAreMissing() throws {
        #expect(try folder.loading("a.csv", "x\nnan\ninf\n1.5\n").shown("x") == ["-", "-", "1.5"])
    }

    /// DuckDB takes a column for text whose first value is infinite.
    @Test(arguments: ["inf", "-inf", "Infinity"]) func anInfiniteValueMayComeFirst(word: String) throws {
        let table = try folder.loading("a.csv", "id,x\n1,\n2,\(word)\n3,1.5\n")
        #expect(table.schema.fields.map(\.type) == [.int64, .float64] && table.shown("x") == ["-", "-", "1.5"])
        #expect(try folder.loading("b.csv", "x\n\(word)\nabc\n").schema.fields[0].type == .category)
        #expect(try Source.load(folder.path + "/a.csv", SourceOptions(types: ["x": .string])).shown("x") == ["-", word, "1.5"])
    }

    @Test func theBrokenFileOfSeveralIsNamed() {
        _ = folder.write("u1.csv", "a,b\n1,2\n")
        _ = folder.write("u2.csv", "a,b\n1\n")
        let error = failure { () throws(Failure) in _ = try Source.load(folder.path + "/u*.csv") }
        #expect(error?.message.hasSuffix("u2.csv\", line 2: it has 1 field where 2 are expected") == true, "\(String(describing: error))")
    }
}

@Suite struct CSVErrorTests {
    let folder = TemporaryFolder()

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "line 3: it has 1 field where 2 are expected"),
        ("a,b\n1,2\n3,4,5\n", "line 3: it has 3 fields where 2 are expected"),
        ("a,b\n1,\"x\n", "line 2: a quote is opened and not closed, or text follows it"),
    ])
    func aLineThatDoesNotFitIsNamed(text: String, problem: String) {
        let error = failure { () throws(Failure) in _ = try folder.loading("a.csv", text) }
        #expect(error?.code == "E422")
        #expect(error?.message == "\"\(folder.path)/a.csv\", \(problem)")
    }

    @Test func textThatIsNotUTF8IsNamed() {
        let path = folder.write("a.csv", Array("a,b\n1,2\n1,".utf8) + [0xFF, 0xFE, 10])
        let error = failure { () throws(Failure) in _ = try Source.load(path) }
        #expect(error?.message.hasSuffix("line 3: it isn't valid UTF-8") == true)
    }

    @Test func aValueOfAnotherTypeIsNamed() {
        let error = failure { () throws(Failure) in
            _ = try folder.loading("a.csv", "a,b\n1,2\n3,x\n", SourceOptions(types: ["b": .int64]))
        }
        #expect(
            error?.message.hasSuffix("line 3: in column 'b', \"x\" can't be read as an Int")
                == true)
    }

    @Test func anEmptyFileIsAnError() {
        let error = failure { () throws(Failure) in _ = try folder.loading("a.csv", "") }
        #expect(error?.message.hasSuffix("a.csv\" is empty") == true)
        let nothing = try? folder.loading("n.jsonl", "{\"a\":1,\"z\":null}\n{\"a\":2,\"z\":null}\n")
        #expect(nothing?.notes.isEmpty == true && (try? nothing?.column("z").missingCount) == 2)
        for text in ["", "\n", " \r\n\n"] {
            let error = failure { () throws(Failure) in _ = try folder.loading("a.jsonl", text) }
            #expect(error?.message.hasSuffix("a.jsonl\" is empty") == true)
        }
    }

    @Test func aMissingFileSuggestsTheNearestName() {
        _ = folder.write("flights.csv", "a\n1\n")
        let error = failure { () throws(Failure) in
            _ = try Source.load(folder.path + "/flihgts.csv")
        }
        #expect(error?.code == "E421")
        #expect(error?.hint == "did you mean 'flights.csv'?")
    }

    @Test(arguments: [
        SourceOptions(columns: ["distanse"]), SourceOptions(types: ["distanse": .int64]),
    ])
    func anUnknownColumnSuggestsTheNearestName(options: SourceOptions) {
        let error = failure { () throws(Failure) in
            _ = try folder.loading("a.csv", "distance\n1\n", options)
        }
        #expect(error?.code == "E401")
        #expect(error?.hint == "did you mean 'distance'?")
    }
}

@Suite struct NoteTests {
    let folder = TemporaryFolder()

    @Test func lostNumbersAreNoted() throws {
        let table = try folder.loading("a.csv", "x\nnan\ninf\n1.5\n\"\"\n")
        #expect(table.notes == ["'x': 2 NaN or infinite values read as missing"])
    }
}
