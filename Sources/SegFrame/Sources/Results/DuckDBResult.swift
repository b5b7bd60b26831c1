import CDuckDB
import SegDiagnostics

/// The rows that a query gave, held in DuckDB's memory until they are copied into a table.
final class DuckDBResult: @unchecked Sendable {
    // SAFETY: made by a query and read by the one caller that it is handed to.
    private let library: DuckDBLibrary
    private var result: duckdb_query_result

    init(_ library: DuckDBLibrary, _ result: duckdb_query_result) {
        self.library = library
        self.result = result
    }

    deinit { library.api.destroy_result(&result) }

    var columnNames: [String] {
        (0..<library.api.column_count(&result)).map { index in
            library.api.column_name(&result, index).map { String(cString: $0) } ?? ""
        }
    }

    /// Copies all rows into a table; can be called once.
    ///
    /// - Parameters:
    ///   - text: how columns of text are stored, by name; `automatic` for those not named.
    ///   - isQuery: whether the user wrote the query, and not only a path.
    func table(text: [String: TextStorage] = [:], isQuery: Bool = false) throws(Failure) -> Table {
        let names = columnNames
        let rows = Int(library.api.row_count(&result))
        var builders: [ResultColumnBuilder] = []
        for (index, name) in names.enumerated() {
            builders.append(try builder(index, name, rows: rows, text: text[name] ?? .automatic, isQuery: isQuery))
        }
        fill(builders)
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        var notes: [String] = []
        for (name, builder) in zip(names, builders) {
            let column = try builder.finish()
            columns.append((name, builder.kind, column))
            notes += Self.note(name, column, builder, isQuery: isQuery)
        }
        var table = try Table(columns)
        table.notes = notes
        return table
    }

    /// What was lost of a column of floats: columns hold finite numbers only.
    private static func note(_ name: String, _ column: Column, _ builder: ResultColumnBuilder, isQuery: Bool)
        -> [String]
    {
        let inexact = builder.inexactCount()
        if inexact > 0 {
            let values = inexact == 1 ? "1 value has" : "\(inexact) values have"
            let remedy = isQuery ? "CAST(\(SQLText.name(name)) AS VARCHAR)" : "types: [\"\(name)\": \"string\"]"
            return ["'\(name)': \(values) more digits than a \(column.type) holds; read as text (\(remedy)) they stay"]
        }
        guard column.type == .float64 || column.type == .float32 else { return [] }
        let lost = column.missingCount - builder.missingCount()
        guard lost > 0 else { return [] }
        return ["'\(name)': \(lost) NaN or infinite value\(lost == 1 ? "" : "s") \(lostNumbers)"]
    }

    /// How a note of numbers that became missing ends.
    static let lostNumbers = "read as missing"

    private func fill(_ builders: [ResultColumnBuilder]) {
        let api = library.api
        while let chunk = api.fetch_chunk(result) {
            defer { destroy(chunk) }
            let count = Int(api.data_chunk_get_size(chunk))
            if count == 0 { break }
            for (index, builder) in builders.enumerated() {
                let vector = api.data_chunk_get_vector(chunk, UInt64(index))
                guard let data = api.vector_get_data(vector) else { continue }
                let validity = api.vector_get_validity(vector).map { UnsafePointer($0) }
                builder.append(VectorView(data: data, validity: validity, count: count))
            }
        }
    }

    private func destroy(_ chunk: duckdb_handle) {
        var handle: duckdb_handle? = chunk
        library.api.destroy_data_chunk(&handle)
    }
}

extension DuckDBResult {
    private func builder(
        _ index: Int, _ name: String, rows: Int, text: TextStorage, isQuery: Bool
    ) throws(Failure) -> ResultColumnBuilder {
        var logical = library.api.column_logical_type(&result, UInt64(index))
        defer { library.api.destroy_logical_type(&logical) }
        let type = LogicalType(library: library, handle: logical)
        return try type.builder(name, rows: rows, text: text, isQuery: isQuery)
    }
}

/// The type of a result column with its details.
struct LogicalType {
    let library: DuckDBLibrary
    let handle: duckdb_handle?

    var type: DuckDBType? { DuckDBType(rawValue: library.api.get_type_id(handle)) }

