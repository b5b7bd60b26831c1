import SegCore
import SegDiagnostics

/// How the figures of several classes become one.
public enum ClassAverage: String, Hashable, Sendable, Codable, CaseIterable {
    /// The positive class alone; only where there are two.
    case positive
    /// The mean over classes that occur.
    case macro
    /// The mean weighted by the classes' rows.
    case weighted
    /// All decisions counted together.
    case micro

    static let parameter = ModuleParameter(
        "average", .optional(.choice(allCases.map(\.rawValue))), default: .null,
        "How classes are averaged; nil: the positive class of two, else the mean over classes.")

    static func read(_ arguments: ModuleArguments) throws(Failure) -> ClassAverage? {
        guard !arguments.isNull("average") else { return nil }
        return ClassAverage(rawValue: try arguments.choice("average", of: allCases.map(\.rawValue)))
    }

    /// One figure of all classes, from a figure of one class's counts.
    static func figure(
        _ average: ClassAverage?, _ counts: [ClassCounts.Count], _ problem: Problem,
        _ one: (ClassCounts.Count) -> Double
    ) -> Double? {
        let present = counts.filter { $0.actual > 0 || $0.decided > 0 }
        guard !present.isEmpty else { return nil }
        switch average ?? (problem.kind == .binary ? .positive : .macro) {
        case .positive: return problem.kind == .binary ? one(counts[1]) : nil
        case .macro: return WeightedMean.of(present.map(one), nil)
        case .weighted: return WeightedMean.of(present.map(one), present.map(\.actual))
        case .micro:
            return one(
                present.reduce(into: ClassCounts.Count()) { sum, count in
                    sum.actual += count.actual
                    sum.decided += count.decided
                    sum.right += count.right
                })
        }
    }

    static func source(_ name: String, _ average: ClassAverage?) -> String {
        average.map { "\(name)(average: \"\($0.rawValue)\")" } ?? name
    }
}

/// The share of right ones among the rows that were taken for a class.
public struct Precision: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "precision",
        summary: "Share of right ones among the rows decided for a class; 0 if there are none.",
        parameters: [ClassAverage.parameter]
    ) { arguments in Precision(average: try ClassAverage.read(arguments)) }

    public let average: ClassAverage?

    public init(average: ClassAverage? = nil) { self.average = average }

    public var source: String { ClassAverage.source(name, average) }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> {
        average == .positive ? [.binary] : [.binary, .multiclass]
    }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        let counts = ClassCounts(truth, predictions, weights, problem).counts
        return ClassAverage.figure(average, counts, problem) {
            $0.decided > 0 ? $0.right / $0.decided : 0
        }
    }
}

/// The share of a class's rows that were recognised.
public struct Recall: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "recall", summary: "Share of a class's rows that were recognised; 0 if it has none.",
        parameters: [ClassAverage.parameter]
    ) { arguments in Recall(average: try ClassAverage.read(arguments)) }

    public let average: ClassAverage?

    public init(average: ClassAverage? = nil) { self.average = average }

    public var source: String { ClassAverage.source(name, average) }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> {
        average == .positive ? [.binary] : [.binary, .multiclass]
    }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        let counts = ClassCounts(truth, predictions, weights, problem).counts
        return ClassAverage.figure(average, counts, problem) {
            $0.actual > 0 ? $0.right / $0.actual : 0
        }
    }
}

/// The harmonic mean of precision and recall.
public struct F1Score: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "f1", summary: "Harmonic mean of precision and recall.",
        parameters: [ClassAverage.parameter]
    ) { arguments in F1Score(average: try ClassAverage.read(arguments)) }

    public let average: ClassAverage?

    public init(average: ClassAverage? = nil) { self.average = average }

    public var source: String { ClassAverage.source(name, average) }
    public var higherIsBetter: Bool { true }
    public var range: ClosedRange<Double> { 0...1 }
    public var judgesDecisions: Bool { true }
    public var kinds: Set<ProblemKind> {
        average == .positive ? [.binary] : [.binary, .multiclass]
    }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        let counts = ClassCounts(truth, predictions, weights, problem).counts
        return ClassAverage.figure(average, counts, problem) { count in
            let both = count.actual + count.decided
            return both > 0 ? 2 * count.right / both : 0
        }
    }
}
