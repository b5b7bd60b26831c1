import SegCore
import SegDiagnostics
import SegFrame

/// Whether splitting by segments pays: for each learner, and for each segment of it.
///
/// Differences of a segment's own model against the pooled one are shrunk over segments (`Shrinkage`); a
/// segment is split when its own model is better by more than the margin with probability `level` or
/// more, pooled when that probability is 1 − `level` or less, and else left open.
public struct Verdict: Sendable {
    public enum Decision: String, Sendable, Codable {
        case split, pool, open
    }

    /// One judged segment.
    public struct Segment: Sendable {
        public let path: String
        public let rows: Int
        /// Figures of the pooled and of the segment's own model.
        public let pooled: Double
        public let local: Double
        /// Local against pooled, as a share of the pooled loss, before shrinking.
        public let raw: Estimate
        /// After shrinking: posterior mean and interval.
        public let mean: Double
        public let lower: Double
        public let upper: Double
        /// P(local is better by more than the margin).
        public let probability: Double
        public let decision: Decision
        /// How many times its rows would settle an open segment; nil otherwise.
        public let timesToSettle: Double?
        /// How many rows that are; no more than can be counted exactly.
        var rowsToSettle: Int64? { timesToSettle.map { Int64(min(($0 * Double(rows)).rounded(.up), 0x1p53)) } }
        /// Whether the own model is significantly worse (Benjamini and Hochberg, q 0.10).
        public let losesSignificantly: Bool
    }

    /// What is said of one learner.
    public struct Answer: Sendable {
        public let learner: String
        /// Local against pooled over all rows.
        public let local: Estimate?
        /// Blended against pooled over all rows; nil where the study has no such arm.
        public let blended: Estimate?
        public let segments: [Segment]
        /// Share of the variation between segments that chance doesn't explain.
        public let iSquared: Double
        /// Segments that can't be judged: served by a parent in some fold.
        public let tooSmall: [String]
        /// Segments in which the two models do not differ, or by the same in every block.
        public let equal: [String]
        /// Segments whose own model could not be trained in any fold.
        public let failed: [String]
        public let unscored: [String]

        public func count(_ decision: Decision) -> Int { segments.count { $0.decision == decision } }
    }

    public let levels: [String]
    public let metric: any Metric
    public let margin: Double
    public let level: Double
    public let answers: [Answer]
    /// Scored rows that no leaf takes: no rule is true, or a value is missing.
    public let rowsWithoutSegment: Int

    public init(
        _ study: Study, metric: (any Metric)? = nil, margin: Double = 0.01, level: Double = 0.95
    ) throws(Failure) {
        try Self.check(margin: margin)
        guard study.segments.isDivided else {
            throw Failure("E570", "the study has no segments to judge", hint: "cross_validate(…, over: segs)")
        }
        let metric = metric ?? study.metrics[0]
        self.metric = metric
        self.margin = margin
        self.level = level
        levels = study.segments.levels
        rowsWithoutSegment = study.parts.filter(\.isRest).reduce(0) { $0 + $1.places.count }
        let judge = Judge(StudyFigures(study, metric: metric, level: level), margin: margin)
        answers = Judge.pairs(study).map { judge.answer($0) }
        guard !answers.isEmpty else {
            throw Failure(
                "E570", "no learner of the study has both a pooled and a local arm",
                hint: "scopes: [\"pooled\", \"local\"]")
        }
    }

    /// E503 unless a margin is a share of the loss.
    static func check(margin: Double) throws(Failure) {
        guard (0..<1).contains(margin) else {
            throw Failure("E503", "'margin:' is a share of the loss, from 0 to below 1, not \(margin)")
        }
    }

    /// One row a learner and judged segment: `learner`, `segment`, `rows`, `pooled`, `local`,
    /// `difference`, `shrunk`, `lower`, `upper`, `probability`, `decision`, `rows_to_settle`.
    public func table() throws(Failure) -> Table {
        let rows = answers.flatMap { answer in answer.segments.map { (answer.learner, $0) } }
        return try Table([
            ("learner", nil, Column(strings: rows.map(\.0))),
            ("segment", nil, Column(strings: rows.map(\.1.path))),
            ("rows", nil, Column(ints: rows.map { Int64($0.1.rows) })),
            ("pooled", nil, Column(doubles: rows.map(\.1.pooled))),
            ("local", nil, Column(doubles: rows.map(\.1.local))),
            ("difference", nil, Column(doubles: rows.map(\.1.raw.value))),
            ("shrunk", nil, Column(doubles: rows.map(\.1.mean))),
            ("lower", nil, Column(doubles: rows.map(\.1.lower))),
            ("upper", nil, Column(doubles: rows.map(\.1.upper))),
            ("probability", nil, Column(doubles: rows.map(\.1.probability))),
            ("decision", nil, Column(strings: rows.map(\.1.decision.rawValue))),
            (
                "rows_to_settle", nil,
                Column(ints: rows.map { $0.1.rowsToSettle ?? 0 }, missing: rows.map { $0.1.timesToSettle == nil })
            ),
        ])
    }
}

