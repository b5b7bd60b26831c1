import Foundation
import SegCore
import SegTensor

/// Chooses `C` of a logistic regression over inner folds.
struct LogisticSearch: Sendable {
    /// Rows of a fold's training and validation part that are used: the best `C` hardly depends on
    /// more.
    private static let maxRows = 20_000

    let features: Matrix
    let rows: TrainingRows
    let l1Ratio: Double

    /// The weight of the loss with the least log loss, of equal ones the least; 1 where no fold can
    /// be used.
    func best(_ sample: Sample, _ context: FitContext) throws -> Double {
        let weights = (0..<17).map { pow(10, -4 + Double($0) / 2) }
        let folds = try InnerSplit.folds(
            sample: sample, k: PenaltySearch.folds, random: context.random.child("inner"))
        let usable = folds.filter { hasAllClasses($0.train) }
        guard !usable.isEmpty else { return 1 }
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
        let training = LogisticRows(features, rows, taking: train)
        let held = LogisticRows(features, rows, taking: validation)
        let solver = LogisticSolver(training, l1Ratio: l1Ratio)
        var model = LogisticModel(startingOn: training)
        return try weights.map { weight in
            model = try solver.fit(lossWeight: weight, from: model, isFinal: false, context)
            return model.loss(on: held)
        }
    }
}
