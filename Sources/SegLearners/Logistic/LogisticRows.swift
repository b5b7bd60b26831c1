import SegCore
import SegTensor

/// Rows of a logistic regression: all training rows, or a part of them.
struct LogisticRows: Sendable {
    let features: Matrix
    /// The index of each row's class.
    let target: [Double]
    let weights: [Double]?
    /// Where scores start, output after output.
    let offset: [Double]?
    /// 1 for two classes, else one a class.
    let outputs: Int
    /// The weighted share of each class.
    let classShares: [Double]

    /// The chosen rows, or all.
    init(_ features: Matrix, _ rows: TrainingRows, taking chosen: [Int]? = nil) {
        let outputs = rows.problem.outputCount
        let kept = chosen ?? Array(0..<rows.rowCount)
        let target = kept.map { rows.target[$0] }
        let weights = rows.weights.map { weights in kept.map { weights[$0] } }
        self.features = chosen == nil ? features : features.taking(kept)
        self.target = target
        self.weights = weights
        self.outputs = outputs
        offset = rows.offset.map { offset in
            (0..<outputs).flatMap { output in kept.map { offset[output * rows.rowCount + $0] } }
        }
        classShares = Self.shares(target, weights, classes: rows.problem.classes.count)
    }

    var rowCount: Int { target.count }
    var featureCount: Int { features.columnCount }

    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

    private static func shares(_ target: [Double], _ weights: [Double]?, classes: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: classes)
        for (row, value) in target.enumerated() { sums[Int(value)] += weights?[row] ?? 1 }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }
}
