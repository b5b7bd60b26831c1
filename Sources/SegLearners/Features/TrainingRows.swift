import SegCore
import SegDiagnostics

/// What an estimator learns from, checked: truth, weights and offset of at least one row.
struct TrainingRows: Sendable {
    let problem: Problem
    let rowCount: Int
    /// The value of each row (regression), or the index of its class.
    let target: [Double]
    /// The weight of each row; nil where all are 1.
    let weights: [Double]?
    /// Where fitting starts on the link scale, output after output.
    let offset: [Double]?

    /// E586 for no rows, E587 for one class only, E588 for a kind of problem that isn't taken, E589
    /// for weights that make no sense.
    init(_ sample: Sample, for estimator: any Estimator, needsTwoClasses: Bool = true)
        throws(Failure)
    {
        let name = estimator.name
        guard estimator.kinds.contains(sample.problem.kind), sample.target.count == sample.rowCount
        else {
            throw LearnerError.wrongKind(name, sample.problem.kind.rawValue)
        }
        guard sample.rowCount > 0 else { throw LearnerError.noRows(name) }
        problem = sample.problem
        rowCount = sample.rowCount
        target = sample.target.numbers
        weights = try Self.checked(sample.weights, name)
        offset = try Self.checked(sample.offset, count: rowCount * problem.outputCount, estimator)
        if needsTwoClasses { try checkClasses(name) }
    }

    /// The sum of the weights.
    var totalWeight: Double { weights?.reduce(0, +) ?? Double(rowCount) }

    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

    /// The classes of the rows, for a classification.
    var classes: [Int] { target.map { Int($0) } }

    /// The weighted mean of the target, or the share of the positive class.
    var meanTarget: Double {
        guard let weights else { return target.reduce(0, +) / Double(rowCount) }
        return zip(target, weights).reduce(0) { $0 + $1.0 * $1.1 } / totalWeight
    }

    /// The weighted share of each class.
    var classShares: [Double] {
        var sums = [Double](repeating: 0, count: problem.classes.count)
        for row in 0..<rowCount { sums[Int(target[row])] += weight(row) }
        let total = totalWeight
        return sums.map { $0 / total }
    }

    private func checkClasses(_ name: String) throws(Failure) {
        guard problem.kind.isClassification, let first = target.first else { return }
        let isMixed = (0..<rowCount).contains { target[$0] != first && weight($0) > 0 }
        if !isMixed { throw LearnerError.oneClass(name, problem.classes[Int(first)]) }
    }

    private static func checked(_ weights: [Double]?, _ name: String) throws(Failure) -> [Double]? {
        guard let weights else { return nil }
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 })
        else {
            throw LearnerError.badWeights(name)
        }
        return weights.allSatisfy { $0 == 1 } ? nil : weights
    }

    private static func checked(
        _ offset: [Double]?, count: Int, _ estimator: any Estimator
    ) throws(Failure) -> [Double]? {
        guard let offset else { return nil }
        guard estimator.acceptsOffset else { throw LearnerError.badOffset(estimator.name) }
        guard offset.count == count else {
            throw LearnerError.offsetLength(estimator.name, expected: count, found: offset.count)
        }
        return offset
    }
}
