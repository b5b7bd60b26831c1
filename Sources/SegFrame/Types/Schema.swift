import SegDiagnostics

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

    /// A schema of these fields, whose names the caller has made unique.
    public init(_ fields: [Field]) { self.fields = fields }

    /// The columns' names in order.
    public var names: [String] { fields.map(\.name) }

    /// The field of this name, compared by its bytes.
    public subscript(name: String) -> Field? { index(of: name).map { fields[$0] } }

    /// The place of the field of this name, compared by its bytes.
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name.hasSameBytes(as: name) }
    }

    /// The field of this name; E401 with the nearest name where there is none.
    public func field(_ name: String) throws(Failure) -> Field {
        guard let field = self[name] else { throw FrameError.unknownColumn(name, among: names) }
        return field
    }
}
