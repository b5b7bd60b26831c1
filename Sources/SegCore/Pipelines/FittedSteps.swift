import SegDiagnostics
import SegFrame

/// The trained steps of a pipeline, in order, with the raw columns that they and the parts after
/// them need.
///
/// Steps that change rows leave nothing behind: no row to be predicted is ever dropped.
public struct FittedSteps: Codable, Sendable {
    /// A trained step under its name.
    public struct Part: Codable, Sendable {
        public let name: String
        let archived: ArchivedStep

        public var step: any FittedStep { archived.step }
    }

    public private(set) var parts: [Part] = []

    init() {}

    mutating func append(_ step: any FittedStep, name: String) {
        parts.append(Part(name: name, archived: ArchivedStep(step)))
    }

    /// Passes rows through all steps.
    public func apply(_ table: Table) throws -> Table {
        try parts.reduce(table) { table, part in try part.step.apply(table) }
    }

    /// The columns of a raw table that the steps, and then `last`, read.
    public func inputs(from raw: Schema, last: [Field] = []) -> [Field] {
        var needed: Set<Utf8Key> = []
        for field in parts.flatMap(\.step.inputs) + last { needed.insert(Utf8Key(field.name)) }
        return raw.fields.filter { needed.contains(Utf8Key($0.name)) }
    }
}
