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
    /// The cases with objects come first, so that this is one comparison.
    @inline(__always)
    var isTrivial: Bool { tag > ValueTag.lastObject }

    /// Whether this register and another hold Ints.
    ///
    /// One branch for both, which the compiler can't merge with the tests for other cases: the way of Ints goes
    /// straight on, and what was jumped before tells processors more about where to jump next.
    @inline(__always)
    func isInteger(with other: Self) -> Bool { (tag ^ ValueTag.int) | (other.tag ^ ValueTag.int) == 0 }

    /// The Int in the register.
    @inline(__always)
    var integer: Int { Int(bitPattern: UInt(payload)) }

    /// Lets go of what the register holds.
    @inline(__always)
    func clear() {
        if !isTrivial { release() }
    }

    /// Lets go of what the registers from here up to `end` hold; looks at four at a time, and so at up to
    /// `ValueTag.lookahead` of those from `end` on.
    @inline(__always)
    func clear(upTo end: UnsafeMutablePointer<Value>) {
        var register = self
        repeat {
            let common = register.tag & (register + 1).tag & (register + 2).tag & (register + 3).tag
            if common & ValueTag.trivialBit == 0 { register.clearEach(upTo: Swift.min(register + 4, end)) }
            register += 4
        } while register < end
    }

    @inline(never)
    private func clearEach(upTo end: UnsafeMutablePointer<Value>) {
        var register = self
        while register < end {
            register.clear()
            register += 1
        }
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

/// The tags of the cases of `Value`: those with objects first, then the others with a payload, and one for those
/// without.
enum ValueTag {
    static let lastObject: UInt8 = 7
    static let int: UInt8 = 9
    /// Set in the tags of all cases without objects.
    static let trivialBit: UInt8 = 8
    /// How many registers beyond a frame's may be looked at when it ends.
    static let lookahead = 4
}
