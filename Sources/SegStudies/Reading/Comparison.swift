import SegCore
import SegDiagnostics
import SegFrame

/// One arm against another, over all rows and by segment.
public struct Comparison: Sendable {
    public struct Row: Sendable {
        public let segment: String
        public let rows: Int
        public let arm: Double?
        public let against: Double?
        public let difference: Estimate?
        public let answer: Answer
    }

    /// What a difference with its interval says.
    public enum Answer: String, Sendable {
        /// The interval is within the margin on both sides of nothing, whether or not it holds nothing.
        case equal
        /// Else, that it is below nothing, or above it.
        case better, worse
        case open
    }

    public let arm: Arm
    public let against: Arm
    public let metric: any Metric
    /// The whole first, then the leaves and the rows that no rule takes, most rows first.
    public let rows: [Row]

    public init(
        _ study: Study, arm: String, against: String, metric: (any Metric)? = nil, margin: Double = 0.01,
        level: Double = 0.95, bySegment: Bool = true
    ) throws(Failure) {
        try Verdict.check(margin: margin)
        let first = try study.arm(arm)
        let second = try study.arm(against)
        let metric = metric ?? study.metrics[0]
        let figures = StudyFigures(study, metric: metric, level: level)
        let parts = bySegment && study.segments.isDivided ? study.parts : []
        rows = ([study.whole] + parts).map { part -> Row in
            let places = part.places
            let isSame = first.predictions.taking(places) == second.predictions.taking(places)
            // One model may serve both: then there is no difference, not one of rounding errors.
            let difference = isSame && !places.isEmpty
                ? Estimate(value: 0, standardError: 0, degreesOfFreedom: 1, lower: 0, upper: 0)
                : figures.difference(first, against: second, on: part)
            return Row(
                segment: part.path, rows: places.count, arm: figures.figure(first, on: part),
                against: figures.figure(second, on: part), difference: difference, answer: Self.answer(difference, margin))
        }
        self.arm = first.arm
        self.against = second.arm
        self.metric = metric
    }

    private static func answer(_ difference: Estimate?, _ margin: Double) -> Answer {
        guard let difference, let lower = difference.lower, let upper = difference.upper else { return .open }
        if lower >= -margin && upper <= margin { return .equal }
        return upper < 0 ? .better : lower > 0 ? .worse : .open
    }

    /// `segment`, `rows`, the figure of each arm, `difference`, `lower`, `upper`, `answer`.
    public func table() throws(Failure) -> Table {
        func column(_ value: (Row) -> Double?) -> Column { Column(doubles: rows.map { value($0) ?? .nan }) }
        return try Table([
            ("segment", nil, Column(strings: rows.map(\.segment))),
            ("rows", nil, Column(ints: rows.map { Int64($0.rows) })),
            (arm.name, nil, column(\.arm)),
            (against.name == arm.name ? against.name + " (against)" : against.name, nil, column(\.against)),
            ("difference", nil, column { $0.difference?.value }),
            ("lower", nil, column { $0.difference?.lower }),
            ("upper", nil, column { $0.difference?.upper }),
            ("answer", nil, Column(strings: rows.map(\.answer.rawValue))),
        ])
    }
}
