import SegCore
import SegDiagnostics
import SegFrame

/// Keeps some features and drops the others. Columns with a role stay.
public struct Select: Step {
    public let columns: Selector

    public init(columns: Selector) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "select", summary: "Keeps some features and drops the others.",
            parameters: [
                ModuleParameter("columns", .columns, labelOnly: false, "the features to keep")
            ]
        ) { arguments in
            Select(columns: try arguments.selector("columns"))
        }
    }

    public var source: String { StepSource("select", columns: columns).text }
    public var learnsFromRows: Bool { false }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let kept = try ColumnChoice.features(columns, default: .all, in: sample, for: name)
        let keys = Set(kept.map(Utf8Key.init))
        let dropped = sample.features.filter { !keys.contains(Utf8Key($0)) }
        return try StepFit(FittedDrop(columns: dropped), on: sample)
    }
}

/// Drops features.
public struct Drop: Step {
    public let columns: Selector

    public init(columns: Selector) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "drop", summary: "Drops features.",
            parameters: [
                ModuleParameter("columns", .columns, labelOnly: false, "the features to drop")
            ]
        ) { arguments in
            Drop(columns: try arguments.selector("columns"))
        }
    }

    public var source: String { StepSource("drop", columns: columns).text }
    public var learnsFromRows: Bool { false }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let dropped = try ColumnChoice.features(columns, default: .all, in: sample, for: name)
        return try StepFit(FittedDrop(columns: dropped), on: sample)
    }
}

/// Columns to drop, where they are there.
public struct FittedDrop: FittedStep {
    public static let archiveName = "drop@1"
    public let columns: [String]

    public var inputs: [Field] { [] }

    public var learned: String {
        columns.isEmpty ? "nothing dropped" : "dropped \(Summary.list(columns, limit: 8))"
    }

    public func apply(_ table: Table) throws -> Table { table.dropping(columns) }
}
