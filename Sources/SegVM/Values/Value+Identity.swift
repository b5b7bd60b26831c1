import SegIdentity

extension Value {
    /// A digest of the content, for caches and lineage: the same in every process.
    ///
    /// Kinds differ (`1` and `1.0`), Floats go by their bits, dictionaries by order too. A function is
    /// its code, its captured values and the functions that it calls; comments, layout and the names of
    /// its locals don't count. nil where something has no identity: an object of Python, a study.
    public var identity: String? {
        var identity = ContentIdentity()
        identity.add(self)
        return identity.finished()
    }
}

/// Gathers what a value, a function or a cell is.
struct ContentIdentity {
    var hash = ContentHash()
    var isKnown = true
    /// Whether the code of modules counts where other code uses them.
    var readsModules = true
    /// Functions that were met, by their number: the way back to one that is being read.
    var met: [ObjectIdentifier: Int] = [:]

    consuming func finished() -> String? { isKnown ? hash.finished() : nil }

    mutating func add(_ value: Value) {
        guard isKnown else { return }
        hash.add(Int(value.kind.rawValue))
        switch value {
        case .absent, .null: break
        case .bool(let flag): hash.add(flag ? 1 : 0)
        case .int(let number): hash.add(number)
        case .double(let number): hash.add(numbers: [number.bitPattern])
        case .duration(let nanoseconds): hash.add(nanoseconds)
        case .date(let day): hash.add(Int(day))
        case .string(let text): hash.add(text.text)
        case .list(let list): add(list)
        case .dictionary(let entries): add(entries)
        case .range(let range):
            hash.add(range.isClosed ? 1 : 0)
            add(range.lower)
            add(range.upper)
        case .dateTime(let moment):
            hash.add(moment.microseconds)
            hash.add(moment.zone ?? "")
        case .function(let function): add(function)
        case .native(let native): hash.add(native.name)
        case .host(let object): add(object)
        }
    }

    private mutating func add(_ list: ListObject) {
        hash.add(list.count)
        for index in 0..<list.count { add(list[index]) }
    }

    private mutating func add(_ entries: DictionaryObject) {
        hash.add(entries.count)
        for (key, value) in entries.pairs {
            add(key)
            add(value)
        }
    }

    private mutating func add(_ object: HostObject) {
        guard let identity = object.identity else {
            isKnown = false
            return
        }
        hash.add(object.kindName)
        hash.add(identity)
    }

    private mutating func add(_ function: FunctionObject) {
        let environment = function.parts.pointee.environment.takeUnretainedValue()
        add(function.code, CodeScope(unit: environment.unit, environment: environment))
        hash.add(function.parts.pointee.captureCount)
        for index in 0..<function.parts.pointee.captureCount { add(function.captures[index]) }
    }
}
