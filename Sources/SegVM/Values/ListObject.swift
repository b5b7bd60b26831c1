import Glibc

/// How deep lists, dictionaries and closures may be nested in one another.
///
/// The limit keeps every walk over a value (comparing, printing, freeing) within the stack.
let maximalNesting = 500

/// A list of values in a buffer of its own.
public final class ListObject: @unchecked Sendable {
    // A manually managed buffer rather than an array: no uniqueness and exclusivity checks per
    // access.
    private(set) var storage: UnsafeMutablePointer<Value>
    private var capacity: Int
    /// The number of items, internal so that its accesses need no check at run time.
    private(set) var length: Int
    /// One more than that of the deepest item that was ever put in.
    private(set) var nesting: Int = 1

    public init(capacity: Int = 4) {
        self.capacity = max(4, capacity)
        storage = Self.memory(self.capacity)
        length = 0
    }

    public convenience init(_ items: [Value]) {
        self.init(capacity: items.count)
        for item in items { append(item) }
    }

    /// A copy of part of a buffer.
    init(copying source: UnsafePointer<Value>, count: Int) {
        capacity = max(4, count)
        storage = Self.memory(capacity)
        storage.initialize(from: source, count: count)
        length = count
        for index in 0..<count { noteNesting(of: storage[index]) }
    }

    deinit {
        storage.deinitialize(count: count)
        free(storage)
    }
}

extension ListObject {
    /// The number of items.
    public var count: Int { length }

    /// The item at a position that is known to be within the list.
    public subscript(index: Int) -> Value {
        precondition(index >= 0 && index < count)
        return storage[index]
    }

    public var values: [Value] {
        Array(UnsafeBufferPointer(start: storage, count: count))
    }

    var buffer: UnsafeBufferPointer<Value> { UnsafeBufferPointer(start: storage, count: count) }

    /// Another list with the same items, with room for more.
    func copied(extra: Int = 0) -> ListObject {
        let copy = ListObject(capacity: count + extra)
        copy.storage.initialize(from: storage, count: count)
        copy.length = count
        copy.nesting = nesting
        return copy
    }

    /// The items `range`, which lies within the list.
    public func slice(_ range: Range<Int>) -> ListObject {
        ListObject(copying: storage + range.lowerBound, count: range.count)
    }
}

// MARK: - Memory

extension ListObject {
    /// Memory for so many values, or what was there, made larger: of a large list the pages move, and nothing is copied.
    ///
    /// SAFETY: values are the same wherever their bytes are, as Swift's moves of them show.
    private static func memory(_ capacity: Int, instead old: UnsafeMutablePointer<Value>? = nil) -> UnsafeMutablePointer<Value> {
        guard let memory = realloc(old, capacity * MemoryLayout<Value>.stride) else { fatalError("out of memory") }
        return memory.assumingMemoryBound(to: Value.self)
    }
}

// MARK: - Changes, while no one else can see the list

extension ListObject {
    public func append(_ value: Value) {
        if count == capacity { grow(to: count + 1) }
        (storage + count).initialize(to: value)
        length += 1
        noteNesting(of: value)
    }

    /// Adds a value that holds no object.
    @inline(__always)
    func appendTrivial(_ value: Value) {
        if count == capacity { grow(to: count + 1) }
        (storage + count).initialize(to: value)
        length &+= 1
    }

    func append(contentsOf other: ListObject) {
        let added = other.count
        grow(to: count + added)
        (storage + count).initialize(from: other.storage, count: added)
        length += added
        nesting = max(nesting, other.nesting)
    }

    func set(_ index: Int, to value: Value) {
        storage[index] = value
        noteNesting(of: value)
    }

    func insert(_ value: Value, at index: Int) {
        if count == capacity { grow(to: count + 1) }
        (storage + index + 1).moveInitialize(from: storage + index, count: count - index)
        (storage + index).initialize(to: value)
        length += 1
        noteNesting(of: value)
    }

    func remove(at index: Int) -> Value {
        let removed = (storage + index).move()
        (storage + index).moveInitialize(from: storage + index + 1, count: count - index - 1)
        length -= 1
        return removed
    }

    /// Takes off the last item and gives its memory, from which the caller moves it before anything
    /// else happens; nil where there is none.
    @inline(__always)
    func removeLast() -> UnsafeMutablePointer<Value>? {
        if length == 0 { return nil }
        length &-= 1
        return storage + length
    }

    func removeAll() {
        storage.deinitialize(count: count)
        length = 0
        nesting = 1
    }

    /// Puts the items in another order, given as the old positions.
    func permute(_ order: [Int]) -> ListObject {
        let result = ListObject(capacity: count)
        for index in order {
            (result.storage + result.count).initialize(to: storage[index])
            result.length += 1
        }
        result.nesting = nesting
        return result
    }

    private func grow(to wanted: Int) {
        guard wanted > capacity else { return }
        let enlarged = max(wanted, capacity * 2)
        storage = Self.memory(enlarged, instead: storage)
        capacity = enlarged
    }

    @inline(__always)
    private func noteNesting(of value: Value) {
        switch value {
        case .list, .dictionary, .function: nesting = max(nesting, value.nesting + 1)
        default: break
        }
    }
}

extension Value {
    /// How deep containers are nested in this one: 0 for a value that holds no others.
    var nesting: Int {
        switch self {
        case .list(let list): list.nesting
        case .dictionary(let dictionary): dictionary.nesting
        case .function(let function): function.nesting
        default: 0
        }
    }
}
