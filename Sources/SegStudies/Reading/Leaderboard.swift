import SegCore
import SegDiagnostics
import SegFrame

/// The arms of a study from the best to the worst.
public struct Leaderboard: Sendable {
    public struct Entry: Sendable {
        public let arm: Arm
        public let score: Estimate?
        /// Against the reference, as a share of its loss; nil for the reference itself.
        public let difference: Estimate?
        /// Figures by the further metrics of the study.
        public let others: [Double?]
        public let skill: Double?
    }

    public let metric: any Metric
    /// What heads the scores: the metric, or `skill` where segments of different metrics are rolled up.
    public let title: String
    public let otherMetrics: [any Metric]
    public let reference: Arm
    public let level: Double
    public let entries: [Entry]

    /// - Parameters:
    ///   - metric: nil: the study's primary one.
    ///   - against: an arm's name; nil: the best pooled arm.
    public init(
        _ study: Study, metric: (any Metric)? = nil, against: String? = nil, level: Double = 0.95
    ) throws(Failure) {
        let figures = StudyFigures(study, metric: metric, level: level)
        let metric = figures.metric
        let reference = try against.map { name throws(Failure) in try study.arm(name) } ?? figures.reference
        guard let reference else { throw Failure("E551", "the study has no arm") }
        self.metric = metric
        title = figures.title
        self.level = level
        self.reference = reference.arm
        let others = study.metrics.filter { $0.source != metric.source }
        otherMetrics = others
        entries = figures.ranked.map { arm in
            Entry(
                arm: arm.arm, score: figures.score(arm),
                difference: arm.arm.name == reference.arm.name
                    ? nil : figures.difference(arm, against: reference),
                others: others.map { StudyFigures(study, metric: $0).figure(arm) }, skill: figures.skill(arm))
        }
    }

    /// One row an arm: `arm`, the metric, `lower`, `upper`, `difference`, `difference_lower`,
    /// `difference_upper`, the other metrics, `skill`.
    public func table() throws(Failure) -> Table {
        func column(_ values: [Double?]) -> Column { Column(doubles: values.map { $0 ?? .nan }) }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("arm", nil, Column(strings: entries.map(\.arm.name))),
            (title, nil, column(entries.map { $0.score?.value })),
            ("lower", nil, column(entries.map { $0.score?.lower })),
            ("upper", nil, column(entries.map { $0.score?.upper })),
            ("difference", nil, column(entries.map { $0.difference?.value })),
            ("difference_lower", nil, column(entries.map { $0.difference?.lower })),
            ("difference_upper", nil, column(entries.map { $0.difference?.upper })),
        ]
        for (index, other) in otherMetrics.enumerated() {
            columns.append((other.source, nil, column(entries.map { $0.others[index] })))
        }
        if title != "skill" { columns.append(("skill", nil, column(entries.map(\.skill)))) }
        return try Table(columns)
    }

    /// One row a leaf, and one for rows that no rule takes: `segment`, `rows`, `metric` where overrides make segments differ
    /// in it, and the figure of each arm; most rows first.
    public static func bySegment(_ study: Study, metric: (any Metric)? = nil) throws(Failure) -> Table {
        let figures = StudyFigures(study, metric: metric)
        let parts = study.parts
        let metrics = parts.map { metric ?? study.metrics(of: $0.node).first ?? figures.metric }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("segment", nil, Column(strings: parts.map(\.path))),
            ("rows", nil, Column(ints: parts.map { Int64($0.places.count) })),
        ]
        if metric == nil, study.segmentsDifferInMetric {
            columns.append(("metric", nil, Column(strings: metrics.map(\.source))))
        }
        for arm in figures.ranked {
            let values = zip(parts, metrics).map { study.figure(arm, $1, places: $0.places) ?? .nan }
            columns.append((arm.arm.name, nil, Column(doubles: values)))
        }
        return try Table(columns)
    }
}