    func builder(
        _ name: String, rows: Int, text: TextStorage, isQuery: Bool
    ) throws(Failure) -> ResultColumnBuilder {
        if let simple = integerBuilder(rows) ?? timeBuilder(rows) { return simple }
        switch type {
        case .float: return .fixedWidth(FloatConversion(), rows: rows)
        case .double: return .fixedWidth(DoubleConversion(), rows: rows)
        case .boolean: return BooleanBuilder(rows: rows).erased()
        case .decimal: return decimalBuilder(rows)
        case .varchar: return TextBuilder(rows: rows, storage: text).erased()
        case .enumeration: return codeBuilder(rows)
        case .interval: return IntervalBuilder(name: name, rows: rows).erased()
        case .blob: return BlobBuilder(name: name, rows: rows).erased(kind: .image)
        case .uuid: return UUIDBuilder(rows: rows).erased(kind: .id)
        case .null: return NothingBuilder().erased()
        default:
            throw Failure(
                "E402", "column '\(name)' holds \(type?.plural ?? "values of an unknown type")",
                hint: isQuery ? queryRemedy(name) : "read it as text with types: [\"\(name)\": \"string\"], or leave it out with columns:")
        }
    }

    /// What to write in a query in place of a column that no table can hold.
    private func queryRemedy(_ name: String) -> String {
        let column = SQLText.name(name)
        return switch type {
        case .list, .array: "take a value out, \(column)[1], a row for each with unnest(\(column)), or all as text with to_json(\(column))::text"
        case .structure: "name its parts, \(column).part AS part, or take all as text with to_json(\(column))::text"
        case .map: "take a value out, \(column)['key'], or all as text with to_json(\(column))::text"
        default: "take it as text with \(column)::text"
        }
    }

    private func integerBuilder(_ rows: Int) -> ResultColumnBuilder? {
        switch type {
        case .int8: .fixedWidth(IntegerConversion<Int8>(), rows: rows)
        case .int16: .fixedWidth(IntegerConversion<Int16>(), rows: rows)
        case .int32: .fixedWidth(IntegerConversion<Int32>(), rows: rows)
        case .int64: .fixedWidth(IntegerConversion<Int64>(), rows: rows)
        case .uint8: .fixedWidth(IntegerConversion<UInt8>(), rows: rows)
        case .uint16: .fixedWidth(IntegerConversion<UInt16>(), rows: rows)
        case .uint32: .fixedWidth(IntegerConversion<UInt32>(), rows: rows)
        case .uint64: .wideInteger(UInt64.self, rows: rows)
        case .hugeint: .wideInteger(Int128.self, rows: rows)
        case .unsignedHugeint: .wideInteger(UInt128.self, rows: rows)
        default: nil
        }
    }

    private func timeBuilder(_ rows: Int) -> ResultColumnBuilder? {
        switch type {
        case .date: .fixedWidth(DateConversion(), rows: rows)
        case .time: .fixedWidth(TimeOfDayConversion(), rows: rows)
        case .timestamp: instants(1, 1, nil, rows)
        case .timestampWithZone: instants(1, 1, "UTC", rows)
        case .timestampSeconds: instants(1_000_000, 1, nil, rows)
        case .timestampMilliseconds: instants(1000, 1, nil, rows)
        case .timestampNanoseconds: instants(1, 1000, nil, rows)
        default: nil
        }
    }

    private func instants(
        _ factor: Int64, _ divisor: Int64, _ zone: String?, _ rows: Int
    ) -> ResultColumnBuilder {
        let conversion = InstantConversion(factor: factor, divisor: divisor, zone: zone)
        return .fixedWidth(conversion, rows: rows)
    }

    private func decimalBuilder(_ rows: Int) -> ResultColumnBuilder {
        var divisor = 1.0
        for _ in 0..<library.api.decimal_scale(handle) { divisor *= 10 }
        return switch DuckDBType(rawValue: library.api.decimal_internal_type(handle)) {
        case .int16: .fixedWidth(DecimalConversion<Int16>(divisor: divisor), rows: rows)
        case .int32: .fixedWidth(DecimalConversion<Int32>(divisor: divisor), rows: rows)
        case .int64: .fixedWidth(DecimalConversion<Int64>(divisor: divisor), rows: rows)
        default: .fixedWidth(DecimalConversion<Int128>(divisor: divisor), rows: rows)
        }
    }

    private func codeBuilder(_ rows: Int) -> ResultColumnBuilder {
        let levels = (0..<library.api.enum_dictionary_size(handle)).map { index -> String in
            let text = library.api.enum_dictionary_value(handle, UInt64(index))
            defer { library.api.free(text) }
            return text.map { String(cString: $0) } ?? ""
        }
        return switch DuckDBType(rawValue: library.api.enum_internal_type(handle)) {
        case .uint8: .fixedWidth(CodeConversion<UInt8>(levels: levels), rows: rows)
        case .uint16: .fixedWidth(CodeConversion<UInt16>(levels: levels), rows: rows)
        default: .fixedWidth(CodeConversion<UInt32>(levels: levels), rows: rows)
        }
    }
}