/// Judges the segments of one learner.
private struct Judge {
    typealias Pair = (learner: String, pooled: ArmResult, local: ArmResult, blended: ArmResult?)

    private let figures: StudyFigures
    private let margin: Double
    private var study: Study { figures.study }

    init(_ figures: StudyFigures, margin: Double) {
        self.figures = figures
        self.margin = margin
    }

    /// Learners that have a pooled and a local arm, in the order of the study.
    static func pairs(_ study: Study) -> [Pair] {
        var seen: Set<String> = []
        return study.arms.compactMap { arm in
            let learner = arm.arm.learner
            func find(_ scope: Scope) -> ArmResult? {
                study.arms.first { $0.arm.learner == learner && $0.arm.scope == scope }
            }
            // The models of the last level are the local ones, whatever they are called.
            let last = study.segments.levels.last.map { Scope.level($0) }
            guard seen.insert(learner).inserted, let pooled = find(.pooled), let local = find(.local) ?? last.flatMap(find) else {
                return nil
            }
            return (learner, pooled, local, find(.blended))
        }
    }

    func answer(_ pair: Pair) -> Verdict.Answer {
        let leaves = study.segments.leaves.filter { $0 != 0 }
        let scored = leaves.filter { !study.places(of: $0).isEmpty }
        // In every fold: where the parent served, the two are one model.
        let own = scored.filter { leaf in study.places(of: leaf).allSatisfy { pair.local.servedBy[$0] == leaf } }
        let raw = own.compactMap { leaf -> (leaf: Int, estimate: Estimate)? in
            guard let estimate = figures.difference(pair.local, against: pair.pooled, on: study.part(of: leaf)),
                let error = estimate.standardError, error > 0
            else { return nil }
            return (leaf, estimate)
        }
        let errors = raw.map { $0.estimate.standardError ?? 0 }
        let values = raw.map(\.estimate.value)
        let prior = Shrinkage(differences: values, standardErrors: errors)
        let worse = MultipleTesting.benjaminiHochberg(raw.map { $0.estimate.pValue ?? 1 }, q: 0.10)
        let segments = raw.indices.map { index in
            segment(
                pair, raw[index].leaf, raw[index].estimate, prior,
                losesSignificantly: worse[index] && raw[index].estimate.value > 0)
        }
        let judged = Set(raw.map(\.leaf))
        let failed = Set(
            study.fits.filter { fit in
                if case .failed = fit.status { fit.learner == pair.learner } else { false }
            }.map(\.node))
        let path = { (leaf: Int) in study.segments.nodes[leaf].path }
        return Verdict.Answer(
            learner: pair.learner, local: figures.difference(pair.local, against: pair.pooled),
            blended: pair.blended.flatMap { figures.difference($0, against: pair.pooled) },
            segments: segments,
            iSquared: MultipleTesting.heterogeneity(values, standardErrors: errors).iSquared,
            tooSmall: scored.filter { !own.contains($0) && !failed.contains($0) }.map(path),
            equal: own.filter { !judged.contains($0) && !failed.contains($0) }.map(path),
            failed: scored.filter { !judged.contains($0) && failed.contains($0) }.map(path),
            unscored: leaves.filter { study.places(of: $0).isEmpty }.map(path))
    }

    private func segment(
        _ pair: Pair, _ leaf: Int, _ raw: Estimate, _ prior: Shrinkage, losesSignificantly: Bool
    ) -> Verdict.Segment {
        let error = raw.standardError ?? 0
        let posterior = prior.posterior(difference: raw.value, standardError: error)
        let probability = min(1, posterior.probability(below: -margin))
        let decision: Verdict.Decision =
            probability >= figures.level ? .split : probability <= 1 - figures.level ? .pool : .open
        return Verdict.Segment(
            path: study.segments.nodes[leaf].path, rows: study.places(of: leaf).count,
            pooled: figures.figure(pair.pooled, on: study.part(of: leaf)) ?? .nan,
            local: figures.figure(pair.local, on: study.part(of: leaf)) ?? .nan, raw: raw, mean: posterior.mean,
            lower: posterior.quantile((1 - figures.level) / 2),
            upper: posterior.quantile((1 + figures.level) / 2), probability: probability,
            decision: decision, timesToSettle: decision == .open ? settling(posterior.mean, error) : nil,
            losesSignificantly: losesSignificantly)
    }

    /// The multiple of rows at which the standard error would be small enough for the mean to decide.
    private func settling(_ mean: Double, _ error: Double) -> Double {
        let distance = max(abs(mean + margin), 1e-9)
        let needed = distance / Distributions.normalQuantile(figures.level)
        return max(1, (error / needed) * (error / needed))
    }
}
