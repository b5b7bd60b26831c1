import SegDisplay
import SegFrame
import SegStudies

/// The validation loss by round of each learner that watches it, a line a segment: the mean over folds.
enum LearningCurves {
    /// Lines that can be told apart in one picture; of more segments those with the most rows are drawn.
    private static let shownSegments = 6

    static func asides(_ study: Study) -> [Document.Block] {
        var learners: [String] = []
        for fit in study.fits where !fit.curve.isEmpty && !learners.contains(fit.learner) { learners.append(fit.learner) }
        return learners.compactMap { learner in
            guard let plot = try? plot(study, learner) else { return nil }
            return .aside(title: "Learning curves of \(learner)", Document([.plot(plot)]))
        }
    }

    private static func plot(_ study: Study, _ learner: String) throws -> Plot {
        let fits = study.fits.filter { $0.learner == learner && !$0.curve.isEmpty }
        let nodes = Dictionary(grouping: fits, by: \.node)
            .sorted { (-rows($0.value), $0.key) < (-rows($1.value), $1.key) }.prefix(shownSegments)
        var points: [(segment: String, round: Int, loss: Double)] = []
        for (node, fits) in nodes {
            let path = study.segments.nodes[node].path
            for (round, loss) in mean(fits.map(\.curve)).enumerated() { points.append((path, round + 1, loss)) }
        }
        let levels = nodes.map { study.segments.nodes[$0.key].path }
        let code = Dictionary(levels.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        let table = try Table([
            ("segment", nil, Column(codes: points.map { code[$0.segment] ?? 0 }, levels: levels)),
            ("round", nil, Column(ints: points.map { Int64($0.round) })),
            ("loss", nil, Column(doubles: points.map(\.loss))),
        ])
        return try .line(table, x: "round", y: ["loss"], by: "segment", title: "Validation loss of \(learner)")
    }

    private static func rows(_ fits: [FitRecord]) -> Int { fits.reduce(0) { $0 + $1.rows } }

    /// The mean of the curves over the rounds that all of them have.
    private static func mean(_ curves: [[Double]]) -> [Double] {
        (0..<(curves.map(\.count).min() ?? 0)).map { round in
            curves.reduce(0) { $0 + $1[round] } / Double(curves.count)
        }
    }
}
