import SegDiagnostics

/// One active call, trivial to copy.
struct Frame {
    let header: UnsafeMutablePointer<CodeHeader>
    let tables: UnsafeMutablePointer<UnitTables>
    let environment: Unmanaged<EnvironmentObject>
    let captures: UnsafeMutablePointer<Value>
    /// The function object that runs; nil for cell bodies and direct calls.
    let function: Unmanaged<FunctionObject>?
    /// Register 0.
    let base: UnsafeMutablePointer<Value>
    /// Where the result goes.
    let result: UnsafeMutablePointer<Value>
    /// The next instruction; up to date only while something else is called.
    var pc: UnsafeMutablePointer<UInt32>

    /// Register 0 of a frame above.
    var end: UnsafeMutablePointer<Value> { base + header.pointee.registerCount }

    /// The place in the source of the instruction that is being carried out.
    var place: Span {
        let position = pc - header.pointee.words - 1
        return header.pointee.owner.takeUnretainedValue().place(at: max(0, position))
    }
}
