import SegCore
import SegFrame
import SegIdentity
import Synchronization

/// Predictions of training rows by models that were trained without them, for wrappers.
enum OutOfFold {
    /// Rows of the sample that have such a prediction, and the predictions in their order.
    ///
    /// Under a time role the earliest rows have none. No rows where the roles leave no way to hold
    /// any back, or leave rows of one class only. What was kept of the folds is to be finished once the fit that needs them is done.
    static func predict(
        _ learner: any Learner, _ sample: Sample, folds: Int, _ context: FitContext
    ) throws -> (rows: [Int], predictions: Predictions, kept: KeptFolds) {
        let parts = try InnerSplit.trainableFolds(
            sample: sample, k: folds, random: context.random.child("inner folds"))
        let kept = KeptFolds(context.checkpoint { identity(learner, sample, folds, context) })
        let predicted = try kept.whole {
            try context.pool.map(parts.count) { place in
                try kept.predictions(place) {
                    try context.stop.check()
                    let part = parts[place]
                    let fitted = try learner.fit(
                        sample.taking(part.train), context.child("inner").child("\(place)").sharedAmong(parts.count))
                    return try fitted.predict(unlabelled(sample.taking(part.validation)))
                }
            }
        }
        let rows = parts.flatMap(\.validation)
        var writer = PredictionWriter(rows.count, sample.problem)
        var first = 0
        for part in predicted {
            writer.write(part, at: Array(first..<first + part.rowCount)) { _ in true }
            first += part.rowCount
        }
        return (rows, writer.finished(), kept)
    }

    /// All that decides the predictions; nil where the learner holds something without identity.
    private static func identity(
        _ learner: any Learner, _ sample: Sample, _ folds: Int, _ context: FitContext
    ) -> String? {
        FitIdentity(
            learner: learner, sample: sample, predicted: sample.taking([]).table, offset: nil, keepsModel: false,
            random: context.random.key
        ).digest.map { ContentHash.digest(of: ["out of fold 1", "\(folds)", $0]) }
    }

    /// The rows without what is to be found out.
    static func unlabelled(_ sample: Sample) -> Table {
        sample.table.dropping([sample.problem.roles.target].compactMap { $0 })
    }
}

/// Folds that are done, kept so that a fit that is cut off goes on with the others.
final class KeptFolds: Sendable {
    private struct Part: Codable {
        let rowCount: Int
        let outputCount: Int
        let values: [Double]
        let thresholds: [Double]?

        var predictions: Predictions {
            Predictions(rowCount: rowCount, outputCount: outputCount, values: values, thresholds: thresholds)
        }
    }

    private struct State {
        let checkpoint: Checkpoint?
        var parts: [Int: Part]
    }

    private let state: Mutex<State>

    init(_ checkpoint: sending Checkpoint?) {
        let parts = checkpoint?.resumed([Int: Part].self) ?? [:]
        state = Mutex(State(checkpoint: checkpoint, parts: parts))
    }

    /// The predictions of a fold: those that were kept, or those that are made now.
    func predictions(_ fold: Int, make: () throws -> Predictions) rethrows -> Predictions {
        if let part = state.withLock({ $0.parts[fold] }) { return part.predictions }
        let made = try make()
        state.withLock { state in
            state.parts[fold] = Part(
                rowCount: made.rowCount, outputCount: made.outputCount, values: made.values, thresholds: made.thresholds)
            state.checkpoint?.step { state.parts }
        }
        return made
    }

    /// All folds; keeps those that are done where they are cut off.
    func whole<Result>(_ body: () throws -> Result) rethrows -> Result {
        do {
            return try body()
        } catch {
            state.withLock { state in
                if !state.parts.isEmpty { state.checkpoint?.keep(state.parts) }
            }
            throw error
        }
    }

    /// Drops what was kept: the fit that needed the folds is done.
    func finish() { state.withLock { $0.checkpoint?.finish() } }
}
