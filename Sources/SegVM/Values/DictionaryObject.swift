/// A dictionary that keeps the order of insertion.
///
/// Entries stand in one buffer in that order; a table of positions, a power of two in size and at
/// most two thirds full, finds them by hash with linear probing. A removed entry leaves a gap with
/// an absent key until the next rebuild.
public final class DictionaryObject: @unchecked Sendable {
    struct Entry {
        var key: Value
        var value: Value
        var hash: Int
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var entryCapacity: Int
    /// Entries in the buffer, gaps included.
    private(set) var used = 0
    /// Positions in `entries` plus one; 0 is free.
    private var table: UnsafeMutablePointer<Int32>
    private var mask: Int
    /// The number of keys.
    private(set) var keyCount = 0
    private(set) var nesting = 1

    public init(capacity: Int = 0) {
        let size = Self.tableSize(for: capacity)
        entryCapacity = size / 3 * 2 + 1
        entries = .allocate(capacity: entryCapacity)
        table = .allocate(capacity: size)
        table.initialize(repeating: 0, count: size)
        mask = size - 1
    }

    deinit {
        entries.deinitialize(count: used)
        entries.deallocate()
        table.deallocate()
    }

    private static func tableSize(for count: Int) -> Int {
        var size = 8
        while size / 3 * 2 < count { size *= 2 }
        return size
    }
}

// MARK: - Reading

extension DictionaryObject {
    /// The number of keys.
    public var count: Int { keyCount }

    /// The value of a key, or nil when there is none.
    public subscript(key: Value) -> Value? {
        guard let hash = key.keyHash else { return nil }
        let position = find(key, hash: hash)
        return position < 0 ? nil : entries[position].value
    }

    public subscript(key: String) -> Value? { self[.string(key)] }

    public func contains(_ key: Value) -> Bool {
        guard let hash = key.keyHash else { return false }
        return find(key, hash: hash) >= 0
    }

    /// Keys and values in order of insertion.
    public var pairs: [(key: Value, value: Value)] {
        var result: [(key: Value, value: Value)] = []
        result.reserveCapacity(count)
        for index in 0..<used where !entries[index].key.isAbsent {
            result.append((entries[index].key, entries[index].value))
        }
        return result
    }

    public var keys: [Value] { pairs.map(\.key) }
    public var values: [Value] { pairs.map(\.value) }

    /// The first position at or after `position` that holds an entry, or nil at the end.
    func nextPosition(from position: Int) -> Int? {
        var position = position
        while position < used {
            if !entries[position].key.isAbsent { return position }
            position += 1
        }
        return nil
    }

    func key(at position: Int) -> Value { entries[position].key }
    func value(at position: Int) -> Value { entries[position].value }

    /// The position of a key's entry, or -1.
    func find(_ key: Value, hash: Int) -> Int {
        var slot = hash & mask
        while true {
            let position = Int(table[slot]) - 1
            if position < 0 { return -1 }
            if entries[position].hash == hash, entries[position].key.isSameKey(as: key) {
                return position
            }
            slot = (slot + 1) & mask
        }
    }

    /// The position of a text's entry, or -1; the same object is found without comparing bytes.
    func find(_ text: Unmanaged<StringObject>) -> Int {
        let hash = text._withUnsafeGuaranteedRef { $0.hash }
        var slot = hash & mask
        while true {
            let position = Int(table[slot]) - 1
            if position < 0 { return -1 }
            let entry = entries + position
            if entry.pointee.hash == hash, entry.holds(text) { return position }
            slot = (slot + 1) & mask
        }
    }

    func copied() -> DictionaryObject {
        let copy = DictionaryObject(capacity: count)
        copy.nesting = nesting
        for index in 0..<used where !entries[index].key.isAbsent { copy.add(entries[index]) }
        return copy
    }
}

// MARK: - Changes, while no one else can see the dictionary

extension DictionaryObject {
    /// Sets the value of a key; does nothing for a value that can't be a key, which callers check.
    public func set(_ key: Value, to value: Value) {
        guard let hash = key.keyHash else { return }
        noteNesting(of: value)
        let position = find(key, hash: hash)
        if position >= 0 {
            entries[position].value = value
        } else {
            add(Entry(key: key, value: value, hash: hash))
        }
    }

    /// The memory of an entry's value, for changes in place; valid until the next change of keys.
    func valuePointer(at position: Int) -> UnsafeMutablePointer<Value> {
        UnsafeMutableRawPointer(entries + position)
            .advanced(by: MemoryLayout<Entry>.offset(of: \.value) ?? 0)
            .assumingMemoryBound(to: Value.self)
    }

    @discardableResult
    func remove(_ key: Value) -> Value? {
        guard let hash = key.keyHash else { return nil }
        let position = find(key, hash: hash)
        guard position >= 0 else { return nil }
        let removed = entries[position].value
        entries[position] = Entry(key: .absent, value: .null, hash: -1)
        keyCount -= 1
        if used > 16, count < used / 2 { rebuild(for: count) }
        return removed
    }

    func removeAll() {
        entries.deinitialize(count: used)
        used = 0
        keyCount = 0
        nesting = 1
        table.update(repeating: 0, count: mask + 1)
    }

    private func add(_ entry: Entry) {
        if used == entryCapacity - 1 || used * 3 >= (mask + 1) * 2 { rebuild(for: count * 2 + 4) }
        (entries + used).initialize(to: entry)
        used += 1
        keyCount += 1
        place(used - 1)
    }

    private func place(_ position: Int) {
        var slot = entries[position].hash & mask
        while table[slot] != 0 { slot = (slot + 1) & mask }
        table[slot] = Int32(position + 1)
    }

    /// Closes the gaps and makes room for `wanted` entries.
    private func rebuild(for wanted: Int) {
        let size = Self.tableSize(for: wanted)
        let capacity = size / 3 * 2 + 2
        let kept = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
        var next = 0
        for index in 0..<used {
            if entries[index].key.isAbsent {
                (entries + index).deinitialize(count: 1)
            } else {
                (kept + next).moveInitialize(from: entries + index, count: 1)
                next += 1
            }
        }
        entries.deallocate()
        table.deallocate()
        entries = kept
        entryCapacity = capacity
        used = next
        table = .allocate(capacity: size)
        table.initialize(repeating: 0, count: size)
        mask = size - 1
        for position in 0..<used { place(position) }
    }

    private func noteNesting(of value: Value) {
        switch value {
        case .list, .dictionary, .function: nesting = max(nesting, value.nesting + 1)
        default: break
        }
    }
}

extension UnsafeMutablePointer<DictionaryObject.Entry> {
    /// Whether the entry's key is this text.
    ///
    /// SAFETY: the key is the first field, see `RegisterAccess` for the layout of values.
    @inline(__always)
    fileprivate func holds(_ text: Unmanaged<StringObject>) -> Bool {
        let key = UnsafeMutableRawPointer(self).assumingMemoryBound(to: Value.self)
        guard case .string = key.pointee else { return false }
        let mine = key.borrow(StringObject.self)
        if mine.toOpaque() == text.toOpaque() { return true }
        return mine._withUnsafeGuaranteedRef { first in
            text._withUnsafeGuaranteedRef { first.hasSameBytes(as: $0) }
        }
    }
}
