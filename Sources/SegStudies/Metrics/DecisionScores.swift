import SegCore

/// The share of rows whose decided class is the true one.
public struct Accuracy: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "accuracy", summary: "Share of rows whose class is right."
    ) { _ in Accuracy() }

    public init() {}

    public var source: String { "accuracy" }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        guard case .classes(let classes) = truth else { return [] }
        return zip(classes, predictions.classes(of: problem.kind)).map { $0 == $1 ? 1 : 0 }
    }
}

/// The mean over classes of the share of their rows that are recognised.
public struct BalancedAccuracy: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "balanced_accuracy", summary: "Mean over the classes of the share that is recognised."
    ) { _ in BalancedAccuracy() }

    public init() {}

    public var source: String { "balanced_accuracy" }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        let recalls = ClassCounts(truth, predictions, weights, problem).counts
            .filter { $0.actual > 0 }
            .map { $0.right / $0.actual }
        return WeightedMean.of(recalls, nil)
    }
}

/// The mean cost of wrong decisions.
public struct DecisionCost: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "cost", summary: "Mean cost of the decisions, given what each kind of mistake costs.",
        reference: "Elkan 2001, The foundations of cost-sensitive learning",
        parameters: [
            ModuleParameter(
                "false_negative", .number(0...1e15), "Cost of a positive row that is passed over."),
            ModuleParameter(
                "false_positive", .number(0...1e15), "Cost of a negative row that is taken."),
        ]
    ) { arguments in
        DecisionCost(
            falseNegative: try arguments.number("false_negative", in: 0...1e15),
            falsePositive: try arguments.number("false_positive", in: 0...1e15))
    }

    public let falseNegative: Double
    public let falsePositive: Double

    public init(falseNegative: Double, falsePositive: Double) {
        self.falseNegative = falseNegative
        self.falsePositive = falsePositive
    }

    public var source: String {
        "cost(false_negative: \(falseNegative), false_positive: \(falsePositive))"
    }
    public var higherIsBetter: Bool { false }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> { [.binary] }

    public var calibratedThreshold: Double? {
        let total = falseNegative + falsePositive
        return total > 0 ? falsePositive / total : nil
    }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        guard case .classes(let classes) = truth else { return [] }
        return zip(classes, predictions.classes(of: problem.kind)).map { actual, decided in
            actual == decided ? 0 : actual == 1 ? falseNegative : falsePositive
        }
    }
}

/// Rows of each class: how many there are, how many were decided, and how many of both.
struct ClassCounts {
    struct Count {
        var actual = 0.0
        var decided = 0.0
        var right = 0.0
    }

    private(set) var counts: [Count]

    init(_ truth: Target, _ predictions: Predictions, _ weights: [Double]?, _ problem: Problem) {
        counts = Array(repeating: Count(), count: max(2, problem.classes.count))
        guard case .classes(let classes) = truth else { return }
        let decisions = predictions.classes(of: problem.kind)
        for row in classes.indices {
            let weight = weights?[row] ?? 1
            counts[Int(classes[row])].actual += weight
            counts[Int(decisions[row])].decided += weight
            if classes[row] == decisions[row] { counts[Int(classes[row])].right += weight }
        }
    }
}
