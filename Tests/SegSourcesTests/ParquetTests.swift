import SegDiagnostics
import SegFrame
import Testing

/// `Tests/Data/sources/types.parquet` is made by pyarrow, see `Tests/Reference/sources.py`.
@Suite struct ParquetTests {
    private static let instant: Int64 = 1_709_209_815_123_456
    private static let dayBefore: Int64 = -86_400_000_000

    private static let expected: [(name: String, type: ColumnType, first: Scalar, last: Scalar)] = [
        ("int8", .int64, .int(-128), .int(127)), ("uint8", .int64, .int(0), .int(255)),
        ("int16", .int64, .int(-32768), .int(32767)), ("uint16", .int64, .int(0), .int(65535)),
        ("int32", .int64, .int(-2_147_483_648), .int(2_147_483_647)),
        ("uint32", .int64, .int(0), .int(4_294_967_295)), ("int64", .int64, .int(.min), .int(.max)),
        ("uint64_small", .int64, .int(0), .int(.max)),
        ("uint64_large", .float64, .double(1), .double(9_223_372_036_854_775_808)),
        ("float32", .float32, .double(Double(Float(0.1))), .null),
        ("float64", .float64, .double(0.1), .null),
        ("bool", .bool, .bool(true), .bool(false)),
        ("decimal", .float64, .double(1234.56), .double(-0.01)),
        ("decimal_wide", .float64, .double(12_345_678_901_234_567_890.5), .double(0.5)),
        ("text", .category, .string("naïve"), .string("a text of more than twelve bytes")),
        ("dictionary", .category, .string("b"), .string("a")),
        ("date", .date, .date(19_782), .date(-1)),
        (
            "seconds", .dateTime(zone: nil), .dateTime(instant - 123_456, zone: nil),
            .dateTime(dayBefore, zone: nil)
        ),
        (
            "milliseconds", .dateTime(zone: nil), .dateTime(instant - 456, zone: nil),
            .dateTime(dayBefore, zone: nil)
        ),
        (
            "microseconds", .dateTime(zone: nil), .dateTime(instant, zone: nil),
            .dateTime(dayBefore, zone: nil)
        ),
        (
            "nanoseconds", .dateTime(zone: nil), .dateTime(instant, zone: nil),
            .dateTime(-1, zone: nil)
        ),
        (
            "zoned", .dateTime(zone: "UTC"), .dateTime(instant, zone: "UTC"),
            .dateTime(dayBefore, zone: "UTC")
        ),
        ("time", .duration, .duration(3_723_000_000_000), .duration(0)),
        ("null", .float64, .null, .null),
    ]

    @Test func everyTypeIsRead() throws {
        let table = try Source.load(DataFolder.path("types.parquet"))
        #expect(table.names == Self.expected.map(\.name))
        for (name, type, first, last) in Self.expected where name != "null" || !TemporaryFolder.hasOldDuckDB {
            #expect(table.schema[name]?.type == type, "\(name)")
            #expect(table[name]?.scalars() == [first, .null, last], "\(name)")
        }
        #expect(table["dictionary"]?.levels == ["a", "b"])
    }

    @Test func aFileThatIsNotParquetIsAnError() {
        let folder = TemporaryFolder()
        let error = failure { () throws(Failure) in
            _ = try folder.loading("a.parquet", "a,b\n1,2\n")
        }
        #expect(error?.code == "E422")
    }
}

@Suite struct TextStorageTests {
    let folder = TemporaryFolder()

    private func column(_ texts: [String]) throws -> ColumnType? {
        let body = "t,n\n" + texts.map { $0 + ",1\n" }.joined()
        return try folder.loading("a.csv", body).schema["t"]?.type
    }

    @Test func fewDistinctShortTextsAreCategories() throws {
        #expect(try column((0..<50).map { "v\($0)" }) == .category)
        #expect(try column((0..<51).map { "v\($0)" }) == .string)
        #expect(try column((0..<1000).map { "v\($0 % 100)" }) == .category)
        #expect(try column((0..<1000).map { "v\($0 % 101)" }) == .string)
        #expect(try column((0..<10).map { String(repeating: "x", count: 40) + "\($0)" }) == .string)
    }

    @Test func levelsAreSortedWhateverTheOrderOfRows() throws {
        let table = try folder.loading("a.csv", "t,n\nzebra,1\nÄpfel,2\napple,3\nZ,4\n")
        #expect(table["t"]?.levels == ["Z", "apple", "zebra", "Äpfel"])
        #expect(table.shown("t") == ["zebra", "Äpfel", "apple", "Z"])
    }

    @Test func textThatStopsBeingCategoricalIsKept() throws {
        let texts = (0..<5000).map { $0 < 2500 ? "same" : "a long distinct text, number \($0)" }
        let table = try folder.loading("a.csv", "t\n" + texts.map { "\"\($0)\"\n" }.joined())
        #expect(table["t"]?.strings() == texts)
        #expect(table.schema.fields[0].kind == .text)
    }
}
