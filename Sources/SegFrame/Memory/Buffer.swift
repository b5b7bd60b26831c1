/// Immutable elements in memory that somebody owns: the buffer itself, or a foreign object such as
/// a DuckDB chunk, an Arrow array or a NumPy array, which the buffer keeps alive.
public final class Buffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// How many elements there are.
    public let count: Int
    /// The first element. Valid for `count` elements as long as the buffer lives.
    @usableFromInline let base: UnsafePointer<Element>
    /// Whoever frees the memory; nil where this buffer does.
    @usableFromInline let owner: AnyObject?

    // SAFETY: nobody writes to the memory after initialisation, so sharing it is safe.

    /// Memory of its own that `initializer` fills in full.
    @inlinable
    public init(count: Int, initializer: (UnsafeMutableBufferPointer<Element>) -> Void) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: Swift.max(1, count))
        initializer(UnsafeMutableBufferPointer(start: memory, count: count))
        self.count = count
        base = UnsafePointer(memory)
        owner = nil
    }

    /// A copy of an array.
    @inlinable
    public convenience init(_ elements: [Element]) {
        self.init(count: elements.count) { target in
            _ = target.initialize(fromContentsOf: elements)
        }
    }

    /// Foreign memory without a copy; `owner` is kept alive and never written to meanwhile.
    @inlinable
    public init(unsafeMemory: UnsafePointer<Element>, count: Int, owner: AnyObject) {
        self.count = count
        base = unsafeMemory
        self.owner = owner
    }

    deinit {
        if owner == nil { UnsafeMutablePointer(mutating: base).deallocate() }
    }

    /// The element at an index in `0 ..< count`.
    @inlinable
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "index outside the buffer")
        return base[index]
    }

    /// All elements, for a loop; the pointer is valid inside the closure only.
    @inlinable
    public func withUnsafeBufferPointer<Result, Problem: Error>(
        _ body: (UnsafeBufferPointer<Element>) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        try withExtendedLifetime(self) { () throws(Problem) -> Result in
            try body(UnsafeBufferPointer(start: base, count: count))
        }
    }

    /// The elements of a range, sharing the memory.
    @inlinable
    public func slice(_ range: Range<Int>) -> Buffer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside the buffer")
        return Buffer(unsafeMemory: base + range.lowerBound, count: range.count, owner: self)
    }

    /// A copy of all elements.
    @inlinable
    public var array: [Element] { withUnsafeBufferPointer { Array($0) } }
}
