import Foundation
import SegDiagnostics

/// Arrays of numbers in the safetensors format: the length of a JSON header (8 bytes, little
/// endian), the header with type, shape and place of each array, then the numbers without gaps.
///
/// Only the types `F64` and `I32` occur here; files with others are refused.
public struct TensorFile: Sendable {
    /// An array's entry in the header.
    struct Entry: Codable, Sendable, Equatable {
        enum Kind: String, Codable, Sendable {
            case float64 = "F64"
            case int32 = "I32"

            var width: Int { self == .float64 ? 8 : 4 }
        }

        let kind: Kind
        let shape: [Int]
        /// First byte and the one after the last, counted from the end of the header.
        let place: [Int]

        private enum CodingKeys: String, CodingKey {
            case kind = "dtype"
            case shape
            case place = "data_offsets"
        }
    }

    let entries: [String: Entry]
    /// The bytes after the header.
    private let numbers: Data

    /// The longest header that is read, as in the reference implementation.
    static let maximumHeader = 100_000_000

    /// Names of the arrays, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// Reads a file's bytes; E703, naming `path`, for anything that isn't a whole and sound file.
    public init(_ bytes: Data, path: String) throws(Failure) {
        func damaged(_ what: String) -> Failure { StoreError.damaged(path, what) }
        guard bytes.count >= 8 else { throw damaged("it ends within its first 8 bytes") }
        let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.maximumHeader, Int(length) <= bytes.count - 8 else {
            throw damaged("its header is longer than the file")
        }
        let body = bytes.dropFirst(8)
        guard
            let header = try? JSONDecoder().decode(
                Header.self, from: Data(body.prefix(Int(length))))
        else { throw damaged("its header can't be read") }
        numbers = Data(body.dropFirst(Int(length)))
        entries = header.entries
        if let fault = Self.fault(in: header.entries, byteCount: numbers.count) {
            throw damaged(fault)
        }
    }

    /// The numbers of an array, or nil where there is none of this name and type.
    func doubles(_ name: String) -> (values: [Double], shape: [Int])? {
        guard let entry = entries[name], entry.kind == .float64 else { return nil }
        let values = words(entry, as: UInt64.self).map {
            Double(bitPattern: UInt64(littleEndian: $0))
        }
        return (values, entry.shape)
    }

    /// The whole numbers of an array, or nil where there is none of this name and type.
    func int32s(_ name: String) -> (values: [Int32], shape: [Int])? {
        guard let entry = entries[name], entry.kind == .int32 else { return nil }
        let values = words(entry, as: UInt32.self).map {
            Int32(bitPattern: UInt32(littleEndian: $0))
        }
        return (values, entry.shape)
    }

    private func words<Word: FixedWidthInteger & BitwiseCopyable>(
        _ entry: Entry, as type: Word.Type
    ) -> [Word] {
        let width = MemoryLayout<Word>.size
        // SAFETY: `fault` has found every place inside the bytes, and its length a multiple of the
        // width; loads need no alignment.
        return numbers.withUnsafeBytes { buffer in
            stride(from: entry.place[0], to: entry.place[1], by: width).map {
                buffer.loadUnaligned(fromByteOffset: $0, as: type)
            }
        }
    }
}

extension TensorFile {
    /// What is wrong with the entries, or nil: each must have the length of its shape, and together
    /// they must cover the bytes once.
    private static func fault(in entries: [String: Entry], byteCount: Int) -> String? {
        var places: [(start: Int, end: Int)] = []
        for name in entries.keys.sorted() {
            guard let entry = entries[name] else { continue }
            guard let length = byteLength(entry), entry.place.count == 2,
                entry.place[0] >= 0, entry.place[0] <= entry.place[1], entry.place[1] <= byteCount,
                entry.place[1] - entry.place[0] == length
            else { return "the array '\(name)' has a wrong size or place" }
            places.append((entry.place[0], entry.place[1]))
        }
        var end = 0
        for place in places.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard place.start == end else { return "its arrays overlap or leave gaps" }
            end = place.end
        }
        return end == byteCount ? nil : "it has \(byteCount) bytes of numbers where \(end) belong"
    }

    /// Bytes of an array of this shape; nil where a size is negative or the product overflows.
    private static func byteLength(_ entry: Entry) -> Int? {
        var length = entry.kind.width
        for size in entry.shape {
            guard size >= 0 else { return nil }
            let (product, overflow) = length.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            length = product
        }
        return length
    }
}

/// The JSON header: arrays by name, beside free text under `__metadata__`.
private struct Header: Decodable {
    let entries: [String: TensorFile.Entry]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        var entries: [String: TensorFile.Entry] = [:]
        for key in container.allKeys where key.stringValue != "__metadata__" {
            entries[key.stringValue] = try container.decode(TensorFile.Entry.self, forKey: key)
        }
        self.entries = entries
    }
}
