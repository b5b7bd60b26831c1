import Foundation
import SegCore
import SegDiagnostics
import SegTensor

/// Linear regression with an L2 penalty (Hoerl and Kennard 1970).
///
/// Makes small `Σ w (y − b₀ − x·b)² + alpha · |b|²`, as scikit-learn does: the penalty is on
/// coefficients of the columns as they are given, and the intercept is free. Columns of unlike
/// scale should be standardised before, as `prepare()` does.
///
/// `alpha: auto` is the penalty with the least error on rows left out, from 49 penalties at
/// quarters of a decade around the mean squared length of the centred columns: leaving out one row
/// at a time, in closed form; with a group or a time role over 5 inner folds that obey it, where
/// there are any.
public struct Ridge: Estimator, Hashable, Codable {
    /// nil: chosen from the rows.
    public var alpha: Double?

    public init(alpha: Double? = nil) { self.alpha = alpha }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "ridge", summary: "Linear regression with a penalty on squared coefficients.",
        reference: "Hoerl and Kennard 1970; Allen 1974 for leaving one out",
        parameters: [
            ModuleParameter(
                "alpha", .optional(.number(0...1e15)), default: .null,
                "The penalty; auto: the best on rows left out.")
        ],
        make: { Ridge(alpha: try $0.optionalNumber("alpha", in: 0...1e15)) })

    public var kinds: Set<ProblemKind> { [.regression] }
    public var acceptsOffset: Bool { true }

    public var source: String {
        var call = CallText("ridge")
        call.add("alpha", alpha)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from, E580 without OpenBLAS.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        try matrix.requireCompleteNumbers(for: name)
        let design = LinearDesign(matrix, rows)
        let (penalty, coefficients) = try solve(design, sample, context)
        return FittedLinear(
            estimator: name, encoder: encoder, coefficients: coefficients,
            intercept: design.intercept(coefficients), alpha: penalty,
            startsFromOffset: rows.offset != nil)
    }

    private func solve(
        _ design: LinearDesign, _ sample: Sample, _ context: FitContext
    ) throws -> (alpha: Double, coefficients: [Double]) {
        if let alpha {
            return (alpha, try RidgeSolver.coefficients(design, alpha: alpha, context.pool))
        }
        let spectrum = try Spectrum(design, context.pool)
        let penalties = Self.penalties(spectrum.squares, features: design.featureCount)
        let errors = try errors(penalties, spectrum, design, sample, context)
        let best = penalties[PenaltySearch.best(errors)]
        return (best, try spectrum.coefficients([best]).values)
    }

    /// Penalties from large to small, so that of equally good ones the largest is taken.
    private static func penalties(_ squares: [Double], features: Int) -> [Double] {
        let mean = squares.reduce(0, +) / Double(max(1, features))
        let scale = mean > 0 ? mean : 1
        return (0..<49).map { scale * pow(10, 3 - Double($0) / 4) }
    }

    private func errors(
        _ penalties: [Double], _ spectrum: Spectrum, _ design: LinearDesign, _ sample: Sample,
        _ context: FitContext
    ) throws -> [Double] {
        let folds =
            PenaltySearch.needsFolds(sample)
            ? try InnerSplit.folds(
                sample: sample, k: PenaltySearch.folds, random: context.random.child("inner")) : []
        // Where the roles leave no fold, as with a single group, single rows are all that can be
        // left out.
        guard !folds.isEmpty else { return try spectrum.leaveOneOutErrors(penalties, context.pool) }
        return try PenaltySearch.errors(folds, penalties: penalties.count, context) { fold in
            let training = design.taking(fold.train)
            let coefficients = try Spectrum(training, context.pool).coefficients(penalties)
            return try training.squaredErrors(coefficients, on: design.taking(fold.validation))
        }
    }
}

/// Solves ridge regression for one penalty.
enum RidgeSolver {
    /// Coefficients of the centred problem: from products of features, or of rows where these are
    /// fewer.
    static func coefficients(
        _ design: LinearDesign, alpha: Double, _ pool: WorkerPool
    ) throws -> [Double] {
        let solution = design.isWide ? try wide(design, alpha) : try narrow(design, alpha, pool)
        return try solution ?? Spectrum(design, pool).coefficients([alpha]).values
    }

    private static func narrow(
        _ design: LinearDesign, _ alpha: Double, _ pool: WorkerPool
    ) throws -> [Double]? {
        let moments = try design.moments(pool)
        let cross = Matrix(columns: [moments.cross], rows: design.featureCount)
        return try LinearAlgebra.solvePositiveDefinite(moments.gram.addingToDiagonal(alpha), cross)?
            .values
    }

    private static func wide(_ design: LinearDesign, _ alpha: Double) throws -> [Double]? {
        let features = design.centred(0..<design.rowCount, withTarget: false)
        let roots = design.weights?.map { $0.squareRoot() }
        let target = design.target.enumerated().map { ($1 - design.targetMean) * (roots?[$0] ?? 1) }
        let products = try LinearAlgebra.gram(features.transposed).addingToDiagonal(alpha)
        let rows = Matrix(columns: [target], rows: design.rowCount)
        guard let solution = try LinearAlgebra.solvePositiveDefinite(products, rows) else {
            return nil
        }
        return try LinearAlgebra.product(features, solution, transposingFirst: true).values
    }
}
