import CDuckDB

/// A text as it lies in a vector of DuckDB: in place up to 12 bytes, else by its address.
struct StringValue {
    let stored: duckdb_string_value

    /// Refers to a text of more than 12 bytes, which must stay where it is; a shorter one is
    /// copied.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        var value = duckdb_string_value(
            length: UInt32(clamping: text.count), prefix: 0, rest_or_address: 0)
        withUnsafeMutableBytes(of: &value) { bytes in
            let inPlace = text.count <= Self.inlineLimit ? text.count : 4
            UnsafeMutableRawBufferPointer(rebasing: bytes[4..<4 + inPlace])
                .copyBytes(from: text.prefix(inPlace))
        }
        if text.count > Self.inlineLimit {
            value.rest_or_address = UInt64(UInt(bitPattern: text.baseAddress))
        }
        stored = value
    }

    /// The longest text that lies in the vector itself.
    static let inlineLimit = 12

    /// Whether two strings are the same 16 bytes, hence the same text; equal long texts may differ.
    @inline(__always)
    static func isSame(_ a: duckdb_string_value, _ b: duckdb_string_value) -> Bool {
        a.length == b.length && a.prefix == b.prefix && a.rest_or_address == b.rest_or_address
    }

    /// The bytes of one string, valid inside the closure.
    @inline(__always)
    static func withBytes<Value>(
        _ strings: UnsafeBufferPointer<duckdb_string_value>, _ row: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        let length = Int(strings[row].length)
        guard length <= inlineLimit, let base = strings.baseAddress else {
            let pointer = UnsafeRawPointer(bitPattern: UInt(strings[row].rest_or_address))
            return body(
                UnsafeBufferPointer(
                    start: pointer?.assumingMemoryBound(to: UInt8.self), count: length))
        }
        // SAFETY: the text starts 4 bytes into its 16, and at most 12 follow.
        let start = UnsafeRawPointer(base + row) + 4
        return body(
            UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: length))
    }
}
