import SegDiagnostics
import SegFrame
import Testing

/// `Tests/Data/sources/shop.sqlite` is made by `Tests/Reference/sources.py`.
@Suite struct SQLiteTests {
    private let path = DataFolder.path("shop.sqlite")

    @Test func aTableIsReadWithItsTypes() throws {
        let table = try Source.load(path, SourceOptions(table: "sales"))
        #expect(
            table.schema.fields.map(\.type) == [
                .int64, .float64, .category, .date, .dateTime(zone: nil), .bool, .category,
            ])
        #expect(table.shown("price") == ["1.5", "2.0", "-"])
        #expect(table.shown("day") == ["2024-01-31", "-", "2024-02-01"])
        #expect(table.shown("mixed") == ["1", "two", "-"])
        #expect(table.shown("paid") == ["true", "false", "-"])
    }

    @Test func optionsApply() throws {
        let above = ColumnExpression.binary(.greater, .column("id"), .literal(.int(1)))
        let options = SourceOptions(columns: ["name"], filter: above, limit: 1, table: "sales")
        #expect(try Source.load(path, options).shown("name") == ["pear"])
        #expect(try Source.scan(path, options).collect().shown("name") == ["pear"])
    }

    @Test func tablesAreAskedForByName() {
        let several = failure { () throws(Failure) in _ = try Source.load(path) }
        #expect(several?.hint == "give table:, one of sales, stores")
        let wrong = failure { () throws(Failure) in
            _ = try Source.load(path, SourceOptions(table: "sale"))
        }
        #expect(wrong?.hint == "did you mean 'sales'?")
        let column = failure { () throws(Failure) in
            _ = try Source.load(path, SourceOptions(columns: ["nam"], table: "sales"))
        }
        #expect(column?.code == "E401")
    }

    @Test func anotherFileIsNoDatabase() {
        let error = failure { () throws(Failure) in
            _ = try Source.load(DataFolder.path("types.parquet"), SourceOptions(format: .sqlite))
        }
        #expect(error?.message.hasSuffix("file is not a database") == true)
    }

    @Test func tablesComeBackAsTheyWere() throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/out.sqlite"
        let table = try Table([
            ("n", nil, Column(ints: [1, -2, 3])), ("x", nil, Column(doubles: [0.1, .nan, 1e300])),
            ("ok", nil, Column(bools: [true, false, true])), ("name", nil, Column(strings: ["a'b", nil, "ü"])),
            ("day", nil, Column(dates: [0, 20_000, -1])),
            // Until 1891 Paris was nine minutes and 21 seconds before Greenwich.
            ("at", nil, try Column(scalars: [.dateTime(-3_000_000_000_000_000, zone: "Europe/Paris"), .null, .dateTime(1_500_000, zone: "Europe/Paris")], type: .dateTime(zone: "Europe/Paris"))),
        ])
        try Destination.save(table, file)
        try Destination.save(table.head(1), file, table: "first row")
        let whole = try Source.load(file, SourceOptions(table: "out"))
        #expect(whole.schema.fields.map(\.type) == [.int64, .float64, .bool, .category, .date, .dateTime(zone: "UTC")])
        #expect(whole["at"]?.int64s() == table["at"]?.int64s())
        for name in table.names where name != "at" { #expect(whole.shown(name) == table.shown(name)) }
        #expect(try Source.load(file, SourceOptions(table: "first row")).rowCount == 1)
        // A table is replaced, the others stay.
        try Destination.save(table.head(2), file, table: "out")
        #expect(try Source.load(file, SourceOptions(table: "out")).rowCount == 2)
        #expect(try Source.load(file, SourceOptions(table: "first row")).rowCount == 1)
    }

    @Test func aDatabaseInUseIsLeftAlone() throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/busy.sqlite"
        let table = try Table([("n", nil, Column(ints: [1]))])
        try Destination.save(table, file)
        _ = folder.write("busy.sqlite-wal", "pages")
        let refused = failure { () throws(Failure) in try Destination.save(table, file, table: "more") }
        #expect(refused?.code == "E424")
        #expect(refused?.message.contains("another program") == true)
    }
}
