import Foundation
import SegCore
import SegDiagnostics
import SegTensor

/// Logistic regression of two or more classes with an L2 penalty.
///
/// Makes small `C · Σ w · loss + ½ |b|²`, as scikit-learn does: the penalty is on coefficients of the columns as
/// they are given, intercepts are free, and more than two classes are one softmax. `C: auto` is the best by
/// log loss of 17 values from 0.0001 to 10,000 over 5 inner folds that obey the roles, on at most 20,000 rows
/// of each.
public struct LogisticRegression: Estimator, Hashable, Codable {
    /// nil: chosen from the rows.
    public var lossWeight: Double?

    /// `lossWeight` is scikit-learn's `C`.
    public init(lossWeight: Double? = nil) { self.lossWeight = lossWeight }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "logistic", summary: "Logistic regression with a penalty on squared coefficients.",
        reference: "Lin, Weng and Keerthi 2008",
        parameters: [
            ModuleParameter(
                "C", .optional(.number(1e-12...1e12)), default: .null,
                "Weight of the loss against the penalty; auto: the best over inner folds.")
        ],
        make: { LogisticRegression(lossWeight: try $0.optionalNumber("C", in: 1e-12...1e12)) })

    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }
    public var acceptsOffset: Bool { true }

    public var source: String {
        var call = CallText("logistic")
        call.add("C", lossWeight)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from, E580 without OpenBLAS.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        try matrix.requireCompleteNumbers(for: name)
        let weight = try lossWeight ?? LogisticSearch(matrix.values, rows).best(sample, context)
        let design = LogisticDesign(matrix.values, rows)
        let parameters = try NewtonSolver.minimise(
            LogisticObjective(design, lossWeight: weight), from: design.start, tolerance: 1e-14,
            pool: context.pool, stop: context.stop)
        return FittedLogistic(
            encoder: encoder, design: design, parameters: parameters, lossWeight: weight,
            startsFromOffset: rows.offset != nil)
    }
}

/// Chooses `C` over inner folds.
private struct LogisticSearch {
    /// Rows of a fold's training and validation part that are used: the best `C` hardly depends on more.
    private static let maxRows = 20_000

    let features: Matrix
    let rows: TrainingRows

    init(_ features: Matrix, _ rows: TrainingRows) {
        self.features = features
        self.rows = rows
    }

    func best(_ sample: Sample, _ context: FitContext) throws -> Double {
        let weights = (0..<17).map { pow(10, -4 + Double($0) / 2) }
        let folds = try InnerSplit.folds(
            sample: sample, k: PenaltySearch.folds, random: context.random.child("inner"))
        let usable = folds.filter { hasAllClasses($0.train) }
        let random = context.random.child("thinning")
        let losses = try PenaltySearch.errors(usable, penalties: weights.count, context) { fold in
            try path(thin(fold.train, random), thin(fold.validation, random), weights, context)
        }
        return weights[PenaltySearch.best(losses)]
    }

    private func hasAllClasses(_ chosen: [Int]) -> Bool {
        Set(chosen.map { rows.target[$0] }).count == Set(rows.target).count
    }

    private func thin(_ chosen: [Int], _ random: RandomStream) -> [Int] {
        guard chosen.count > Self.maxRows else { return chosen }
        return RowSample.draw(Self.maxRows, of: chosen.count, random).map { chosen[$0] }
    }

    /// The validation loss for each weight of the loss, each fit starting from the one before.
    private func path(
        _ train: [Int], _ validation: [Int], _ weights: [Double], _ context: FitContext
    ) throws -> [Double] {
        let design = LogisticDesign(features, rows, taking: train)
        let held = LogisticScorer(design, features, rows, validation)
        var parameters = design.start
        return try weights.map { weight in
            parameters = try NewtonSolver.minimise(
                LogisticObjective(design, lossWeight: weight), from: parameters, tolerance: 1e-8,
                pool: context.pool, stop: context.stop)
            return held.loss(parameters)
        }
    }
}

/// Scores rows that were held back.
private struct LogisticScorer {
    let design: LogisticDesign
    let features: Matrix
    let rows: TrainingRows
    let held: [Int]

    init(_ design: LogisticDesign, _ features: Matrix, _ rows: TrainingRows, _ held: [Int]) {
        self.design = design
        self.features = features.taking(held)
        self.rows = rows
        self.held = held
    }

    /// The weighted sum of the log losses.
    func loss(_ parameters: [Double]) -> Double {
        let (coefficients, intercepts) = design.original(parameters)
        var scores = intercepts.flatMap { [Double](repeating: $0, count: held.count) }
        for output in 0..<design.outputs {
            LinearPredictor.add(features, coefficients[output], to: &scores, output: output)
            if let offset = rows.offset {
                for (place, row) in held.enumerated() {
                    scores[output * held.count + place] += offset[output * rows.rowCount + row]
                }
            }
        }
        let shares = design.outputs == 1
            ? scores.map { Link.logistic($0) }
            : Link.softmax(scores, rows: held.count, outputs: design.outputs)
        return held.enumerated().reduce(0) { sum, entry in
            let truth = Int(rows.target[entry.element])
            let share = design.outputs == 1
                ? (truth == 1 ? shares[entry.offset] : 1 - shares[entry.offset])
                : shares[truth * held.count + entry.offset]
            return sum - rows.weight(entry.element) * log(max(share, 1e-15))
        }
    }
}

extension LogisticDesign {
    /// Coefficients and intercepts of the columns as they are given, one each an output.
    func original(_ parameters: [Double]) -> (coefficients: [[Double]], intercepts: [Double]) {
        let size = featureCount + 1
        let coefficients = (0..<outputs).map { output in
            (0..<featureCount).map { parameters[output * size + $0] / scales[$0] }
        }
        let intercepts = (0..<outputs).map { output in
            zip(coefficients[output], means).reduce(parameters[output * size + featureCount]) {
                $0 - $1.0 * $1.1
            }
        }
        return (coefficients, intercepts)
    }
}
