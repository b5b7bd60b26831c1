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
}
