import SegCore
import SegDiagnostics
import SegFrame

/// What a task's features look like, and whether any of them says too much.
public struct TaskDescription: Sendable {
    /// One row a feature: `feature`, `kind`, `missing` (share of the development rows), `distinct`,
    /// and `alone`, the cross-fitted score of a small model on that feature only: r2, or roc_auc
    /// for classes; missing where such a model can't use the feature.
    public let features: Table
    /// L210 for each feature that is alone nearly as good as can be.
    public let warnings: [Failure]
}

extension LearningTask {
    /// Describes the features of the development rows.
    ///
    /// - Parameter learner: the small model of the column `alone`, such as a shallow tree.
    public func describe(_ learner: any Learner, _ context: FitContext) throws -> TaskDescription {
        let alone = try FeatureScores(self, learner, context).scores()
        let rows = developmentTable
        var missing: [Double] = []
        var distinct: [Int64] = []
        for name in features {
            let column = try rows.column(name)
            missing.append(Double(column.missingCount) / Double(max(1, column.count)))
            distinct.append(Int64(column.encoded().levels.count))
        }
        let table = try Table([
            ("feature", nil, Column(strings: features)),
            ("kind", nil, Column(strings: features.map { rows.schema[$0]?.kind.rawValue })),
            ("missing", nil, Column(doubles: missing)), ("distinct", nil, Column(ints: distinct)),
            ("alone", nil, Column(doubles: alone)),
        ])
        let suspects = zip(features, alone).filter { $1 >= FeatureScores.suspicious }
        return TaskDescription(features: table, warnings: suspects.map { warning($0, score: $1) })
    }

    private func warning(_ feature: String, score: Double) -> Failure {
        let metric = problem.kind == .regression ? "r2" : "roc_auc"
        let shown = (score * 1000).rounded() / 1000
        return Failure(
            "L210",
            "'\(feature)' alone predicts '\(problem.roles.target ?? "")' with \(metric) \(shown)",
            hint: "was it known before the outcome? If not, leave it out of features:")
    }
}

/// How well each feature predicts alone.
private struct FeatureScores {
    /// The share of the best possible score from which on a feature is suspicious.
    static let suspicious = 0.98
    /// Rows that are enough to see it.
    private static let rowLimit = 20_000
    private static let folds = 3

    private let sample: Sample
    private let learner: any Learner
    private let context: FitContext

    init(_ task: LearningTask, _ learner: any Learner, _ context: FitContext) {
        var rows = task.development
        if rows.count > Self.rowLimit {
            var random = context.random.child("rows")
            random.shuffle(&rows)
            rows = rows.prefix(Self.rowLimit).sorted()
        }
        sample = task.sample(rows: rows)
        self.learner = learner
        self.context = context.child("alone")
    }

    /// One score a feature, NaN where there is none.
    func scores() throws -> [Double] {
        try context.pool.map(sample.features.count) { place in
            let name = sample.features[place]
            guard let kind = sample.table.schema[name]?.kind,
                kind == .numeric || kind == .categorical
            else {
                return .nan
            }
            do {
                return try score(of: name) ?? .nan
            } catch {
                _ = try Failure.of(error)
                return .nan
            }
        }
    }

    private func score(of name: String) throws -> Double? {
        let alone = sample.replacing(features: [name])
        let held = try OutOfFold.predict(learner, alone, folds: Self.folds, context.child(name))
        guard !held.rows.isEmpty else { return nil }
        let truth = sample.target.taking(held.rows)
        let metric: any Metric = sample.problem.kind == .regression ? RSquared() : AreaUnderROC()
        return metric.value(truth, held.predictions, weights: nil, problem: sample.problem)
    }
}
