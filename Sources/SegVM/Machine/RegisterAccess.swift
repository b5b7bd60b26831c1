/// Looking at the object in a register without counting a reference to it.
///
/// SAFETY: a `Value` with a class payload holds the reference in its first eight bytes and the tag
/// in the ninth, since the payloads of `Value` leave no spare bits in common; a test checks this.
/// The callers have checked the tag. Copying payload and tag of a value without an object, or moving
/// those of any value, is copying or moving the value.
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

    /// The tag of the value's case.
    @inline(__always)
    private var tag: UInt8 {
        get { UnsafeRawPointer(self).load(fromByteOffset: 8, as: UInt8.self) }
        nonmutating set {
            UnsafeMutableRawPointer(self).storeBytes(of: newValue, toByteOffset: 8, as: UInt8.self)
        }
    }

    /// The first eight bytes: a number, or a reference.
    @inline(__always)
    private var payload: UInt64 {
        get { UnsafeRawPointer(self).load(as: UInt64.self) }
        nonmutating set { UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: UInt64.self) }
    }

    /// Whether the register holds no object.
    ///
    /// The cases with objects stand side by side, so that this is one comparison.
    @inline(__always)
    var isTrivial: Bool { tag &- ValueTag.firstObject > ValueTag.lastObject - ValueTag.firstObject }

    /// Lets go of what the register holds.
    @inline(__always)
    func clear() {
        if !isTrivial { release() }
    }

    /// Puts a value that holds no object into the register, letting go of an object there.
    @inline(__always)
    func put(_ value: Value) {
        if !isTrivial { release() }
        initialize(to: value)
    }

    /// Copies another register; one without an object costs a copy of its bytes.
    ///
    /// Payload and tag are copied one by one, as they were written: reading both at once would wait
    /// until the two writes have reached memory.
    @inline(__always)
    func copy(_ source: UnsafeMutablePointer<Value>) {
        if source.isTrivial, isTrivial {
            payload = source.payload
            tag = source.tag
        } else {
            copyCounted(source)
        }
    }

    /// Exchanges the values of two registers.
    @inline(__always)
    func exchange(_ other: UnsafeMutablePointer<Value>) {
        let (payload, tag) = (self.payload, self.tag)
        (self.payload, self.tag) = (other.payload, other.tag)
        (other.payload, other.tag) = (payload, tag)
    }

    /// Moves a value here from memory that doesn't hold it any more.
    ///
    /// It is read before the old value is let go of, which may be what the memory belongs to.
    @inline(__always)
    func receive(_ source: UnsafeMutablePointer<Value>) {
        let (payload, tag) = (source.payload, source.tag)
        if !isTrivial { release() }
        (self.payload, self.tag) = (payload, tag)
    }

    /// Takes the value out of another register, which is nil then.
    @inline(__always)
    func take(_ source: UnsafeMutablePointer<Value>) {
        receive(source)
        source.initialize(to: .null)
    }

    @inline(never)
    private func release() { pointee = .null }

    @inline(never)
    private func copyCounted(_ source: UnsafeMutablePointer<Value>) { pointee = source.pointee }
}

/// The tags of the cases of `Value` that hold objects.
enum ValueTag {
    static let firstObject: UInt8 = 5
    static let lastObject: UInt8 = 12
}
