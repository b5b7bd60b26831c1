import SegCore
import SegFrame

/// Predictions of training rows by models that were trained without them, for wrappers.
enum OutOfFold {
    /// Rows of the sample that have such a prediction, and the predictions in their order.
    ///
    /// Under a time role the earliest rows have none. No rows where the roles leave no way to hold
    /// any back.
    static func predict(
        _ learner: any Learner, _ sample: Sample, folds: Int, _ context: FitContext
    ) throws -> (rows: [Int], predictions: Predictions) {
        let parts = try InnerSplit.folds(
            sample: sample, k: folds, random: context.random.child("inner folds"))
        let predicted = try context.pool.map(parts.count) { place in
            try context.stop.check()
            let part = parts[place]
            let fitted = try learner.fit(
                sample.taking(part.train), context.child("inner").child("\(place)"))
            return try fitted.predict(unlabelled(sample.taking(part.validation)))
        }
        let rows = parts.flatMap(\.validation)
        var writer = PredictionWriter(rows.count, sample.problem)
        var first = 0
        for part in predicted {
            writer.write(part, at: Array(first..<first + part.rowCount)) { _ in true }
            first += part.rowCount
        }
        return (rows, writer.finished())
    }

    /// The rows without what is to be found out.
    static func unlabelled(_ sample: Sample) -> Table {
        sample.table.dropping([sample.problem.roles.target].compactMap { $0 })
    }
}
