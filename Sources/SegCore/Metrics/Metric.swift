/// A figure of merit for predictions.
public protocol Metric: Sendable {
    /// The one declaration that feeds binding, checks, completion, help and reference.
    static var declaration: ModuleDeclaration<any Metric> { get }

    /// How it is written where its parameters differ from their defaults: `f1(average: "macro")`.
    var source: String { get }

    var higherIsBetter: Bool { get }

    /// The kinds of problem that it applies to.
    var kinds: Set<ProblemKind> { get }

    /// Whether it looks at the decided classes, which a threshold changes, rather than at the probabilities.
    var judgesDecisions: Bool { get }

    /// The probability from which on a row should be decided positive if probabilities are calibrated, where that follows from
    /// the metric alone: for costs, what a false alarm costs as a share of both kinds of mistake.
    var calibratedThreshold: Double? { get }

    /// Where the figure lies: the ends of its interval are no further.
    var range: ClosedRange<Double> { get }

    /// The figure over all rows, or nil where it is not defined (no rows, one class only).
    func value(_ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem) -> Double?

    /// One loss a row, where the figure is `finish(weighted mean of the losses)`; nil for other metrics.
    func rowLosses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double]?

    /// From the mean of the row losses to the figure: the square root for `rmse`, else the same number.
    func finish(_ meanLoss: Double) -> Double
}

extension Metric {
    public var name: String { Self.declaration.name }

    public var judgesDecisions: Bool { false }
    public var calibratedThreshold: Double? { nil }
    public var range: ClosedRange<Double> { -.infinity ... .infinity }

    public func rowLosses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double]? { nil }

    public func finish(_ meanLoss: Double) -> Double { meanLoss }
}
