import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// Shifts columns of numbers to mean 0 and divides them by their standard deviation.
///
/// The standard deviation divides by the number of rows, not by one less. Weights are respected.
/// Missing values stay missing; a constant column becomes 0.
public struct Standardize: Step {
    /// nil: every numeric feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "standardize",
            summary: "Shifts columns of numbers to mean 0 and scales them to standard deviation 1.",
            parameters: [.columns("columns of numbers; all numeric features if not given")]
        ) { arguments in
            Standardize(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("standardize", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let affine = try AffineColumns.learn(fields, sample, context) { statistics in
            guard let mean = statistics.mean, let variance = statistics.variance else { return nil }
            return (mean, Self.isConstant(statistics, mean, variance) ? 1 : variance.squareRoot())
        }
        return try StepFit(FittedStandardize(affine: affine), on: sample)
    }

    /// Whether the variance is no more than what rounding leaves of a constant (as scikit-learn
    /// judges).
    private static func isConstant(_ statistics: Statistics, _ mean: Double, _ variance: Double)
        -> Bool
    {
        let rounding = Double(statistics.values.count) * Double.ulpOfOne
        return variance <= rounding * variance + (rounding * mean) * (rounding * mean)
    }
}

/// Means and standard deviations of training rows.
public struct FittedStandardize: FittedStep {
    public static let archiveName = "standardize@1"
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
