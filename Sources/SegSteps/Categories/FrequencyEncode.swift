import SegCore
import SegDiagnostics
import SegFrame

/// Replaces categorical columns by the share of training rows that have the level.
///
/// Weights are respected. Missing values count as a level of their own; a level that training
/// didn't have is 0.
public struct FrequencyEncode: Step {
    /// nil: every categorical feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "frequency_encode",
            summary:
                "Replaces categorical columns by the share of training rows that have the level.",
            parameters: [.columns("columns to encode; all categorical features if not given")]
        ) { arguments in
            FrequencyEncode(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("frequency_encode", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: .categorical(moreThan: nil), in: sample, for: name)
        let tables = try ColumnChoice.fields(names, in: sample.table).map { field in
            Self.shares(field, try sample.table.column(field.name), sample.weights)
        }
        return try StepFit(FittedFrequencyEncode(tables: tables), on: sample)
    }

    private static func shares(_ field: Field, _ column: Column, _ weights: [Double]?)
        -> LevelNumbers
    {
        let (index, codes) = LevelIndex.training(column)
        // The last place is that of missing values.
        var sums = [Double](repeating: 0, count: index.levels.count + 1)
        for row in codes.indices {
            sums[codes[row] < 0 ? index.levels.count : Int(codes[row])] += weights?[row] ?? 1
        }
        let total = max(sums.reduce(0, +), .leastNonzeroMagnitude)
        let shares = sums.map { $0 / total }
        return LevelNumbers(
            field: field, index: index, numbers: Array(shares.dropLast()),
            missing: shares[index.levels.count], unseen: 0)
    }
}

/// Shares of the levels of training rows.
public struct FittedFrequencyEncode: FittedStep {
    public static let archiveName = "frequency_encode@1"
    let tables: [LevelNumbers]

    public var isSound: Bool { tables.allSatisfy(\.isSound) }

    public var inputs: [Field] { tables.map(\.field) }
    public var learned: String { LevelNumbers.summary(tables) }

    public func apply(_ table: Table) throws -> Table { try LevelNumbers.apply(tables, to: table) }
}
