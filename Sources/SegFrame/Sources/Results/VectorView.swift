/// One column of one chunk of a result, as it lies in DuckDB's memory.
struct VectorView {
    // SAFETY: valid as long as the chunk, which the reader keeps until all builders have copied.
    let data: UnsafeRawPointer
    /// Bits in words of 64, 1 where present; nil where all are.
    let validity: UnsafePointer<UInt64>?
    let count: Int

    /// The values of a fixed-width type; what stands at missing rows is arbitrary.
    @inline(__always)
    func values<Value: BitwiseCopyable>(of type: Value.Type) -> UnsafeBufferPointer<Value> {
        UnsafeBufferPointer(start: data.assumingMemoryBound(to: Value.self), count: count)
    }

    @inline(__always)
    func isMissing(_ row: Int) -> Bool {
        guard let validity else { return false }
        return validity[row >> 6] & (1 << UInt64(row & 63)) == 0
    }
}
