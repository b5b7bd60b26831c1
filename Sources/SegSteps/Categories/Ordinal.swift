import SegCore
import SegDiagnostics
import SegFrame

/// Replaces categorical columns by the number of each level in sorted order, from 0.
///
/// A level that training didn't have is -1; missing values stay missing. Weights are not regarded.
public struct Ordinal: Step {
    /// nil: every categorical feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "ordinal", summary: "Replaces categorical columns by the number of each level.",
            parameters: [.columns("columns to encode; all categorical features if not given")]
        ) { arguments in
            Ordinal(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("ordinal", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: .categorical(moreThan: nil), in: sample, for: name)
        let tables = try ColumnChoice.fields(names, in: sample.table).map { field in
            let index = LevelIndex.training(try sample.table.column(field.name)).index
            let numbers = index.levels.indices.map(Double.init)
            return LevelNumbers(
                field: field, index: index, numbers: numbers, missing: nil, unseen: -1)
        }
        return try StepFit(FittedOrdinal(tables: tables), on: sample)
    }
}

/// A number for each level of a column.
struct LevelNumbers: Codable, Sendable {
    let field: Field
    let index: LevelIndex
    let numbers: [Double]
    /// For rows without a value; nil: they stay missing.
    let missing: Double?
    /// For levels that training didn't have.
    let unseen: Double

    var isSound: Bool { numbers.count == index.levels.count }

    func column(of column: Column) -> MadeColumn {
        let values = index.codes(of: column).map { code -> Double in
            switch code {
            case LevelIndex.missing: missing ?? .nan
            case LevelIndex.unseen: unseen
            default: numbers[Int(code)]
            }
        }
        return MadeColumn(field.name, numbers: values)
    }

    static func apply(_ tables: [LevelNumbers], to table: Table) throws(Failure) -> Table {
        var replacements: [(name: String, made: [MadeColumn])] = []
        for levels in tables {
            let name = levels.field.name
            replacements.append((name, [levels.column(of: try table.column(name))]))
        }
        return try table.replacing(replacements)
    }

    static func summary(_ tables: [LevelNumbers]) -> String {
        let items = tables.map { "\($0.field.name) \($0.index.levels.count) levels" }
        return items.isEmpty ? Summary.columns(0) : Summary.list(items)
    }
}

/// Numbers of the levels of training rows.
public struct FittedOrdinal: FittedStep {
    public static let archiveName = "ordinal@1"
    let tables: [LevelNumbers]

    public var isSound: Bool { tables.allSatisfy(\.isSound) }

    public var inputs: [Field] { tables.map(\.field) }
    public var learned: String { LevelNumbers.summary(tables) }

    public func apply(_ table: Table) throws -> Table { try LevelNumbers.apply(tables, to: table) }
}
