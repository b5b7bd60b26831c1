import SegCore
import SegDiagnostics
import SegTensor

/// Least squares without a penalty.
///
/// Of several best solutions (columns that depend on each other, or more columns than rows) the one
/// of least length is taken, in units of the columns' standard deviations. `positive: true` keeps
/// every coefficient at 0 or above (Lawson and Hanson 1974).
public struct LinearRegression: Estimator, Hashable, Codable {
    public var positive: Bool
    public var fitIntercept: Bool

    public init(positive: Bool = false, fitIntercept: Bool = true) {
        self.positive = positive
        self.fitIntercept = fitIntercept
    }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "linear", summary: "Linear regression by least squares.",
        reference: "Lawson and Hanson 1974 for coefficients that may not be negative",
        parameters: [
            ModuleParameter(
                "positive", .bool, default: .bool(false), "Whether coefficients must be 0 or above."
            ),
            ModuleParameter(
                "fit_intercept", .bool, default: .bool(true), "Whether a constant is added."),
        ],
        make: {
            LinearRegression(
                positive: try $0.bool("positive"), fitIntercept: try $0.bool("fit_intercept"))
        })

    public var kinds: Set<ProblemKind> { [.regression] }
    public var acceptsOffset: Bool { true }

    public var source: String {
        var call = CallText("linear")
        call.add("positive", positive, default: false)
        call.add("fit_intercept", fitIntercept, default: true)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from, E580 without OpenBLAS.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        try matrix.requireCompleteNumbers(for: name)
        let design = LinearDesign(matrix, rows, hasIntercept: fitIntercept)
        let coefficients =
            positive
            ? try NonNegativeSolver.solve(try design.moments(context.pool), context.stop)
            : try LeastSquaresSolver.solve(design, context.pool)
        return FittedLinear(
            estimator: name, encoder: encoder, coefficients: coefficients,
            intercept: design.intercept(coefficients), alpha: nil,
            startsFromOffset: rows.offset != nil)
    }
}

/// Least squares of any rank.
enum LeastSquaresSolver {
    /// Coefficients of the centred problem; a column that does not vary has 0.
    static func solve(_ design: LinearDesign, _ pool: WorkerPool) throws -> [Double] {
        let scales = scales(design)
        let scaled = LinearDesign(
            design.features.scaled(rows: nil, columns: scales.map { $0 > 0 ? $0 : 1 }),
            target: design.target, weights: design.weights, hasIntercept: design.hasIntercept)
        let solution = try Spectrum(scaled, pool).coefficients([0]).values
        return zip(solution, scales).map { $1 > 0 ? $0 / $1 : 0 }
    }

    /// The weighted standard deviation of each feature; 0 where it is no more than rounding.
    private static func scales(_ design: LinearDesign) -> [Double] {
        (0..<design.featureCount).map { feature in
            var (sum, greatest) = (0.0, 0.0)
            for (row, value) in design.features.column(feature).enumerated() {
                let distance = value - design.means[feature]
                sum += distance * distance * (design.weights?[row] ?? 1)
                greatest = max(greatest, abs(value))
            }
            let deviation = (sum / design.totalWeight).squareRoot()
            return deviation > greatest * 1e-13 ? deviation : 0
        }
    }
}
