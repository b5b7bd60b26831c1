import SegCore
import SegDiagnostics
import SegFrame

/// Predicts the same for every row: what can be had without any feature.
public struct Baseline: Estimator, Hashable, Codable {
    /// What is predicted.
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// The weighted mean of the target.
        case mean
        /// The weighted median of the target.
        case median
        /// The share of each class.
        case prior
        /// The most frequent class with probability 1.
        case mostFrequent = "most_frequent"
    }

    /// nil: the mean in a regression, the shares of the classes in a classification.
    public var strategy: Strategy?

    public init(strategy: Strategy? = nil) { self.strategy = strategy }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "baseline", summary: "Predicts the same for every row, from the target alone.",
        parameters: [
            ModuleParameter(
                "strategy", .optional(.choice(Strategy.allCases.map(\.rawValue))), default: .null,
                "mean or median; prior or most_frequent in a classification; auto: mean, or prior.")
        ],
        make: { arguments in
            guard !arguments.isNull("strategy") else { return Baseline() }
            let words = Strategy.allCases.map(\.rawValue)
            return Baseline(
                strategy: Strategy(rawValue: try arguments.choice("strategy", of: words)))
        })

    public var kinds: Set<ProblemKind> {
        switch strategy {
        case nil: [.regression, .binary, .multiclass]
        case .mean, .median: [.regression]
        case .prior, .mostFrequent: [.binary, .multiclass]
        }
    }

    public var accepts: FeatureSupport { .everything }

    public var source: String {
        var call = CallText("baseline")
        call.add("strategy", strategy?.rawValue)
        return call.text
    }

    /// E586 for no rows, E589 for weights that make no sense.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self, needsTwoClasses: false)
        return FittedBaseline(outputs: outputs(rows))
    }

    private func outputs(_ rows: TrainingRows) -> [Double] {
        guard rows.problem.kind.isClassification else {
            let isMedian = strategy == .median
            return [
                isMedian ? WeightedMedian.of(rows.target, weights: rows.weights) : rows.meanTarget
            ]
        }
        var shares = rows.classShares
        if strategy == .mostFrequent {
            let most = shares.indices.reduce(0) { shares[$1] > shares[$0] ? $1 : $0 }
            shares = shares.indices.map { $0 == most ? 1 : 0 }
        }
        return rows.problem.kind == .binary ? [shares[1]] : shares
    }
}

/// The numbers that are predicted for every row.
struct FittedBaseline: FittedLearner {
    static let archiveName = "baseline@1"

    let outputs: [Double]

    var inputs: [Field] { [] }
    var isSound: Bool { !outputs.isEmpty }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Predictions(
            rowCount: table.rowCount, outputCount: outputs.count,
            values: outputs.flatMap { [Double](repeating: $0, count: table.rowCount) })
    }
}
