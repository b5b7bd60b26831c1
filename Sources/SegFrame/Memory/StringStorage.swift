/// Texts one after the other: text `i` is `bytes[offsets[i] ..< offsets[i + 1]]`, in UTF-8 (or any
/// bytes, where a column holds encoded images).
public struct StringStorage: Sendable {
    /// They need not start at 0.
    public let offsets: TextOffsets
    public let bytes: Buffer<UInt8>

    /// How many texts there are.
    @inlinable public var count: Int { offsets.count - 1 }

    /// Existing memory, without a copy. Offsets must ascend within the bytes.
    public init(offsets: TextOffsets, bytes: Buffer<UInt8>) {
        precondition(offsets.count >= 1)
        self.offsets = offsets
        self.bytes = bytes
    }

    /// The same with offsets as most of this program makes them.
    public init(offsets: Buffer<Int64>, bytes: Buffer<UInt8>) { self.init(offsets: .wide(offsets), bytes: bytes) }

    /// A copy of these texts; nil is stored as an empty one.
    public init(_ texts: [String?]) {
        var builder = StringStorageBuilder(capacity: texts.count)
        for text in texts { builder.append(text ?? "") }
        self = builder.finished()
    }

    /// Where the bytes of one text lie.
    @inlinable
    public func range(_ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

    /// One text.
    public subscript(row: Int) -> String { withBytes(row) { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of one text, valid inside the closure.
    @inlinable
    public func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result)
        -> Result
    {
        let range = range(row)
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The texts of a range, sharing the memory.
    func slice(_ range: Range<Int>) -> StringStorage {
        StringStorage(offsets: offsets.slice(range.lowerBound..<range.upperBound + 1), bytes: bytes)
    }

    /// The texts at these rows; the rows are in range.
    func taking(_ rows: [Int]) -> StringStorage {
        let offsets = Buffer<Int64>(count: rows.count + 1) { target in
            target[0] = 0
            for (place, row) in rows.enumerated() {
                target[place + 1] = target[place] + Int64(self.range(row).count)
            }
        }
        let size = Int(offsets[rows.count])
        let bytes = Buffer<UInt8>(count: size) { target in
            self.bytes.withUnsafeBufferPointer { source in
                for (place, row) in rows.enumerated() {
                    let part = UnsafeMutableBufferPointer(
                        rebasing: target[Int(offsets[place])..<Int(offsets[place + 1])])
                    _ = part.initialize(fromContentsOf: source[range(row)])
                }
            }
        }
        return StringStorage(offsets: offsets, bytes: bytes)
    }
}

/// Appends texts one by one.
struct StringStorageBuilder {
    private var offsets: [Int64] = [0]
    private var bytes: [UInt8] = []

    init(capacity: Int) { offsets.reserveCapacity(capacity + 1) }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        offsets.append(Int64(bytes.count))
    }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        offsets.append(Int64(bytes.count))
    }

    func finished() -> StringStorage {
        StringStorage(offsets: Buffer(offsets), bytes: Buffer(bytes))
    }
}
