import SegDiagnostics

/// What the loop does when its own fast cases don't apply.
extension Interpreter {
    /// `target = left + right`; text and lists grow in place when `target` is `left` and nothing
    /// else refers to them.
    @inline(never)
    func addSlowly(
        _ target: UnsafeMutablePointer<Value>, _ left: UnsafeMutablePointer<Value>,
        _ right: UnsafeMutablePointer<Value>
    ) throws {
        if target == left, target != right {
            if case .string = left.pointee, case .string = right.pointee,
                left.isUnique(StringObject.self)
            {
                // Borrowed, not copied: both registers keep their texts.
                return try left.borrow(StringObject.self)._withUnsafeGuaranteedRef { text in
                    try right.borrow(StringObject.self)._withUnsafeGuaranteedRef { added in
                        try TextLimits.check(text.byteCount + added.byteCount)
                        try lookUp(beforeCopying: added.byteCount / 16)
                        text.append(added)
                    }
                }
            }
            if case .list = left.pointee, case .list(let added) = right.pointee,
                left.isUnique(ListObject.self)
            {
                let list = left.borrow(ListObject.self).takeUnretainedValue()
                try lookUp(beforeCopying: added.length)
                list.append(contentsOf: added)
                return
            }
        }
        if case .list(let first) = left.pointee, case .list(let second) = right.pointee {
            try lookUp(beforeCopying: first.length + second.length)
        } else if case .string(let first) = left.pointee, case .string(let second) = right.pointee {
            try lookUp(beforeCopying: (first.byteCount + second.byteCount) / 16)
        }
        target.pointee = try Operators.arithmetic(.add, left.pointee, right.pointee)
    }

    /// Looks whether the run was told to stop, before so many values are copied: a few turns of a loop may take all memory.
    @inline(__always)
    private func lookUp(beforeCopying count: Int) throws {
        if count > 1 << 16, let reason = interruption.reason { throw Interruption(reason) }
    }

    @inline(never)
    func computeSlowly(
        _ operation: BinaryOperator, _ target: UnsafeMutablePointer<Value>,
        _ left: UnsafeMutablePointer<Value>, _ right: UnsafeMutablePointer<Value>
    ) throws {
        target.pointee = try Operators.arithmetic(operation, left.pointee, right.pointee)
    }

    /// A comparison that decides a jump.
    @inline(never)
    func compareSlowly(
        _ operation: BinaryOperator, _ left: UnsafeMutablePointer<Value>,
        _ right: UnsafeMutablePointer<Value>
    ) throws -> Bool {
        let outcome =
            operation == .equal
            ? try Operators.equal(left.pointee, right.pointee, .equal)
            : try Operators.ordered(operation, left.pointee, right.pointee)
        guard case .bool(let flag) = outcome else { throw conditionFailure(outcome) }
        return flag
    }

    @inline(never)
    func conditionFailure(_ value: Value) -> Failure {
        if case .host(let object) = value, object.isSymbolic {
            return Failure(
                "E320", "a condition is a Bool, and this is a column expression",
                hint: "write when(condition, value, otherwise)")
        }
        return Failure("E307", "a condition is a Bool, not \(value.kindPhrase)")
    }

    // MARK: Lists

    @inline(never)
    func indexSlowly(
        _ target: UnsafeMutablePointer<Value>, _ object: UnsafeMutablePointer<Value>,
        _ key: UnsafeMutablePointer<Value>
    ) throws {
        if case .dictionary = object.pointee, case .string = key.pointee {
            let dictionary = object.borrow(DictionaryObject.self)
            let text = key.borrow(StringObject.self)
            let found = dictionary._withUnsafeGuaranteedRef { dictionary in
                let position = dictionary.find(text)
                return position < 0 ? nil : dictionary.valuePointer(at: position)
            }
            if let found { target.copy(found) } else { target.put(.null) }
            return
        }
        target.pointee = try Operators.index(object.pointee, key.pointee)
    }

    @inline(never)
    func setIndexSlowly(
        _ object: UnsafeMutablePointer<Value>, _ key: UnsafeMutablePointer<Value>,
        _ value: UnsafeMutablePointer<Value>
    ) throws {
        if case .dictionary = object.pointee, object.isUnique(DictionaryObject.self) {
            if case .string = key.pointee, value.isTrivial {
                let text = key.borrow(StringObject.self)
                let found = object.borrow(DictionaryObject.self)._withUnsafeGuaranteedRef {
                    dictionary in
                    let position = dictionary.find(text)
                    return position < 0 ? nil : dictionary.valuePointer(at: position)
                }
                if let found { return found.copy(value) }
            }
            let dictionary = object.borrow(DictionaryObject.self).takeUnretainedValue()
            guard key.pointee.isKey else { throw Operators.notKey(key.pointee) }
            dictionary.set(key.pointee, to: value.pointee)
            try checkNesting(dictionary.nesting)
            return
        }
        try assign(slot(at: key, count: 1, in: object, creating: true), value.pointee)
        try checkNesting(object.pointee.nesting)
    }

    @inline(never)
    func appendSlowly(
        _ object: UnsafeMutablePointer<Value>, _ value: UnsafeMutablePointer<Value>
    ) throws {
        if try callOwn(.append, of: object.pointee, [value.pointee]) != nil { return }
        let list = try ownList(in: object)
        list.append(value.pointee)
        try checkNesting(list.nesting)
    }

    /// The list in a slot, made the slot's own by a copy where others refer to it.
    func ownList(in slot: UnsafeMutablePointer<Value>) throws -> ListObject {
        guard case .list = slot.pointee else {
            throw Failure("E301", "\(slot.pointee.kindPhrase) can't be changed as a List")
        }
        if !slot.isUnique(ListObject.self) {
            let copy = slot.borrow(ListObject.self)._withUnsafeGuaranteedRef { $0.copied(extra: 4) }
            slot.pointee = .list(copy)
        }
        return slot.borrow(ListObject.self).takeUnretainedValue()
    }

