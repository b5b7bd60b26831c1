import SegCore
import SegDiagnostics
import SegFrame

/// Scales columns of numbers so that the training rows lie from 0 to 1.
///
/// Later rows may lie outside. Missing values stay missing; a constant column becomes 0. Weights
/// are not regarded.
public struct MinMaxScale: Step {
    /// nil: every numeric feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "min_max_scale",
            summary: "Scales columns of numbers so that training rows lie from 0 to 1.",
            parameters: [.columns("columns of numbers; all numeric features if not given")]
        ) { arguments in
            MinMaxScale(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("min_max_scale", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let affine = try AffineColumns.learn(fields, sample.replacing(weights: nil), context) {
            statistics in
            statistics.range.map { ($0.low, $0.high - $0.low) }
        }
        return try StepFit(FittedMinMaxScale(affine: affine), on: sample)
    }
}

/// Smallest values and ranges of training rows.
public struct FittedMinMaxScale: FittedStep {
    public static let archiveName = "min_max_scale@1"
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
