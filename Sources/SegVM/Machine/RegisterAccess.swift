/// Looking at the object in a register without counting a reference to it.
///
/// SAFETY: a `Value` with a class payload holds the reference in its first eight bytes and the tag
/// in the ninth, since the payloads of `Value` leave no spare bits in common; a test checks this. The
/// callers have checked the tag.
extension UnsafeMutablePointer<Value> {
    /// The object in the register as a reference that isn't counted.
    @inline(__always)
    func borrow<Object: AnyObject>(_ type: Object.Type) -> Unmanaged<Object> {
        Unmanaged<Object>.fromOpaque(UnsafeRawPointer(self).load(as: UnsafeRawPointer.self))
    }

    /// Whether nothing else refers to the object of class `Object` in the register.
    @inline(__always)
    func isUnique<Object: AnyObject>(_ type: Object.Type) -> Bool {
        let reference = UnsafeMutableRawPointer(self).assumingMemoryBound(to: Object.self)
        return isKnownUniquelyReferenced(&reference.pointee)
    }

    /// Whether the register holds no object.
    @inline(__always)
    var isTrivial: Bool {
        switch pointee {
        case .absent, .null, .bool, .int, .double, .duration, .date: true
        default: false
        }
    }

    /// Lets go of what the register holds.
    @inline(__always)
    func clear() {
        if !isTrivial { pointee = .null }
    }

    /// Puts a value that holds no object into the register, letting go of an object there.
    @inline(__always)
    func put(_ value: Value) {
        if isTrivial { initialize(to: value) } else { pointee = value }
    }

    /// Copies another register; one without an object costs a copy of its bytes.
    @inline(__always)
    func copy(_ source: UnsafeMutablePointer<Value>) {
        if source.isTrivial, isTrivial {
            UnsafeMutableRawPointer(self).copyMemory(
                from: source, byteCount: MemoryLayout<Value>.stride)
        } else {
            pointee = source.pointee
        }
    }
}
