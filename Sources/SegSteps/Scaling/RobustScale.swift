import SegCore
import SegDiagnostics
import SegFrame

/// Shifts columns of numbers to median 0 and divides them by the distance between their quartiles.
///
/// Quartiles interpolate linearly; weights are not regarded. Missing values stay missing; a column
/// whose quartiles are equal is only shifted.
public struct RobustScale: Step {
    /// nil: every numeric feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "robust_scale",
            summary:
                "Shifts numbers to median 0 and scales them by their interquartile range.",
            parameters: [.columns("columns of numbers; all numeric features if not given")]
        ) { arguments in
            RobustScale(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("robust_scale", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let affine = try AffineColumns.learn(fields, sample.replacing(weights: nil), context) {
            statistics in
            guard !statistics.isEmpty else { return nil }
            let quartiles = statistics.quantiles([0.25, 0.5, 0.75])
            return (quartiles[1], quartiles[2] - quartiles[0])
        }
        return try StepFit(FittedRobustScale(affine: affine), on: sample)
    }
}

/// Medians and interquartile ranges of training rows.
public struct FittedRobustScale: FittedStep {
    public static let archiveName = "robust_scale@1"
    let affine: AffineColumns

    public var isSound: Bool { affine.isSound }

    /// What is subtracted from each column.
    public var centers: [Double] { affine.centers }
    /// What each column is divided by.
    public var scales: [Double] { affine.scales }
    public var inputs: [Field] { affine.fields }
    public var learned: String { affine.summary }

    public func apply(_ table: Table) throws -> Table { try affine.apply(table) }
}
