import Foundation
import SegDiagnostics
import SegFrame
import Testing

@Suite struct RoundTripTests {
    let folder = TemporaryFolder()

    private func table() throws(Failure) -> Table { try everyType().dropping(["length"]) }

    @Test(arguments: ["a.parquet", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.csv.gz"])
    func savedTablesAreReadBack(name: String) throws {
        let table = try table()
        try Destination.save(table, folder.path + "/" + name)
        let read = try Source.load(folder.path + "/" + name)
        #expect(read.names == table.names)
        let instants = name.hasSuffix("json") || name.hasSuffix("jsonl") ? Set(table.schema.fields.filter { $0.type == .dateTime(zone: "UTC") }.map(\.name)) : []
        for column in table.names where column != "level" && !(TemporaryFolder.hasOldDuckDB && instants.contains(column)) {
            #expect(read[column]?.scalars() == table[column]?.scalars(), "\(column)")
        }
    }

    @Test func parquetKeepsEmptyTextAndTypes() throws {
        let table = try table()
        try Destination.save(table, folder.path + "/a.parquet")
        let read = try Source.load(
            folder.path + "/a.parquet", SourceOptions(types: ["text": .string]))
        #expect(read["level"]?.scalars() == table["level"]?.scalars())
        #expect(read.schema.fields.map(\.type) == table.schema.fields.map(\.type))
    }

    @Test(arguments: ["a.csv", "a.jsonl", "a.json", "a.parquet", "a.sqlite"])
    func instantsWithAndWithoutFractionsComeBack(name: String) throws {
        let instants: [Int64] = [0, 500_000, -1, 1_700_000_000_000_001]
        let table = try Table([("t", nil, try Column(scalars: instants.map { .dateTime($0, zone: nil) } + [.null], type: .dateTime(zone: nil)))])
        try Destination.save(table, folder.path + "/" + name)
        let read = try Source.load(folder.path + "/" + name)
        #expect(read.schema == table.schema)
        #expect(read["t"]?.scalars() == table["t"]?.scalars())
    }

    @Test(arguments: [("a.csv", 1), ("a.tsv", 1), ("a.jsonl", 0), ("a.parquet", 0)])
    func textsThatReadAsMissingAreSaid(name: String, notes: Int) throws {
        let table = try Table([("country", nil, Column(strings: ["NA", "", "DE", nil])), ("fine", nil, Column(strings: ["a", "b", "c", nil]))])
        let said = try Destination.save(table, folder.path + "/" + name)
        #expect(said.count == notes)
        #expect(said.allSatisfy { $0.hasPrefix("'country' holds the text \"\" and \"NA\"") })
        let read = try Source.load(folder.path + "/" + name)
        #expect(read["country"]?.missingCount == (notes == 0 ? 1 : 3))
    }

    @Test(arguments: ["a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet", "a.sqlite"])
    func durationsAreTextsThatAreReadBack(name: String) throws {
        let lengths: [Int64] = [0, 93_600_000_000_000, -5_400_500_000_000, 7000, 8_640_000_000_000_000_000]
        let table = try Table([("w", nil, try Column(scalars: lengths.map(Scalar.duration) + [.null], type: .duration))])
        let said = try Destination.save(table, folder.path + "/" + name)
        #expect(said.count == 1 && said[0].contains("types: [\"w\": \"duration\"]"))
        let texts = ["00:00:00", "26:00:00", "-01:30:00.5", "00:00:00.000007", "2400000:00:00"]
        #expect(try Source.load(folder.path + "/" + name).shown("w").prefix(5) == texts[...])
        let read = try Source.load(folder.path + "/" + name, SourceOptions(types: ["w": .duration]))
        #expect(read["w"]?.scalars() == table["w"]?.scalars())
        // A scan knows them as what they were read as.
        guard name != "a.sqlite" else { return }
        let lazy = try Source.scan(folder.path + "/" + name, SourceOptions(types: ["w": .duration]))
        let copy = folder.path + "/copy-" + name
        #expect(try lazy.save(copy) == said)
        #expect(try Source.load(copy, SourceOptions(types: ["w": .duration]))["w"]?.scalars() == table["w"]?.scalars())
    }

    private func fineDurations() throws -> Table {
        try Table([("w", nil, try Column(scalars: [.duration(1000), .duration(1001)], type: .duration))])
    }

    @Test func aFailedSaveHarmsNothing() throws {
        let path = folder.write("a.csv", "precious\n1\n")
        let fine = try fineDurations()
        let error = failure { () throws(Failure) in try Destination.save(fine, path) }
        #expect(error?.code == "E423")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious\n1\n")
        try Destination.save(try table(), path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
    }

    @Test(arguments: ["no/such/a.csv", "a.xyz"])
    func placesAndFormatsThatDoNotWorkAreNamed(name: String) {
        let error = failure { () throws(Failure) in
            try Destination.save(try table(), folder.path + "/" + name)
        }
        #expect(error?.hint != nil)
    }
}

@Suite struct FolderTests {
    let folder = TemporaryFolder()

    @Test func patternsReadFilesInOrderOfTheirNames() throws {
        for month in [3, 1, 2] { _ = folder.write("m\(month).csv", "n\n\(month)\n") }
        #expect(try Source.load(folder.path + "/m*.csv").shown("n") == ["1", "2", "3"])
        #expect(try Source.load(folder.path).shown("n") == ["1", "2", "3"])
    }

    @Test func filesWithOtherColumnsAndTypesAreUnited() throws {
        _ = folder.write("a.csv", "n\n1\n")
        _ = folder.write("b.csv", "m,n\nx,2.5\n")
        let table = try Source.load(folder.path + "/*.csv")
        #expect(table.shown("n") == ["1.0", "2.5"])
        #expect(table.shown("m") == ["-", "x"])
    }

    @Test func partitionedFoldersGiveColumns() throws {
        _ = folder.write("sales/store=b/x.csv", "n\n2\n")
        _ = folder.write("sales/store=a/x.csv", "n\n1\n")
        let table = try Source.load(folder.path + "/sales")
        #expect(table.shown("store") == ["a", "b"])
        #expect(table.shown("n") == ["1", "2"])
        for path in ["/sales", "/sales/*/x.csv", "/sales/store=*/x.csv"] {
            #expect(try Source.scan(folder.path + path).collect().shown("store") == ["a", "b"], "\(path)")
        }
    }

    @Test func namesThatLookLikePatternsAreReadAsTheyAre() throws {
        _ = folder.write("a1.csv", "n\n1\n")
        #expect(try folder.loading("a[1].csv", "n\n2\n").shown("n") == ["2"])
    }

    @Test func patternsWithoutFilesAreMissing() {
        let error = failure { () throws(Failure) in _ = try Source.load(folder.path + "/*.csv") }
        #expect(error?.code == "E421")
    }
}

@Suite struct JSONTests {
    let folder = TemporaryFolder()

    @Test func linesAndListsGiveTheSame() throws {
        let lines = try folder.loading("a.jsonl", "{\"n\": 1, \"t\": \"x\"}\n{\"t\": \"y\"}\n")
        let list = try folder.loading("a.json", "[{\"n\": 1, \"t\": \"x\"}, {\"t\": \"y\"}]")
        #expect(lines.shown("n") == ["1", "-"])
        #expect(list.shown("n") == ["1", "-"])
        #expect(list.shown("t") == ["x", "y"])
    }

    @Test func nestedValuesAreNoColumns() throws {
        let text = "{\"n\": 1, \"l\": [1, 2]}\n"
        let error = failure { () throws(Failure) in _ = try folder.loading("a.jsonl", text) }
        #expect(error?.message == "column 'l' holds lists")
        #expect(
            try folder.loading("a.jsonl", text, SourceOptions(columns: ["n"])).shown("n") == ["1"])
    }

    @Test func nestedListsAreTextWhereThatIsAskedFor() throws {
        let text = "{\"n\": 1, \"l\": [1, 2]}\n"
        let error = failure { () throws(Failure) in _ = try folder.loading("a.jsonl", text) }
        #expect(error?.hint?.contains("types: [\"l\": \"string\"]") == true)
        #expect(try folder.loading("a.jsonl", text, SourceOptions(types: ["l": .string])).shown("l") == ["[1,2]"])
        let filter = ColumnExpression.binary(.equal, .column("n"), .literal(.int(1)))
        #expect(try folder.loading("a.jsonl", text, SourceOptions(columns: ["n"], filter: filter)).shown("n") == ["1"])
    }

    private let addresses = """
        {"k": 1, "address": {"city": "Rome", "geo": {"lat": 41.9}}}
        {"k": 2, "address": {"city": "Oslo", "geo": {"lat": 59.9}, "zip": "0150"}}
        {"k": 3}

        """

    @Test func partsOfStructsAreColumns() throws {
        let table = try folder.loading("a.jsonl", addresses)
        #expect(table.names == ["k", "address.city", "address.geo.lat", "address.zip"])
        #expect(table.shown("address.city") == ["Rome", "Oslo", "-"])
        #expect(table.shown("address.geo.lat") == ["41.9", "59.9", "-"])
        let filter = ColumnExpression.binary(.equal, .column("address.city"), .literal(.string("Oslo")))
        let options = SourceOptions(columns: ["address.zip", "k"], filter: filter)
        #expect(try folder.loading("a.jsonl", addresses, options).shown("k") == ["2"])
        let whole = SourceOptions(columns: ["address", "k"])
        #expect(try folder.loading("a.jsonl", addresses, whole).names == ["address.city", "address.geo.lat", "address.zip", "k"])
        #expect(try Source.scan(folder.path + "/a.jsonl", whole).collect().names == ["address.city", "address.geo.lat", "address.zip", "k"])
        #expect(try folder.loading("a.jsonl", addresses, SourceOptions(columns: ["address"], filter: filter)).shown("address.zip") == ["0150"])
        let filtered = SourceOptions(columns: ["address"], filter: filter)
        #expect(try Source.scan(folder.path + "/a.jsonl", filtered).collect().shown("address.zip") == ["0150"])
        let lazy = try Source.scan(folder.path + "/a.jsonl").filter(filter)
        #expect(try lazy.collect().shown("address.zip") == ["0150"])
        let error = failure { () throws(Failure) in _ = try table.column("address") }
        #expect(error?.hint?.contains(".address.part(\"geo\").part(\"lat\")") == true)
    }

    @Test func structsOfParquetFilesAreTakenApart() throws {
        let path = folder.path + "/a.parquet"
        _ = try DuckDBConnection().query(
            "COPY (SELECT 1 AS k, {'name': 'x', 'at': {'name': 'y'}} AS a, {'name': 'z'} AS b) TO '\(path)' (FORMAT parquet)")
        let table = try Source.load(path)
        #expect(table.names == ["k", "a.name", "a.at.name", "b.name"])
        #expect(table.shown("a.at.name") == ["y"])
        #expect(table.notes == [])
        #expect(try Source.load(path, SourceOptions(columns: ["k"])).shown("k") == ["1"])
        #expect(try Source.load(path, SourceOptions(types: ["b": .string])).shown("b") == ["{\"name\":\"z\"}"])
    }

    @Test func valuesOfSeveralKindsAreTextWithoutQuotes() throws {
        let table = try folder.loading(
            "a.jsonl", "{\"k\": \"a \\\"b\\\"\"}\n{\"k\": 2}\n{\"k\": null}\n{\"k\": {\"x\": 1}}\n{\"k\": true}\n")
        #expect(table.shown("k") == ["a \"b\"", "2", "-", "{\"x\":1}", "true"])
        let list = try folder.loading("a.json", "[{\"k\": \"a\"}, {\"k\": 2}, {\"k\": {\"x\": 1}}]")
        #expect(list.shown("k") == ["a", "2", "{\"x\":1}"])
    }

    @Test(arguments: [
        ("{\"n\": 1}\n{\"n\": 2}\n{\"n\":, 3}\n", "line 3", "at byte 6"), ("{\"n\": 1}\n\n\n{\"n\": 2}\n{]\n{\"n\": 2}\n", "line 5", "at byte 2"),
        ("{\"n\": 1\n{\"n\": 2}\n", "line 1", "unexpected end"), ("{\"n\": 1}\r\n{\"n\": 2\r\n", "line 2", "unexpected end"),
    ]) func brokenLinesAreNamed(_ text: String, _ line: String, _ reason: String) {
        let error = failure { () throws(Failure) in _ = try folder.loading("a.jsonl", text) }
        #expect(error?.code == "E422")
        #expect(error?.message.contains("a.jsonl\", \(line): it isn't valid JSON") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func byteOrderMarksAreLeftOut() throws {
        let text = "\u{FEFF}{\"n\": 1}\n{\"n\": 2}\n"
        #expect(try folder.loading("a.jsonl", text).shown("n") == ["1", "2"])
        #expect(try folder.loading("a.json", "\u{FEFF}[{\"n\": 1}]").shown("n") == ["1"])
        #expect(try Source.scan(folder.path + "/a.jsonl").collect().shown("n") == ["1", "2"])
        let error = failure { () throws(Failure) in _ = try folder.loading("b.jsonl", text + "{]\n") }
        #expect(error?.message.contains("line 3") == true, "\(error?.message ?? "")")
    }
}

@Suite struct LoadOptionTests {
    let folder = TemporaryFolder()
    private let text = "a,b\n1,x\n2,y\n3,\n4,y\n"

    private func above(_ limit: Int) -> ColumnExpression {
        .binary(.greater, .column("a"), .literal(.int(limit)))
    }

    @Test func filterAndLimitReadFewerRows() throws {
        let options = SourceOptions(columns: ["b"], filter: above(1), limit: 2)
        #expect(try folder.loading("a.csv", text, options).shown("b") == ["y", "-"])
    }

    @Test func typesOverrideTheFile() throws {
        let path = folder.path + "/a.parquet"
        try Destination.save(try Table([("n", nil, Column(ints: [1, 2]))]), path)
        let table = try Source.load(path, SourceOptions(types: ["n": .string]))
        #expect(table["n"]?.scalars() == [.string("1"), .string("2")])
        #expect(table.schema.fields[0].type == .string)
    }
}

@Suite struct LazyTableTests {
    let folder = TemporaryFolder()
    private let text = "a,b,x\n1,u,0.5\n2,v,\n3,u,1.5\n4,,2\n"

    private func scan() throws(Failure) -> LazyTable {
        try Source.scan(folder.write("a.csv", text))
    }
    private let above1 = ColumnExpression.binary(.greater, .column("a"), .literal(.int(1)))

    @Test func theSchemaIsKnownBeforehand() throws {
        #expect(try scan().schema == Source.load(folder.write("a.csv", text)).schema)
    }

    @Test func verbsGiveWhatTheyGiveOnTables() throws {
        let double = NamedExpression("c", .binary(.multiply, .column("a"), .literal(.int(2))))
        let key = SortKey(.column("b"), descending: true)
        let lazy = try scan().filter(above1).derive([double]).sort([key]).selecting(["c", "b", "x"])
        let eager = try Source.load(folder.write("a.csv", text))
            .filter(above1).derive([double]).sort([key]).selecting(["c", "b", "x"])
        let table = try lazy.collect()
        #expect(lazy.schema == table.schema)
        for name in eager.names {
            #expect(table[name]?.scalars() == eager[name]?.scalars(), "\(name)")
        }
    }

    @Test func headRenameDropAndCount() throws {
        let lazy = try scan().rename([(new: "id", old: "a")]).dropping(["x"]).head(3)
        #expect(try lazy.rowCount() == 3)
        #expect(try lazy.collect().shown("id") == ["1", "2", "3"])
        #expect(lazy.names == ["id", "b"])
    }

    @Test func groupsAreSummarizedAsOnTables() throws {
        let sum = NamedExpression("s", .call("sum", [.column("x")], options: [:]))
        let lazy = try scan().group(by: ["b"]).summarize([sum])
        let eager = try scan().collect().group(by: ["b"]).summarize([sum])
        #expect(lazy["s"]?.scalars() == eager["s"]?.scalars())
        #expect(lazy.shown("b") == ["u", "v", "-"])
    }

    @Test func columnsThatTablesCannotHoldAreLeftAlone() throws {
        let path = folder.write("a.jsonl", "{\"n\": 1, \"m\": 3, \"l\": [1, 2]}\n")
        let options = SourceOptions(
            columns: ["m"], filter: .binary(.equal, .column("n"), .literal(.int(1))))
        #expect(try Source.scan(path, options).collect().shown("m") == ["3"])
    }

    @Test func unknownColumnsAreNamedBeforeReading() {
        let error = failure { () throws(Failure) in _ = try scan().selecting(["aa"]) }
        #expect(error?.code == "E401")
    }
}

@Suite struct SchemaTests {
    @Test func theSchemaIsThatOfTheWholeFileWhereTheFirstRowsTellIt() throws {
        let folder = TemporaryFolder()
        let path = folder.write("a.csv", "a,b,x\n1,u,0.5\n2,v,\n")
        #expect(try Source.schema(of: path) == Source.load(path).schema)
        let some = try Source.schema(of: path, SourceOptions(columns: ["x"]))
        #expect(some.names == ["x"])
    }

    @Test func aFilterOverAnUnknownColumnIsNamed() {
        let folder = TemporaryFolder()
        let filter = ColumnExpression.binary(.greater, .column("aa"), .literal(.int(1)))
        let error = failure { () throws(Failure) in
            _ = try folder.loading("a.csv", "a\n1\n", SourceOptions(filter: filter))
        }
        #expect(error?.code == "E401")
    }
}
