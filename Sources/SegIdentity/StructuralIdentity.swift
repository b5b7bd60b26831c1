/// A value that says itself what it is, where its stored properties don't tell.
public protocol ContentIdentified {
    /// A text that differs where the content does; nil where nothing can be said.
    var contentIdentity: String? { get }
}

/// Identities of plain values by their structure: the type, and all stored properties down to numbers
/// and texts.
///
/// No parameter can be forgotten, since none is listed. Objects and functions have no structure: what
/// holds one has no identity, unless it is `ContentIdentified`.
public enum StructuralIdentity {
    /// The digest of a value; nil where it holds something without identity.
    public static func of(_ value: Any) -> String? {
        var reader = StructureReader()
        reader.add(value)
        return reader.isKnown ? reader.finished() : nil
    }
}

private struct StructureReader {
    private var hash = ContentHash()
    private(set) var isKnown = true

    consuming func finished() -> String { hash.finished() }

    mutating func add(_ value: Any) {
        guard isKnown else { return }
        if let identified = value as? any ContentIdentified {
            addIdentified(identified)
        } else if !addPlain(value) {
            addStructure(value)
        }
    }

    private mutating func addIdentified(_ value: any ContentIdentified) {
        guard let identity = value.contentIdentity else {
            isKnown = false
            return
        }
        hash.add(String(reflecting: type(of: value)))
        hash.add(identity)
    }

    /// Numbers, texts and lists of them.
    private mutating func addPlain(_ value: Any) -> Bool {
        switch value {
        case let text as String: tagged("text") { $0.add(text) }
        case let flag as Bool: tagged("bool") { $0.add(flag ? 1 : 0) }
        case let number as Int: tagged("int") { $0.add(number) }
        case let number as Double: tagged("double") { $0.add(numbers: [number.bitPattern]) }
        case let number as Float: tagged("float") { $0.add(numbers: [number.bitPattern]) }
        case let number as Int64: tagged("int64") { $0.add(numbers: [number]) }
        case let number as Int32: tagged("int32") { $0.add(numbers: [number]) }
        case let number as UInt64: tagged("uint64") { $0.add(numbers: [number]) }
        case let number as UInt32: tagged("uint32") { $0.add(numbers: [number]) }
        case let number as UInt8: tagged("uint8") { $0.add(numbers: [number]) }
        case let numbers as [Double]: tagged("doubles") { $0.add(numbers: numbers) }
        case let numbers as [Int]: tagged("ints") { $0.add(numbers: numbers) }
        case let numbers as [Int32]: tagged("int32s") { $0.add(numbers: numbers) }
        default: return false
        }
        return true
    }

    private mutating func tagged(_ kind: String, _ add: (inout ContentHash) -> Void) {
        hash.add(kind)
        add(&hash)
    }

    private mutating func addStructure(_ value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .struct, .tuple, .collection, .optional:
            hash.add(String(reflecting: mirror.subjectType))
            addChildren(mirror)
        case .enum:
            hash.add(String(reflecting: mirror.subjectType))
            if mirror.children.isEmpty { hash.add("\(value)") }
            addChildren(mirror)
        case .set, .dictionary:
            hash.add(String(reflecting: mirror.subjectType))
            addUnordered(mirror)
        default: isKnown = false
        }
    }

    private mutating func addChildren(_ mirror: Mirror) {
        hash.add(mirror.children.count)
        for child in mirror.children {
            hash.add(child.label ?? "")
            add(child.value)
        }
    }

    /// Elements in the order of their own digests, since a hash table's order means nothing.
    private mutating func addUnordered(_ mirror: Mirror) {
        let digests = mirror.children.map { StructuralIdentity.of($0.value) }
        guard !digests.contains(nil) else {
            isKnown = false
            return
        }
        for digest in digests.compactMap({ $0 }).sorted() { hash.add(digest) }
    }
}
