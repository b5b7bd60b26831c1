import SegDiagnostics

/// One active call, trivial to copy.
struct Frame {
    let header: UnsafeMutablePointer<CodeHeader>
    let environment: Unmanaged<EnvironmentObject>
    /// The function object that runs; nil for cell bodies and direct calls.
    let function: Unmanaged<FunctionObject>?
    /// Register 0.
    let base: UnsafeMutablePointer<Value>
    /// Where the result goes: register 0, or the register before it, which held the function.
    let result: UnsafeMutablePointer<Value>
    /// The next instruction; up to date only while something else is called.
    var pc: UnsafeMutablePointer<UInt32>

    /// The captured values of the function object that runs.
    ///
    /// SAFETY: only code of closures asks for them, which runs as a function object.
    var captures: UnsafeMutablePointer<Value> {
        function.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.captures }
    }

    /// Register 0 of a frame above.
    var end: UnsafeMutablePointer<Value> { base + header.pointee.registerCount }

    /// The place in the source of the instruction that is being carried out.
    var place: Span {
        let position = pc - header.pointee.words - 1
        return header.pointee.owner.takeUnretainedValue().place(at: max(0, position))
    }
}
