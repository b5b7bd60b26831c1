import SegCore

/// The chance that a positive row is ranked above a negative one.
public struct AreaUnderROC: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "roc_auc",
        summary:
            "Chance that a positive row is ranked above a negative one; mean of the classes if several.",
        reference: "Hanley and McNeil 1982"
    ) { _ in AreaUnderROC() }

    public init() {}

    public var source: String { "roc_auc" }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        OneAgainstRest.mean(truth, predictions, problem) { positive, scores in
            Ranking(positive, scores, weights).areaUnderROC
        }
    }
}

/// The area under the precision–recall curve, as a sum of steps.
public struct AveragePrecision: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "average_precision",
        summary: "Precision averaged over recall; mean of the classes if several."
    ) { _ in AveragePrecision() }

    public init() {}

    public var source: String { "average_precision" }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        OneAgainstRest.mean(truth, predictions, problem) { positive, scores in
            Ranking(positive, scores, weights).averagePrecision
        }
    }
}

/// A figure of two classes as one of several: each class against the rest, and the mean.
private enum OneAgainstRest {
    /// nil where the figure of any class is not defined.
    static func mean(
        _ truth: Target, _ predictions: Predictions, _ problem: Problem,
        _ figure: ([Bool], ArraySlice<Double>) -> Double?
    ) -> Double? {
        guard case .classes(let classes) = truth else { return nil }
        if problem.kind == .binary { return figure(classes.map { $0 == 1 }, predictions.output(0)) }
        var sum = 0.0
        for output in 0..<predictions.outputCount {
            let positive = classes.map { Int($0) == output }
            guard let one = figure(positive, predictions.output(output)) else { return nil }
            sum += one
        }
        return predictions.outputCount == 0 ? nil : sum / Double(predictions.outputCount)
    }
}

/// Rows from the highest score down, equal scores taken together.
struct Ranking {
    /// Weight of positive and negative rows at each distinct score, from the highest down.
    private let steps: [(positive: Double, negative: Double)]

    init(_ positive: [Bool], _ scores: ArraySlice<Double>, _ weights: [Double]?) {
        let base = scores.startIndex
        let order = positive.indices.sorted { first, second in
            let (a, b) = (scores[base + first], scores[base + second])
            return a == b ? first < second : a > b
        }
        var steps: [(positive: Double, negative: Double)] = []
        var last = Double.nan
        for row in order {
            let score = scores[base + row]
            if score != last { steps.append((0, 0)) }
            last = score
            let weight = weights?[row] ?? 1
            if positive[row] {
                steps[steps.count - 1].positive += weight
            } else {
                steps[steps.count - 1].negative += weight
            }
        }
        self.steps = steps
    }

    private var totals: (positive: Double, negative: Double) {
        steps.reduce((0, 0)) { ($0.0 + $1.positive, $0.1 + $1.negative) }
    }

    /// nil where a class is missing.
    var areaUnderROC: Double? {
        let totals = totals
        guard totals.positive > 0, totals.negative > 0 else { return nil }
        var above = 0.0
        var area = 0.0
        for step in steps {
            area += step.negative * (above + step.positive / 2)
            above += step.positive
        }
        return area / (totals.positive * totals.negative)
    }

    /// nil where no row is positive.
    var averagePrecision: Double? {
        let total = totals.positive
        guard total > 0 else { return nil }
        var (found, seen, sum) = (0.0, 0.0, 0.0)
        for step in steps {
            found += step.positive
            seen += step.positive + step.negative
            if seen > 0 { sum += step.positive / total * (found / seen) }
        }
        return sum
    }
}
