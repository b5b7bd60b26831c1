import SegCore

/// What trees explain: a number or a class a row, with weights.
struct SplitTarget: Sendable {
    /// Regression: the value less the mean of all rows, so that sums of squares keep their digits.
    /// Classification: the index of the class.
    let values: [Double]
    let weights: [Double]
    /// 0 for a regression.
    let classCount: Int
    /// What is added to a mean of `values`.
    let centre: Double

    init(_ rows: TrainingRows, weights: [Double]? = nil) {
        let isRegression = rows.problem.kind == .regression
        let centre = isRegression ? rows.meanTarget : 0
        self.centre = centre
        values = isRegression ? rows.target.map { $0 - centre } : rows.target
        self.weights = weights ?? rows.weights ?? [Double](repeating: 1, count: rows.rowCount)
        classCount = isRegression ? 0 : rows.problem.classes.count
    }

    private init(_ other: SplitTarget, weights: [Double]) {
        values = other.values
        classCount = other.classCount
        centre = other.centre
        self.weights = weights
    }

    func replacing(weights: [Double]) -> SplitTarget { SplitTarget(self, weights: weights) }

    /// Numbers a leaf: a value, the share of the positive class, or the share of each class.
    var outputCount: Int { classCount > 2 ? classCount : 1 }

    /// What a leaf with these sums predicts.
    func output(_ sums: TargetSums) -> [Double] {
        guard sums.weight > 0 else { return [Double](repeating: 0, count: outputCount) }
        if classCount == 0 { return [centre + sums.parts[0] / sums.weight] }
        if classCount == 2 { return [sums.parts[1] / sums.weight] }
        return sums.parts.map { $0 / sums.weight }
    }
}

/// Sums over the rows of a node.
struct TargetSums {
    var rows = 0
    var weight = 0.0
    /// The weighted sum of the values, or the weight of each class.
    var parts: [Double]
    /// The sum of the squares of `parts`, kept up to date: impurity is `weight − squares / weight`,
    /// up to a constant (squared error, and Gini).
    var squares = 0.0

    init(_ target: SplitTarget) { parts = [Double](repeating: 0, count: max(1, target.classCount)) }

    /// Adds a row, or takes it out with a negative sign.
    @inline(__always)
    mutating func add(_ value: Double, _ rowWeight: Double, isRegression: Bool, sign: Double) {
        let index = isRegression ? 0 : Int(value)
        let change = isRegression ? sign * rowWeight * value : sign * rowWeight
        let old = parts[index]
        parts[index] = old + change
        squares += change * (2 * old + change)
        weight += sign * rowWeight
        rows += sign > 0 ? 1 : -1
    }

    /// What a split makes large, one side of it.
    @inline(__always)
    var score: Double { weight > 0 ? squares / weight : 0 }
}
