import SegCore
import SegFrame
import SegTensor

/// Predictions of training rows by models that were not trained on them.
struct OutOfFold {
    /// Rows of the sample that some inner fold held back, in order.
    let rows: [Int]
    /// Predictions of these rows.
    let predictions: Predictions

    /// Fits the learner on inner folds of the sample, side by side; nil where no row can be held back.
    init?(_ learner: any Learner, _ sample: Sample, folds: Int, _ context: FitContext) throws {
        let parts = try InnerSplit.folds(sample: sample, k: folds, random: context.random.child("inner folds"))
        guard !parts.isEmpty else { return nil }
        let results = try context.pool.map(parts.count) { index in
            try context.stop.check()
            let fitted = try learner.fit(sample.taking(parts[index].train), context.child("inner \(index)"))
            let held = sample.taking(parts[index].validation)
            let target = [sample.problem.roles.target].compactMap { $0 }
            return try fitted.predict(held.table.dropping(target), offset: held.offset)
        }
        self.init(parts.map(\.validation), results, outputs: sample.problem.outputCount)
    }

    /// Puts the folds' predictions into the order of the rows; a row held back twice counts once.
    private init(_ held: [[Int]], _ results: [Predictions], outputs: Int) {
        var places: [(row: Int, fold: Int, position: Int)] = []
        var seen: Set<Int> = []
        for (fold, rows) in held.enumerated() {
            for (position, row) in rows.enumerated() where seen.insert(row).inserted {
                places.append((row, fold, position))
            }
        }
        places.sort { $0.row < $1.row }
        rows = places.map(\.row)
        let values = (0..<outputs).flatMap { output in
            places.map { place in
                let result = results[place.fold]
                return result.values[output * result.rowCount + place.position]
            }
        }
        predictions = Predictions(rowCount: places.count, outputCount: outputs, values: values)
    }
}
