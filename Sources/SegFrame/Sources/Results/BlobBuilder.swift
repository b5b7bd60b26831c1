import CDuckDB
import SegDiagnostics

/// Encoded images: PNG or JPEG files as they are. Other bytes are an error, since no column holds
/// them.
final class BlobBuilder: StatefulBuilder {
    private let name: String
    private var texts: PlainTexts
    private let validity: ValidityBuilder
    private var isForeign = false
    private static let signatures: [[UInt8]] = [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF]]

    init(name: String, rows: Int) {
        self.name = name
        texts = PlainTexts(rows: rows)
        validity = ValidityBuilder(capacity: rows)
    }

    func append(_ vector: VectorView) {
        let source = vector.values(of: duckdb_string_value.self)
        for row in 0..<vector.count {
            if vector.isMissing(row) {
                texts.appendMissing()
            } else {
                StringValue.withBytes(source, row) { append($0) }
            }
        }
        validity.append(vector)
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        isForeign = isForeign || !Self.signatures.contains { bytes.starts(with: $0) }
        texts.append(bytes)
    }

    func finish() throws(Failure) -> Column {
        if isForeign {
            throw Failure(
                "E402", "column '\(name)' holds bytes that are neither a PNG nor a JPEG image",
                hint: "leave it out with columns:, or decode it in SQL")
        }
        return Column(string: texts.finished(), validity: validity.bitmap())
    }
}

/// UUIDs as text of 36 characters.
final class UUIDBuilder: StatefulBuilder {
    private var texts: PlainTexts
    private let validity: ValidityBuilder

    init(rows: Int) {
        texts = PlainTexts(rows: rows)
        validity = ValidityBuilder(capacity: rows)
    }

    func append(_ vector: VectorView) {
        let source = vector.values(of: UInt128.self)
        for row in 0..<vector.count {
            if vector.isMissing(row) { texts.appendMissing() } else { append(source[row]) }
        }
        validity.append(vector)
    }

    /// DuckDB flips the first bit, so that UUIDs sort as signed integers.
    private func append(_ stored: UInt128) {
        let value = stored ^ (1 << 127)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for place in 0..<32 {
            if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(truncatingIfNeeded: value >> UInt128(124 - 4 * place)) & 15])
        }
        text.withUnsafeBufferPointer { texts.append($0) }
    }

    func finish() throws(Failure) -> Column {
        Column(string: texts.finished(), validity: validity.bitmap())
    }
}
