import SegIdentity

extension ContentHash {
    mutating func add<Value>(_ values: Buffer<Value>) {
        values.withUnsafeBufferPointer { add(UnsafeRawBufferPointer($0)) }
    }

    /// Bits, those after the last as 0; whether there are any first.
    mutating func add(_ bits: Bitmap?) {
        add(bits == nil ? 0 : 1)
        guard let bits else { return }
        let bytes = bits.aligned.bytes
        let whole = bits.count / 8
        add(bytes.slice(0..<whole))
        if bits.count % 8 > 0 { add(Int(bytes[whole]) & ((1 << (bits.count % 8)) - 1)) }
    }
}