    func ownDictionary(in slot: UnsafeMutablePointer<Value>) throws -> DictionaryObject {
        guard case .dictionary = slot.pointee else {
            throw Failure("E301", "\(slot.pointee.kindPhrase) can't be changed as a Dictionary")
        }
        if !slot.isUnique(DictionaryObject.self) {
            let copy = slot.borrow(DictionaryObject.self)._withUnsafeGuaranteedRef { $0.copied() }
            slot.pointee = .dictionary(copy)
        }
        return slot.borrow(DictionaryObject.self).takeUnretainedValue()
    }

    func makeList(
        _ target: UnsafeMutablePointer<Value>, _ first: UnsafeMutablePointer<Value>, _ count: Int,
        extends: Bool
    ) throws {
        let list = extends ? try ownList(in: target) : ListObject(capacity: count)
        for index in 0..<count {
            list.append(first[index])
            (first + index).clear()
        }
        if !extends { target.pointee = .list(list) }
        try checkNesting(list.nesting)
    }

    func makeDictionary(
        _ target: UnsafeMutablePointer<Value>, _ first: UnsafeMutablePointer<Value>, _ count: Int,
        extends: Bool
    ) throws {
        let dictionary = extends ? try ownDictionary(in: target) : DictionaryObject(capacity: count)
        for index in 0..<count {
            let key = first[index * 2]
            guard key.isKey else { throw Operators.notKey(key) }
            if dictionary.contains(key) {
                throw Failure("E314", "the key \(key.excerpt) stands twice in one dictionary")
            }
            dictionary.set(key, to: first[index * 2 + 1])
            (first + index * 2).clear()
            (first + index * 2 + 1).clear()
        }
        if !extends { target.pointee = .dictionary(dictionary) }
        try checkNesting(dictionary.nesting)
    }

    /// Joins texts into the first, which nothing else refers to when it was built here.
    func concatenate(
        _ target: UnsafeMutablePointer<Value>, _ first: UnsafeMutablePointer<Value>, _ count: Int
    ) throws {
        let text = StringObject(uninitialized: 16)
        for index in 0..<count {
            let part = first + index
            switch part.pointee {
            case .string:
                // Borrowed, not copied: the register keeps the piece.
                try part.borrow(StringObject.self)._withUnsafeGuaranteedRef { piece in
                    try TextLimits.check(text.byteCount + piece.byteCount)
                    text.append(piece)
                }
            case .int(let number): text.append(number)
            case .host(let object) where object.isSymbolic:
                throw Failure(
                    "E320", "a column expression can't stand in text",
                    hint: "write concat(\"…\", column)")
            default: text.append(StringObject(part.pointee.text))
            }
            part.clear()
        }
        target.pointee = .string(text)
    }

    func destructure(_ value: Value, into target: UnsafeMutablePointer<Value>, count: Int) throws {
        guard case .list(let list) = value else {
            throw Failure("E301", "a List is taken apart here, not \(value.kindPhrase)")
        }
        guard list.count == count else {
            throw Failure(
                "E304", "the list has \(list.count) items, and \(count) names are to be bound")
        }
        for index in 0..<count { target[index] = list[index] }
    }

    // MARK: Loops

    /// Whether a `for` over `R[0]...R[1]` has a first turn; makes the limit exclusive.
    func prepareRange(_ counter: UnsafeMutablePointer<Value>, isClosed: Bool) throws -> Bool {
        guard case .int(let lower) = counter[0], case .int(let upper) = counter[1] else {
            throw Failure(
                "E318",
                "a loop counts between Ints, not \(counter[0].kindPhrase) and \(counter[1].kindPhrase)"
            )
        }
        let (limit, overflow) = upper.addingReportingOverflow(isClosed ? 1 : 0)
        if overflow { throw Failure("E302", "the range ends at the greatest Int") }
        counter[1] = .int(limit)
        return lower < limit
    }

    func prepareIteration(_ sequence: UnsafeMutablePointer<Value>) throws {
        switch sequence.pointee {
        case .list, .dictionary, .string: break
        case .range(let range) where range.integers != nil: break
        case .host(let object):
            if let iterator = try object.iterator(context: self) {
                sequence.pointee = .host(iterator)
            } else if object.length == nil {
                fallthrough
            }
        default: throw Failure("E318", "a loop can't run over \(sequence.pointee.kindPhrase)")
        }
        sequence[1] = .int(0)
    }

    /// Puts the next element into `sequence[2]`; false at the end.
    @inline(never)
    func iterateSlowly(_ sequence: UnsafeMutablePointer<Value>) throws -> Bool {
        guard case .int(let position) = sequence[1] else { return false }
        switch sequence.pointee {
        case .dictionary(let dictionary):
            guard let found = dictionary.nextPosition(from: position) else { return false }
            sequence[2] = dictionary.key(at: found)
            sequence[1] = .int(found + 1)
        case .string(let text):
            guard position < text.byteCount else { return false }
            let end = text.nextOffset(after: position)
            sequence[2] = .string(text.slice(bytes: position..<end))
            sequence[1] = .int(end)
        case .range(let range):
            guard let integers = range.integers, position < integers.count else { return false }
            sequence[2] = .int(integers.lowerBound + position)
            sequence[1] = .int(position + 1)
        case .host(let object):
            guard let element = try object.element(ofTurn: position, context: self) else { return false }
            sequence[2] = element
            sequence[1] = .int(position + 1)
        default: return false
        }
        return true
    }
}
