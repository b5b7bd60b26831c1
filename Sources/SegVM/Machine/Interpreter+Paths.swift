import SegDiagnostics

/// Changing what stands at a path in a variable, in place where nothing else refers to it.
extension Interpreter {
    /// A place that a value can be put into.
    enum Slot {
        case memory(UnsafeMutablePointer<Value>)
        case entry(DictionaryObject, key: Value)
        case item(ListObject, Int)
    }

    /// The place at the end of a path; the containers on the way become the variable's own.
    ///
    /// SAFETY: pointers into containers stay valid, since nothing else runs between finding the
    /// slot and its use.
    func slot(
        at keys: UnsafeMutablePointer<Value>, count: Int, in root: UnsafeMutablePointer<Value>,
        creating: Bool
    ) throws -> Slot {
        var place = root
        for index in 0..<count {
            let key = keys[index]
            let isLast = index == count - 1
            switch place.pointee {
            case .list:
                let list = try ownList(in: place)
                guard case .int(let position) = key else {
                    throw Failure("E301", "a List is indexed by an Int, not \(key.kindPhrase)")
                }
                try Operators.check(position, below: list.count, of: "list")
                if isLast { return .item(list, position) }
                place = list.storage + position
            case .dictionary:
                let dictionary = try ownDictionary(in: place)
                guard let hash = key.keyHash else { throw Operators.notKey(key) }
                if isLast, creating { return .entry(dictionary, key: key) }
                let position = dictionary.find(key, hash: hash)
                guard position >= 0 else {
                    throw Failure("E306", "the dictionary has no key \(key.excerpt)")
                }
                place = dictionary.valuePointer(at: position)
            case .host(let object):
                throw Failure(
                    "E301", "\(ValueKind.withArticle(object.kindName)) can't be changed",
                    hint: object.kindName == "Table" ? "make a new one with derive(…)" : nil)
            default:
                throw Failure(
                    "E301", "\(place.pointee.kindPhrase) has no parts that could be changed")
            }
        }
        return .memory(place)
    }

    func assign(_ slot: Slot, _ value: Value) throws {
        switch slot {
        case .memory(let place): place.pointee = value
        case .entry(let dictionary, let key):
            dictionary.set(key, to: value)
            try checkNesting(dictionary.nesting)
        case .item(let list, let position):
            list.set(position, to: value)
            try checkNesting(list.nesting)
        }
    }

    /// `append`, `insert`, `remove`, `pop`, `clear`.
    func callPathMethod(_ word: UInt32, _ base: UnsafeMutablePointer<Value>, _ extra: Int) throws {
        let count = word.c
        let result = base + word.b
        let arguments = result + count
        let method = PathMethod.allCases[min(extra & 255, PathMethod.allCases.count - 1)]
        var first = Value.null
        if extra >> 8 & 255 > 0 { swap(&first, &arguments[0]) } else { first = .absent }
        let second = extra >> 8 & 255 > 1 ? arguments[1] : .absent
        let outcome: Value
        if let part = try part(of: base[word.a], at: result, count: count), let made = try callOwn(method, of: part, [first, second]) {
            for index in 0..<count { (result + index).clear() }
            result.pointee = made
            return
        }
        let place = try container(at: result, count: count, in: base + word.a)
        if let made = try callOwn(method, of: place.pointee, [first, second]) {
            outcome = made
        } else if case .dictionary = place.pointee {
            outcome = try change(ownDictionary(in: place), method, first)
        } else {
            outcome = try change(ownList(in: place), method, first, second)
        }
        for index in 0..<count { (result + index).clear() }
        result.pointee = outcome
    }

    /// What lies in an object that owns its methods; nil where the path begins in another value.
    private func part(of root: Value, at keys: UnsafeMutablePointer<Value>, count: Int) throws -> Value? {
        guard case .host(let object) = root, object.ownsMethods else { return nil }
        return try (0..<count).reduce(root) { value, place in
            if case .string(let name) = keys[place], case .host(let object) = value, let field = try object.field(name.text) { return field }
            return try Operators.index(value, keys[place])
        }
    }

    /// What an object that owns its methods gives; nil for values that are changed here.
    func callOwn(_ method: PathMethod, of value: Value, _ arguments: [Value]) throws -> Value? {
        guard case .host(let object) = value, object.ownsMethods else { return nil }
        let given = arguments.filter { if case .absent = $0 { false } else { true } }
        return try object.callMethod(method.rawValue, given.map { LabelledValue(nil, $0) }, context: self)
    }

    /// `variable.pop()` where the variable holds no list of its own with items.
    @inline(never)
    func popSlowly(
        _ target: UnsafeMutablePointer<Value>, _ object: UnsafeMutablePointer<Value>
    ) throws {
        if let made = try callOwn(.pop, of: object.pointee, []) {
            target.pointee = made
        } else if case .dictionary = object.pointee {
            target.pointee = try change(ownDictionary(in: object), .pop, .absent)
        } else {
            target.pointee = try change(ownList(in: object), .pop, .absent, .absent)
        }
    }

    private func container(
        at keys: UnsafeMutablePointer<Value>, count: Int, in root: UnsafeMutablePointer<Value>
    ) throws -> UnsafeMutablePointer<Value> {
        switch try slot(at: keys, count: count, in: root, creating: false) {
        case .memory(let place): return place
        case .item(let list, let position): return list.storage + position
        case .entry(let dictionary, let key):
            return dictionary.valuePointer(at: dictionary.find(key, hash: key.keyHash ?? 0))
        }
    }

    private func change(
        _ list: ListObject, _ method: PathMethod, _ first: Value, _ second: Value
    ) throws -> Value {
        switch method {
        case .append:
            list.append(first)
            try checkNesting(list.nesting)
        case .insert:
            guard case .int(let position) = second else {
                throw Failure(
                    "E305", "insert takes a value and a position", hint: PathMethod.insert.usage)
            }
            try Operators.check(position, below: list.count + 1, of: "list")
            list.insert(first, at: position)
            try checkNesting(list.nesting)
        case .remove:
            guard case .int(let position) = first else {
                throw Failure(
                    "E305", "remove takes the position of an item, not \(first.kindPhrase)",
                    hint: "find it with index_of")
            }
            try Operators.check(position, below: list.count, of: "list")
            return list.remove(at: position)
        case .pop:
            let position = first.asInt ?? list.count - 1
            guard list.count > 0 else { throw Failure("E304", "the list is empty") }
            try Operators.check(position, below: list.count, of: "list")
            return list.remove(at: position)
        case .clear: list.removeAll()
        }
        return .null
    }

    private func change(
        _ dictionary: DictionaryObject, _ method: PathMethod, _ first: Value
    ) throws -> Value {
        switch method {
        case .remove, .pop:
            guard !first.isAbsent, let removed = dictionary.remove(first) else {
                throw Failure("E306", "the dictionary has no key \(first.excerpt)")
            }
            return removed
        case .clear:
            dictionary.removeAll()
            return .null
        case .append, .insert:
            throw Failure(
                "E301", "a Dictionary has no \"\(method.rawValue)\"", hint: "write d[key] = value")
        }
    }
}
