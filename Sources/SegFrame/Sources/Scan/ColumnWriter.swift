import CDuckDB
import Glibc

/// Writes rows of one column into a vector of DuckDB.
struct ColumnWriter {
    private let validity: Bitmap?
    private let values: (Range<Int>, UnsafeMutableRawPointer) -> Void

    private init(
        _ validity: Bitmap?, _ values: @escaping (Range<Int>, UnsafeMutableRawPointer) -> Void
    ) {
        self.validity = validity
        self.values = values
    }

    /// Writes nothing, for a column whose values nobody reads.
    static var nothing: ColumnWriter { ColumnWriter(nil) { _, _ in } }

    /// The type that a column has in DuckDB.
    static func type(of field: Field) -> DuckDBType {
        switch field.type {
        case .int64: .int64
        case .float64: .double
        case .float32: .float
        case .bool: .boolean
        case .string: field.kind == .image ? .blob : .varchar
        case .category: .varchar
        case .date: .date
        case .dateTime(nil): .timestamp
        case .dateTime: .timestampWithZone
        case .duration: .interval
        }
    }

    func write(_ rows: Range<Int>, to vector: duckdb_handle, _ api: DuckDBAPI) {
        guard let data = api.vector_get_data(vector) else { return }
        values(rows, data)
        guard let validity, !rows.isEmpty else { return }
        api.vector_ensure_validity_writable(vector)
        guard let words = api.vector_get_validity(vector) else { return }
        for (place, row) in rows.enumerated() {
            let bit = UInt64(1) << UInt64(place & 63)
            if validity[row] { words[place >> 6] |= bit } else { words[place >> 6] &= ~bit }
        }
    }
}

extension ColumnWriter {
    init(_ table: Table, _ place: Int) {
        let column = table.columns[place]
        let validity = column.validity
        switch column.storage {
        case .int64(let buffer):
            self =
                column.type == .duration
                ? ColumnWriter(validity) { Self.intervals(buffer, $0, $1) }
                : ColumnWriter(validity) { Self.copy(buffer, $0, $1) }
        case .float64(let buffer): self = ColumnWriter(validity) { Self.copy(buffer, $0, $1) }
        case .float32(let buffer): self = ColumnWriter(validity) { Self.copy(buffer, $0, $1) }
        case .date(let buffer): self = ColumnWriter(validity) { Self.copy(buffer, $0, $1) }
        case .bool(let bits): self = ColumnWriter(validity) { Self.booleans(bits, $0, $1) }
        case .string(let texts): self = ColumnWriter(validity) { Self.strings(texts, $0, $1) }
        case .category(let codes, let levels):
            let strings = LevelStrings(levels)
            self = ColumnWriter(validity) { strings.write(codes, $0, $1) }
        }
    }

    // SAFETY: DuckDB's vector has room for a whole chunk of its type, and `rows` is at most a
    // chunk.

    private static func copy<Value>(
        _ buffer: Buffer<Value>, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer
    ) {
        buffer.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress, !rows.isEmpty else { return }
            memcpy(target, base + rows.lowerBound, rows.count * MemoryLayout<Value>.stride)
        }
    }

    private static func intervals(
        _ buffer: Buffer<Int64>, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer
    ) {
        let target = target.assumingMemoryBound(to: duckdb_interval_value.self)
        for (place, row) in rows.enumerated() {
            target[place] = duckdb_interval_value(months: 0, days: 0, micros: buffer[row] / 1000)
        }
    }

    private static func booleans(
        _ bits: Bitmap, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer
    ) {
        let target = target.assumingMemoryBound(to: UInt8.self)
        for (place, row) in rows.enumerated() { target[place] = bits[row] ? 1 : 0 }
    }

    private static func strings(
        _ texts: StringStorage, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer
    ) {
        let target = target.assumingMemoryBound(to: duckdb_string_value.self)
        texts.bytes.withUnsafeBufferPointer { bytes in
            for (place, row) in rows.enumerated() {
                target[place] =
                    StringValue(UnsafeBufferPointer(rebasing: bytes[texts.range(row)])).stored
            }
        }
    }
}

/// The levels of a category column as DuckDB's strings, made once a scan.
private final class LevelStrings {
    private let texts: StringStorage
    private let stored: [duckdb_string_value]

    init(_ levels: [String]) {
        let texts = StringStorage(levels)
        self.texts = texts
        stored = texts.bytes.withUnsafeBufferPointer { bytes in
            levels.indices.map {
                StringValue(UnsafeBufferPointer(rebasing: bytes[texts.range($0)])).stored
            }
        }
    }

    func write(_ codes: Buffer<Int32>, _ rows: Range<Int>, _ target: UnsafeMutableRawPointer) {
        let target = target.assumingMemoryBound(to: duckdb_string_value.self)
        codes.withUnsafeBufferPointer { codes in
            for (place, row) in rows.enumerated() {
                let code = Int(codes[row])
                target[place] = code < 0 ? duckdb_string_value() : stored[code]
            }
        }
    }
}
