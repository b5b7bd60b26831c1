import SegCore
import SegFrame

/// Weighted moments of the target over all rows.
struct TargetMoments {
    let mean: Double
    let variance: Double

    init(_ target: [Double], rows: [Int], weights: [Double]?) {
        let statistics = Statistics(
            rows.map { target[$0] }, weights: weights.map { w in rows.map { w[$0] } })
        mean = statistics.mean ?? 0
        variance = statistics.variance ?? 0
    }
}

/// Mean targets by level, pulled towards the mean of all rows.
///
/// With a fixed `smooth` the mean of all rows counts as that many rows. Without one the pull is
/// that of empirical Bayes, as scikit-learn's `TargetEncoder(smooth="auto")` has it: with n rows in
/// a level, within-level variance s² and variance v of all rows, the level's own mean has the share
/// n v / (n v + s²).
enum LevelMeans {
    /// The value of each level; a level without rows gets the mean of all rows.
    static func encode(
        _ target: [Double], codes: [Int], levelCount: Int, rows: [Int], weights: [Double]?,
        smooth: Double?, moments: TargetMoments
    ) -> [Double] {
        var sums = [LevelSum](repeating: LevelSum(), count: levelCount)
        for row in rows { sums[codes[row]].add(target[row], weight: weights?[row] ?? 1) }
        if let smooth { return sums.map { $0.smoothed(smooth, towards: moments.mean) } }
        let means = sums.map(\.mean)
        for row in rows {
            let level = codes[row]
            sums[level].addSquare(target[row] - means[level], weight: weights?[row] ?? 1)
        }
        return sums.map { $0.shrunk(towards: moments) }
    }
}

/// Sums over the rows of a level.
private struct LevelSum {
    var weight = 0.0
    var total = 0.0
    /// Of distances from the level's mean.
    var squares = 0.0

    var mean: Double { weight > 0 ? total / weight : 0 }

    mutating func add(_ value: Double, weight rowWeight: Double) {
        weight += rowWeight
        total += rowWeight * value
    }

    mutating func addSquare(_ distance: Double, weight rowWeight: Double) {
        squares += rowWeight * distance * distance
    }

    /// The mean with `rows` rows of the overall mean added.
    func smoothed(_ rows: Double, towards overall: Double) -> Double {
        weight + rows > 0 ? (total + rows * overall) / (weight + rows) : overall
    }

    /// The mean with the share that empirical Bayes gives it.
    func shrunk(towards overall: TargetMoments) -> Double {
        guard weight > 0 else { return overall.mean }
        let own = overall.variance * weight
        let spread = own + squares / weight
        return spread > 0 ? overall.mean + own / spread * (mean - overall.mean) : overall.mean
    }
}

/// Encodes one column for later rows from all training rows, and for training rows from other
/// folds.
struct CrossFit {
    private let field: Field
    private let index: LevelIndex
    /// The level of each training row; missing values are the last level.
    private let codes: [Int]
    private let outputs: OutputTargets
    private let smooth: Double?

    private var levelCount: Int { index.levels.count + 1 }

    init(_ field: Field, _ column: Column, _ outputs: OutputTargets, smooth: Double?) {
        let (index, codes) = LevelIndex.training(column)
        self.field = field
        self.index = index
        self.codes = codes.map { $0 < 0 ? index.levels.count : Int($0) }
        self.outputs = outputs
        self.smooth = smooth
    }

    func result(_ parts: [InnerSplit.Part]) -> (encoding: TargetEncoding, training: [MadeColumn]) {
        let all = Array(codes.indices)
        let moments = outputs.values.map { TargetMoments($0, rows: all, weights: outputs.weights) }
        let names = outputs.names(for: field.name)
        let values = zip(outputs.values, moments).flatMap { encode($0, rows: all, $1) }
        let training = names.indices.map { output in
            MadeColumn(
                names[output], numbers: outOfFold(outputs.values[output], moments[output], parts))
        }
        let encoding = TargetEncoding(
            field: field, index: index, names: names,
            values: DoubleTensor(values, shape: [names.count, levelCount]),
            unseen: moments.map(\.mean))
        return (encoding, training)
    }

    /// A value for each training row from rows that are not validated with it.
    ///
    /// The pull goes to the mean of all rows, the same for every row, since means that differ by
    /// fold would tell which fold a row is in, and thereby something of its target. Under a time
    /// role it goes to the mean of the earlier rows, and rows without earlier ones get their own
    /// common mean.
    private func outOfFold(
        _ target: [Double], _ moments: TargetMoments, _ parts: [InnerSplit.Part]
    ) -> [Double] {
        let scored = Set(parts.flatMap(\.validation))
        let never = codes.indices.filter { !scored.contains($0) }
        let start =
            outputs.isTemporal && !never.isEmpty
            ? TargetMoments(target, rows: never, weights: outputs.weights).mean : moments.mean
        var values = [Double](repeating: start, count: codes.count)
        for part in parts {
            let known =
                outputs.isTemporal
                ? TargetMoments(target, rows: part.train, weights: outputs.weights) : moments
            let encoded = encode(target, rows: part.train, known)
            for row in part.validation { values[row] = encoded[codes[row]] }
        }
        return values
    }

    private func encode(_ target: [Double], rows: [Int], _ moments: TargetMoments) -> [Double] {
        LevelMeans.encode(
            target, codes: codes, levelCount: levelCount, rows: rows, weights: outputs.weights,
            smooth: smooth, moments: moments)
    }
}
