extension Column {
    /// Where the values lie and how NumPy names their type, for columns without missing values whose
    /// memory is one number after the other; nil for others.
    ///
    /// The address is valid as long as the column lives; nobody may write there.
    public var plainMemory: (address: UnsafeRawPointer, numpyType: String)? {
        guard missingCount == 0 else { return nil }
        switch (storage, type) {
        case (.float64(let values), _): return (values.address, "<f8")
        case (.float32(let values), _): return (values.address, "<f4")
        case (.int64(let values), .int64): return (values.address, "<i8")
        case (.int64(let values), .dateTime): return (values.address, "<M8[us]")
        case (.int64(let values), .duration): return (values.address, "<m8[ns]")
        default: return nil
        }
    }
}

extension Buffer {
    fileprivate var address: UnsafeRawPointer { UnsafeRawPointer(base) }
}
