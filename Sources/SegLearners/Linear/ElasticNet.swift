import Foundation
import SegCore
import SegDiagnostics
import SegTensor

/// Linear regression with a mixture of L1 and L2 penalties (Zou and Hastie 2005).
///
/// Makes small `Σ w (y − b₀ − x·b)² / 2 Σ w + alpha · (l1_ratio · |b|₁ + (1 − l1_ratio)/2 · |b|²)`,
/// as scikit-learn does; the penalty is on coefficients of the columns as they are given. `alpha:
/// auto` is the best of 100 penalties, from the one that leaves nothing down to a ten-thousandth of
/// it, over 5 inner folds that obey the roles.
public struct ElasticNet: Estimator, Hashable, Codable {
    /// nil: chosen from the rows.
    public var alpha: Double?
    public var l1Ratio: Double

    public init(alpha: Double? = nil, l1Ratio: Double = 0.5) {
        self.alpha = alpha
        self.l1Ratio = l1Ratio
    }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "elastic_net", summary: "Linear regression with a mixture of L1 and L2 penalties.",
        reference: "Zou and Hastie 2005; Friedman, Hastie and Tibshirani 2010",
        parameters: [
            ModuleParameter(
                "alpha", .optional(.number(0...1e15)), default: .null,
                "The penalty; auto: the best over inner folds."),
            ModuleParameter(
                "l1_ratio", .number(0.001...1), default: .number(0.5), "The share of L1."),
        ],
        make: {
            ElasticNet(
                alpha: try $0.optionalNumber("alpha", in: 0...1e15),
                l1Ratio: try $0.number("l1_ratio", in: 0.001...1))
        })

    public var kinds: Set<ProblemKind> { [.regression] }
    public var acceptsOffset: Bool { true }

    public var source: String {
        var call = CallText("elastic_net")
        call.add("alpha", alpha)
        call.add("l1_ratio", l1Ratio, default: 0.5)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from, E580 without OpenBLAS.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        try ElasticNetFit(estimator: self, alpha: alpha, l1Ratio: l1Ratio).fit(sample, context)
    }
}

/// Linear regression with an L1 penalty, which leaves columns out (Tibshirani 1996): `elastic_net`
/// with `l1_ratio: 1`.
public struct Lasso: Estimator, Hashable, Codable {
    /// nil: chosen from the rows.
    public var alpha: Double?

    public init(alpha: Double? = nil) { self.alpha = alpha }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "lasso", summary: "Linear regression with an L1 penalty, which leaves columns out.",
        reference: "Tibshirani 1996; Friedman, Hastie and Tibshirani 2010",
        parameters: [
            ModuleParameter(
                "alpha", .optional(.number(0...1e15)), default: .null,
                "The penalty; auto: the best over inner folds.")
        ],
        make: { Lasso(alpha: try $0.optionalNumber("alpha", in: 0...1e15)) })

    public var kinds: Set<ProblemKind> { [.regression] }
    public var acceptsOffset: Bool { true }

    public var source: String {
        var call = CallText("lasso")
        call.add("alpha", alpha)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from, E580 without OpenBLAS.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        try ElasticNetFit(estimator: self, alpha: alpha, l1Ratio: 1).fit(sample, context)
    }
}

/// Fits either.
private struct ElasticNetFit {
    let estimator: any Estimator
    let alpha: Double?
    let l1Ratio: Double

    func fit(_ sample: Sample, _ context: FitContext) throws -> FittedLinear {
        let rows = try TrainingRows(sample, for: estimator)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        try matrix.requireCompleteNumbers(for: estimator.name)
        let design = LinearDesign(matrix, rows)
        let moments = try design.moments(context.pool)
        let penalty = try alpha ?? search(design, moments, sample, context)
        var descent = CoordinateDescent(moments, weight: design.totalWeight)
        try descent.solve(alpha: penalty, l1Ratio: l1Ratio, tolerance: 1e-10, stop: context.stop)
        return FittedLinear(
            estimator: estimator.name, encoder: encoder, coefficients: descent.coefficients,
            intercept: design.intercept(descent.coefficients), alpha: penalty,
            startsFromOffset: rows.offset != nil)
    }

    /// The penalty with the least squared error over the inner folds; where the rows can't be
    /// parted, the greatest.
    private func search(
        _ design: LinearDesign, _ moments: Moments, _ sample: Sample, _ context: FitContext
    ) throws -> Double {
        let greatest = CoordinateDescent.greatestPenalty(
            moments, weight: design.totalWeight, l1Ratio: l1Ratio)
        let penalties = (0..<100).map { greatest * pow(10, -4 * Double($0) / 99) }
        let folds = try InnerSplit.folds(
            sample: sample, k: PenaltySearch.folds, random: context.random.child("inner"))
        let errors = try PenaltySearch.errors(folds, penalties: penalties.count, context) { fold in
            let training = design.taking(fold.train)
            let path = try path(training, penalties, context)
            return try training.squaredErrors(path, on: design.taking(fold.validation))
        }
        return penalties[PenaltySearch.best(errors)]
    }

    /// Coefficients for each penalty, `features × penalties`.
    private func path(
        _ design: LinearDesign, _ penalties: [Double], _ context: FitContext
    ) throws -> Matrix {
        var descent = CoordinateDescent(
            try design.moments(context.pool), weight: design.totalWeight)
        let columns = try penalties.map { penalty in
            try descent.solve(alpha: penalty, l1Ratio: l1Ratio, tolerance: 1e-6, stop: context.stop)
            return descent.coefficients
        }
        return Matrix(columns: columns, rows: design.featureCount)
    }
}
