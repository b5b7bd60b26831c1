import Foundation
import SegDiagnostics
import SegFrame

/// Tables as bytes: a header in JSON, then for each column its validity and its values as they lie in
/// memory (little endian).
public enum TableArchive {
    private struct Header: Codable {
        let rows: Int
        let fields: [Field]
        /// Levels of the categories, by column; nil for other columns.
        let levels: [[String]?]
        let provenance: TableProvenance
    }

    /// The table's bytes; equal tables give equal bytes, but for what stands in missing places.
    public static func bytes(_ table: Table) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(
            rows: table.rowCount, fields: table.schema.fields, levels: table.columns.map(\.levels),
            provenance: table.provenance)
        var parts = [try encoder.encode(header)]
        for column in table.columns {
            parts.append(column.validity.map { data($0) } ?? Data())
            parts += values(of: column)
        }
        return Framed.bytes(parts)
    }

    /// The table again. E703 where the bytes are not those of a table.
    public static func table(_ bytes: Data) throws(Failure) -> Table {
        guard let parts = Framed.parts(bytes), let first = parts.first,
            let header = try? JSONDecoder().decode(Header.self, from: first), header.rows >= 0,
            header.levels.count == header.fields.count
        else { throw damaged }
        var reader = ColumnReader(parts: parts.dropFirst(), rows: header.rows)
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for (field, levels) in zip(header.fields, header.levels) {
            guard let column = reader.next(field.type, levels: levels) else { throw damaged }
            columns.append((field.name, field.kind, column))
        }
        guard reader.isAtEnd, !columns.isEmpty || header.rows == 0 else { throw damaged }
        return try Table(columns).with(header.provenance)
    }

    private static var damaged: Failure { Failure("E703", "a stored table is damaged") }

    private static func data(_ bits: Bitmap) -> Data { data(bits.aligned.bytes) }

    private static func data<Element>(_ buffer: Buffer<Element>) -> Data {
        buffer.withUnsafeBufferPointer { Data(buffer: $0) }
    }

    private static func values(of column: Column) -> [Data] {
        switch column.type {
        case .float64: [column.float64Buffer.map(data) ?? Data()]
        case .float32: [column.float32Buffer.map(data) ?? Data()]
        case .int64, .dateTime, .duration: [column.int64Buffer.map(data) ?? Data()]
        case .date: [column.dateBuffer.map(data) ?? Data()]
        case .bool: [column.boolBitmap.map { data($0) } ?? Data()]
        case .category: [column.categoryCodes.map(data) ?? Data()]
        case .string: texts(column)
        }
    }

    /// Offsets from 0, and the bytes between the first and the last.
    private static func texts(_ column: Column) -> [Data] {
        guard let texts = column.stringStorage else { return [Data(), Data()] }
        let start = texts.offsets[0]
        let offsets = Buffer<Int64>(count: texts.offsets.count) { target in
            for index in target.indices { target[index] = Int64(texts.offsets[index] - start) }
        }
        return [data(offsets), data(texts.bytes.slice(start..<texts.offsets[column.count]))]
    }
}

/// Reads one column after the other; nil for anything that doesn't fit.
private struct ColumnReader {
    var parts: ArraySlice<Data>
    let rows: Int

    var isAtEnd: Bool { parts.isEmpty }

    mutating func next(_ type: ColumnType, levels: [String]?) -> Column? {
        guard let validityBytes = parts.popFirst() else { return nil }
        var validity: Bitmap?
        if !validityBytes.isEmpty {
            guard let bits = bitmap(validityBytes) else { return nil }
            validity = bits
        }
        switch type {
        case .float64: return buffer(of: Double.self).map { Column(float64: $0, validity: validity) }
        case .float32: return buffer(of: Float.self).map { Column(float32: $0, validity: validity) }
        case .int64: return buffer(of: Int64.self).map { Column(int64: $0, validity: validity) }
        case .dateTime(let zone):
            return buffer(of: Int64.self).map { Column(dateTime: $0, zone: zone, validity: validity) }
        case .duration: return buffer(of: Int64.self).map { Column(duration: $0, validity: validity) }
        case .date: return buffer(of: Int32.self).map { Column(date: $0, validity: validity) }
        case .bool: return parts.popFirst().flatMap(bitmap).map { Column(bool: $0, validity: validity) }
        case .category: return category(levels ?? [])
        case .string: return texts(validity)
        }
    }

    private mutating func category(_ levels: [String]) -> Column? {
        guard let codes = buffer(of: Int32.self), Set(levels).count == levels.count,
            codes.array.allSatisfy({ $0 >= -1 && Int($0) < levels.count })
        else { return nil }
        return Column(codes: codes, levels: levels)
    }

    private mutating func texts(_ validity: Bitmap?) -> Column? {
        guard let offsets = buffer(of: Int64.self, count: rows + 1), let bytes = parts.popFirst() else { return nil }
        var last: Int64 = 0
        for offset in offsets.array {
            guard offset >= last, offset <= bytes.count else { return nil }
            last = offset
        }
        guard offsets[0] == 0, last == bytes.count else { return nil }
        return Column(string: StringStorage(offsets: offsets, bytes: Buffer(Array(bytes))), validity: validity)
    }

    private func bitmap(_ bytes: Data) -> Bitmap? {
        guard bytes.count >= (rows + 7) / 8 else { return nil }
        return Bitmap(bytes: Buffer(Array(bytes)), count: rows)
    }

    private mutating func buffer<Element: BitwiseCopyable & Sendable>(
        of type: Element.Type, count: Int? = nil
    ) -> Buffer<Element>? {
        let count = count ?? rows
        guard let bytes = parts.popFirst(), bytes.count == count * MemoryLayout<Element>.stride else { return nil }
        return Buffer(count: count) { target in
            // SAFETY: the lengths are equal, and elements are plain bits.
            bytes.withUnsafeBytes { source in UnsafeMutableRawBufferPointer(target).copyMemory(from: source) }
        }
    }
}
