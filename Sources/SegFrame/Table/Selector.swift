import SegDiagnostics
import SegPatterns

/// A choice of columns, resolved against the columns where it stands.
public indirect enum Selector: Hashable, Sendable, Codable {
    /// Every column.
    case all
    /// Columns of numbers.
    case numeric
    /// Categorical columns; with a number, only those with more distinct values.
    case categorical(moreThan: Int?)
    /// Columns of free text.
    case text
    /// Columns of images.
    case image
    /// Dates and instants.
    case time
    /// Columns in whose name the regular expression is found.
    case matching(String)
    /// These columns.
    case names([String])
    /// Columns of either.
    case union(Selector, Selector)
    /// Columns of the first that aren't in the second.
    case difference(Selector, Selector)

    /// The names it selects, in the table's order. E401 for a name that the table lacks, E406 for a
    /// pattern that isn't a regular expression.
    public func resolve(
        in table: Table, excluding: Set<String> = []
    ) throws(Failure) -> [String] {
        let excluded = Set(excluding.map(Utf8Key.init))
        let chosen = try places(in: table)
        return table.schema.names.enumerated()
            .filter { chosen.contains($0.offset) && !excluded.contains(Utf8Key($0.element)) }
            .map(\.element)
    }

    private func places(in table: Table) throws(Failure) -> Set<Int> {
        let fields = table.schema.fields
        switch self {
        case .all: return Set(fields.indices)
        case .numeric: return Self.places(fields, .numeric)
        case .text: return Self.places(fields, .text)
        case .image: return Self.places(fields, .image)
        case .time: return Self.places(fields, .time)
        case .categorical(let least):
            let places = Self.places(fields, .categorical)
            guard let least else { return places }
            return places.filter { table.columns[$0].distinctCodes().rows.count > least }
        case .matching(let pattern): return try Self.places(fields, matching: pattern)
        case .names(let names): return try Self.places(table.schema, names)
        case .union(let a, let b): return try a.places(in: table).union(b.places(in: table))
        case .difference(let a, let b):
            return try a.places(in: table).subtracting(b.places(in: table))
        }
    }

    private static func places(_ fields: [Field], _ kind: ColumnKind) -> Set<Int> {
        Set(fields.indices.filter { fields[$0].kind == kind })
    }

    private static func places(_ schema: Schema, _ names: [String]) throws(Failure) -> Set<Int> {
        var places: Set<Int> = []
        for name in names {
            guard let place = schema.index(of: name) else {
                throw FrameError.unknownColumn(name, among: schema.names)
            }
            places.insert(place)
        }
        return places
    }

    private static func places(
        _ fields: [Field], matching pattern: String
    ) throws(Failure) -> Set<Int> {
        let expression = try TextPattern.of(pattern)
        return Set(fields.indices.filter { expression.isFound(in: fields[$0].name) })
    }
}

extension Selector: CustomStringConvertible {
    /// As the user would write it.
    public var description: String {
        switch self {
        case .all: "all()"
        case .numeric: "numeric()"
        case .categorical(nil): "categorical()"
        case .categorical(let least?): "categorical(more_than: \(least))"
        case .text: "text()"
        case .image: "image()"
        case .time: "time()"
        case .matching(let pattern): "matching(\(Scalar.string(pattern).literal))"
        case .names(let names):
            "[" + names.map { ColumnExpression.column($0).description }.joined(separator: ", ")
                + "]"
        case .union(let a, let b): "\(a) + \(b)"
        case .difference(let a, .union(let b, let c)): "\(a) - (\(b) + \(c))"
        case .difference(let a, .difference(let b, let c)): "\(a) - (\(b) - \(c))"
        case .difference(let a, let b): "\(a) - \(b)"
        }
    }
}
