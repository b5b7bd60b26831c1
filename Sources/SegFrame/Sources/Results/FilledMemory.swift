/// Memory of a known size that is written once, front to back, and then becomes a buffer.
final class FilledMemory<Element: BitwiseCopyable & Sendable> {
    // SAFETY: `filled` elements from `base` on are initialised; nobody writes after `buffer()`.
    let base: UnsafeMutablePointer<Element>
    let capacity: Int
    private(set) var filled = 0

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: max(1, capacity))
    }

    deinit { base.deallocate() }

    /// Room for the next elements, which the caller initialises; never more than what is left.
    func claim(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
        let count = min(count, capacity - filled)
        defer { filled += count }
        return UnsafeMutableBufferPointer(start: base + filled, count: count)
    }

    /// What was filled, without a copy.
    func buffer() -> Buffer<Element> {
        Buffer(unsafeMemory: UnsafePointer(base), count: filled, owner: self)
    }
}

/// Collects which rows are present, chunk by chunk.
final class ValidityBuilder {
    private let bytes: FilledMemory<UInt8>
    private var count = 0
    private var hasMissing = false

    init(capacity: Int) {
        bytes = FilledMemory(capacity: (capacity + 7) / 8)
        bytes.claim(bytes.capacity).initialize(repeating: 255)
    }

    /// Adds the rows of a vector.
    func append(_ vector: VectorView) {
        if let words = vector.validity {
            for row in 0..<vector.count where words[row >> 6] & (1 << UInt64(row & 63)) == 0 {
                markMissing(count + row)
            }
        }
        count += vector.count
    }

    /// Marks a row, whether appended yet or not, as missing.
    func markMissing(_ row: Int) {
        guard row >> 3 < bytes.capacity else { return }
        bytes.base[row >> 3] &= ~(1 << UInt8(row & 7))
        hasMissing = true
    }

    /// How many rows are missing so far.
    var missingCount: Int { bitmap().map { $0.count - $0.setCount } ?? 0 }

    /// The bits, or nil where no row is missing.
    func bitmap() -> Bitmap? { hasMissing ? Bitmap(bytes: bytes.buffer(), count: count) : nil }
}
