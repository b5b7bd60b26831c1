/// Immutable text as UTF-8, counted, indexed and sliced by Unicode scalars.
///
/// Equality, order and hashing go by bytes. Text that is all ASCII is indexed in constant time.
public final class StringObject: @unchecked Sendable {
    /// The bytes; `count` of them are in use.
    private(set) var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Length in bytes.
    private(set) var byteLength: Int
    /// Length in Unicode scalars.
    private(set) var length: Int
    /// The hash once computed; 0 before. A race writes the same number twice.
    private var cachedHash = 0

    public convenience init(_ text: String) {
        var text = text
        self.init(uninitialized: text.utf8.count)
        text.withUTF8 { append(bytes: $0) }
    }

    /// Copies bytes that are known to be valid UTF-8.
    init(validUTF8 bytes: UnsafeBufferPointer<UInt8>) {
        capacity = max(8, bytes.count)
        storage = .allocate(capacity: capacity)
        byteLength = 0
        length = 0
        append(bytes: bytes)
    }

    init(uninitialized capacity: Int) {
        self.capacity = max(8, capacity)
        storage = .allocate(capacity: self.capacity)
        byteLength = 0
        length = 0
    }

    deinit { storage.deallocate() }
}

extension StringObject {
    /// Length in bytes.
    public var byteCount: Int { byteLength }

    /// Length in Unicode scalars.
    public var count: Int { length }

    /// Whether every scalar is one byte.
    public var isASCII: Bool { byteCount == count }

    public var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: storage, count: byteCount)
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public var hash: Int {
        if cachedHash == 0 { cachedHash = max(1, Self.hash(bytes)) }
        return cachedHash
    }

    /// A multiplicative hash over 8 bytes at a time, the same in every process.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
        var index = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while index &+ 8 <= bytes.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
            state ^= state >> 29
            index &+= 8
        }
        while index < bytes.count {
            state = (state ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
            index &+= 1
        }
        state ^= state >> 32
        return Int(truncatingIfNeeded: state & 0x7FFF_FFFF_FFFF_FFFF)
    }

    /// Adds bytes of valid UTF-8; only while no one else can see the object.
    func append(bytes: UnsafeBufferPointer<UInt8>) {
        reserve(byteCount + bytes.count)
        guard let source = bytes.baseAddress else { return }
        // SAFETY: `reserve` made room for `bytes.count` more, and the source may be the object itself
        // only when it was read before growing, which `append(_:)` takes care of.
        (storage + byteCount).update(from: source, count: bytes.count)
        var scalars = 0
        for byte in bytes where byte & 0xC0 != 0x80 { scalars &+= 1 }
        byteLength += bytes.count
        length += scalars
        cachedHash = 0
    }

    /// Adds another text, which may be this very object.
    func append(_ other: StringObject) {
        let (addedBytes, addedScalars) = (other.byteLength, other.length)
        reserve(byteLength + addedBytes)
        // SAFETY: there is room behind the bytes in use, and `storage` is read after growing.
        (storage + byteLength).update(from: other.storage, count: addedBytes)
        byteLength += addedBytes
        length += addedScalars
        cachedHash = 0
    }

    /// Adds a whole number in decimal digits.
    func append(_ number: Int) {
        let longest = 20
        reserve(byteLength + longest)
        // SAFETY: no Int has more than 19 digits and a sign, for which `reserve` made room. They
        // are written from the end of that room and then moved to its start.
        let end = storage + byteLength + longest
        var start = end
        var rest = number.magnitude
        repeat {
            start -= 1
            start.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        if number < 0 {
            start -= 1
            start.pointee = UInt8(ascii: "-")
        }
        let count = end - start
        (storage + byteLength).update(from: start, count: count)
        byteLength += count
        length += count
        cachedHash = 0
    }

    private func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        capacity = max(wanted, capacity * 2)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        grown.update(from: storage, count: byteCount)
        storage.deallocate()
        storage = grown
    }
}

// MARK: - Scalars

extension StringObject {
    /// The byte offset at which a scalar starts; `index` is at most `count`.
    func byteOffset(ofScalar index: Int) -> Int {
        if isASCII { return index }
        var seen = 0
        var offset = 0
        while offset < byteCount {
            if storage[offset] & 0xC0 != 0x80 {
                if seen == index { return offset }
                seen += 1
            }
            offset += 1
        }
        return byteCount
    }

    /// The scalars `lower..<upper` as a new object; the bounds are within `0...count`.
    public func slice(_ lower: Int, _ upper: Int) -> StringObject {
        let start = byteOffset(ofScalar: lower)
        let end = upper == count ? byteCount : byteOffset(ofScalar: upper)
        let part = UnsafeBufferPointer(rebasing: bytes[start..<max(start, end)])
        return StringObject(validUTF8: part)
    }

    /// The end of the scalar that starts at a byte offset.
    func nextOffset(after offset: Int) -> Int {
        var next = offset + 1
        while next < byteCount, storage[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    func slice(bytes range: Range<Int>) -> StringObject {
        StringObject(validUTF8: UnsafeBufferPointer(rebasing: bytes[range]))
    }
}

// MARK: - Comparison

extension StringObject: Equatable, Comparable {
    public static func == (left: StringObject, right: StringObject) -> Bool {
        left === right || left.hasSameBytes(as: right)
    }

    func hasSameBytes(as other: StringObject) -> Bool {
        guard byteLength == other.byteLength else { return false }
        for index in 0..<byteLength where storage[index] != other.storage[index] { return false }
        return true
    }

    public static func < (left: StringObject, right: StringObject) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
