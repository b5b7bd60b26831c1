import SegDiagnostics
import Synchronization

/// A column's name, storage and meaning.
public struct Field: Hashable, Sendable, Codable {
    public let name: String
    public let type: ColumnType
    public let kind: ColumnKind

    /// A field; without a kind it has the one that its type implies.
    public init(name: String, type: ColumnType, kind: ColumnKind? = nil) {
        self.name = name
        self.type = type
        self.kind = kind ?? type.defaultKind
    }
}

extension Field {
    /// Names compare by their bytes.
    public static func == (a: Field, b: Field) -> Bool {
        a.name.hasSameBytes(as: b.name) && a.type == b.type && a.kind == b.kind
    }

    public func hash(into hasher: inout Hasher) {
        Utf8Key(name).hash(into: &hasher)
        hasher.combine(type)
        hasher.combine(kind)
    }
}

/// The fields of a table in order.
public struct Schema: Hashable, Sendable, Codable {
    public let fields: [Field]
    private let places = FieldPlaces()

    private enum CodingKeys: CodingKey { case fields }

    /// A schema of these fields, whose names the caller has made unique.
    public init(_ fields: [Field]) { self.fields = fields }

    public static func == (a: Schema, b: Schema) -> Bool { a.fields == b.fields }

    public func hash(into hasher: inout Hasher) { hasher.combine(fields) }

    /// The first two names that SQL doesn't tell apart; nil where all are others to it.
    var namesAlikeButForCase: (first: String, second: String)? {
        var seen: [String: String] = [:]
        for name in names {
            if let first = seen.updateValue(name, forKey: name.lowercased()) { return (first, name) }
        }
        return nil
    }

    /// The columns' names in order.
    public var names: [String] { fields.map(\.name) }

    /// The field of this name, compared by its bytes.
    public subscript(name: String) -> Field? { index(of: name).map { fields[$0] } }

    /// The place of the field of this name, compared by its bytes.
    public func index(of name: String) -> Int? { places.index(of: name, in: fields) }

    /// The field of this name; E401 with the nearest name where there is none.
    public func field(_ name: String) throws(Failure) -> Field {
        guard let field = self[name] else { throw FrameError.unknownColumn(name, among: names) }
        return field
    }
}

/// Finds fields by name; of many, in a table that is made when the first is looked for.
private final class FieldPlaces: Sendable {
    /// Up to so many are looked at one by one.
    private static let few = 32
    private let known = Mutex<[Utf8Key: Int]?>(nil)

    func index(of name: String, in fields: [Field]) -> Int? {
        guard fields.count > Self.few else { return fields.firstIndex { $0.name.hasSameBytes(as: name) } }
        return known.withLock { known in
            if let known { return known[Utf8Key(name)] }
            let made = Dictionary(fields.enumerated().map { (Utf8Key($1.name), $0) }) { first, _ in first }
            known = made
            return made[Utf8Key(name)]
        }
    }
}
