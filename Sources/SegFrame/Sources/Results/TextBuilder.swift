import CDuckDB
import SegDiagnostics

/// How a column of text is stored.
public enum TextStorage: String, Hashable, Sendable, Codable {
    /// As categories if there are at most `max(50, rows / 10)` distinct texts of at most 40 bytes
    /// on average, else as text.
    case automatic
    case category
    case string
}

extension Column {
    /// The same with texts stored as those of files are; see `TextStorage.automatic`.
    public var withUsualTextStorage: Column {
        guard let texts = stringStorage else { return self }
        let (codes, levels) = encoded()
        let present = codes.lazy.map { $0 < 0 ? 0 : 1 }.reduce(0, +)
        let bytes = (0..<count).lazy.map { codes[$0] < 0 ? 0 : texts.range($0).count }.reduce(0, +)
        guard levels.count <= TextBuilder.categoryLimit(rows: count), bytes <= TextBuilder.meanLengthLimit * present else { return self }
        return Column(codes: codes, levels: levels)
    }
}

/// Texts, encoded as categories for as long as their number allows it.
///
/// Levels are sorted by UTF-8 bytes, so they don't depend on the order of rows.
final class TextBuilder: StatefulBuilder {
    private let storage: TextStorage
    private let limit: Int
    private let rows: Int
    private let validity: ValidityBuilder
    private let codes: FilledMemory<Int32>
    private var dictionary = TextDictionary()
    /// The texts themselves, once there are too many distinct ones.
    private var texts: PlainTexts?
    private var totalBytes = 0
    private var presentCount = 0

    /// The most distinct texts that are still categories, and the longest mean length in bytes.
    static func categoryLimit(rows: Int) -> Int { max(50, rows / 10) }
    static let meanLengthLimit = 40

    init(rows: Int, storage: TextStorage) {
        self.rows = rows
        self.storage = storage
        limit = storage == .category ? Int(Int32.max) : Self.categoryLimit(rows: rows)
        codes = FilledMemory(capacity: rows)
        validity = ValidityBuilder(capacity: rows)
        if storage == .string { texts = PlainTexts(rows: rows) }
    }

    func append(_ vector: VectorView) {
        if texts == nil { appendCodes(vector) } else { appendTexts(vector) }
        validity.append(vector)
        if texts == nil, dictionary.count > limit { texts = decoded() }
    }

    private func appendCodes(_ vector: VectorView) {
        let source = vector.values(of: duckdb_string_value.self)
        let target = codes.claim(vector.count)
        // Taken out of the class, so that the loop needs no checks for exclusive access.
        var dictionary = TextDictionary()
        swap(&dictionary, &self.dictionary)
        var (bytes, present) = (0, 0)
        var last = (text: duckdb_string_value(), code: Int32(-1))
        for row in target.indices {
            if vector.isMissing(row) {
                target[row] = -1
                continue
            }
            if last.code < 0 || !StringValue.isSame(source[row], last.text) {
                last = (source[row], StringValue.withBytes(source, row) { dictionary.code(of: $0) })
            }
            target[row] = last.code
            bytes += Int(source[row].length)
            present += 1
        }
        swap(&dictionary, &self.dictionary)
        totalBytes += bytes
        presentCount += present
    }

    private func appendTexts(_ vector: VectorView) {
        let source = vector.values(of: duckdb_string_value.self)
        for row in 0..<vector.count {
            if vector.isMissing(row) {
                texts?.appendMissing()
            } else {
                StringValue.withBytes(source, row) { texts?.append($0) }
            }
        }
    }

    private func decoded() -> PlainTexts {
        var texts = PlainTexts(rows: rows)
        for row in 0..<codes.filled {
            let code = Int(codes.base[row])
            if code < 0 {
                texts.appendMissing()
            } else {
                dictionary.withBytes(code) { texts.append($0) }
            }
        }
        return texts
    }

    func finish() throws(Failure) -> Column {
        let isLong = totalBytes > Self.meanLengthLimit * presentCount
        let texts = self.texts ?? (storage == .automatic && isLong ? decoded() : nil)
        if let texts { return Column(string: texts.finished(), validity: validity.bitmap()) }
        return encoded()
    }

    private func encoded() -> Column {
        let order = dictionary.sortedCodes()
        var places = [Int32](repeating: 0, count: order.count)
        for (place, code) in order.enumerated() { places[code] = Int32(place) }
        for row in 0..<codes.filled where codes.base[row] >= 0 {
            codes.base[row] = places[Int(codes.base[row])]
        }
        return Column(
            codes: codes.buffer(), levels: order.map(dictionary.text), validity: validity.bitmap())
    }
}

/// Texts one after the other, in the layout of `StringStorage`.
struct PlainTexts {
    private var offsets: [Int64] = [0]
    private var bytes: [UInt8] = []

    init(rows: Int) { offsets.reserveCapacity(rows + 1) }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        offsets.append(Int64(bytes.count))
    }

    mutating func appendMissing() { offsets.append(Int64(bytes.count)) }

    func finished() -> StringStorage {
        StringStorage(offsets: Buffer(offsets), bytes: Buffer(bytes))
    }
}
