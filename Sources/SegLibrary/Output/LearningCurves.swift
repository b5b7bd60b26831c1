import SegDisplay
import SegFrame
import SegStudies

/// The validation loss by round of learners that watch it: of several segments a line each, the mean over folds, of one a line a
/// fold.
enum LearningCurves {
    /// Lines that can be told apart in one picture; of more segments those with the most rows are drawn.
    private static let shownSegments = 6

    static func asides(_ study: Study) -> [Document.Block] {
        var learners: [String] = []
        for fit in study.fits where !fit.curve.isEmpty && !learners.contains(fit.learner) { learners.append(fit.learner) }
        return learners.compactMap { learner in
            let fits = study.fits.filter { $0.learner == learner && !$0.curve.isEmpty }
            // A model that starts from its parent's begins lower: their mean would be of neither.
            let plain = fits.filter { !$0.isOffset }
            guard let plot = try? plot(study, plain.isEmpty ? fits : plain, title: "Validation loss of \(learner)") else { return nil }
            return .aside(title: "Learning curves of \(learner)", Document([.plot(plot)]))
        }
    }

    /// A picture of watched fits.
    static func plot(_ study: Study, _ fits: [FitRecord], title: String) throws -> Plot {
        let nodes = Dictionary(grouping: fits, by: \.node).sorted { (-rows($0.value), $0.key) < (-rows($1.value), $1.key) }
        if nodes.count == 1 {
            let lines = fits.sorted { $0.fold < $1.fold }.map { (String($0.fold), $0.curve) }
            return try plot(lines, by: "fold", title: title)
        }
        let lines = nodes.prefix(shownSegments).map { (study.segments.nodes[$0.key].path, mean($0.value.map(\.curve))) }
        return try plot(lines, by: "segment", title: title)
    }

    private static func plot(_ lines: [(label: String, losses: [Double])], by name: String, title: String) throws -> Plot {
        let points = lines.enumerated().flatMap { code, line in line.losses.enumerated().map { (Int32(code), $0 + 1, $1) } }
        let table = try Table([
            (name, nil, Column(codes: points.map(\.0), levels: lines.map(\.label))),
            ("round", nil, Column(ints: points.map { Int64($0.1) })), ("loss", nil, Column(doubles: points.map(\.2))),
        ])
        return try .line(table, x: "round", y: ["loss"], by: name, title: title)
    }

    private static func rows(_ fits: [FitRecord]) -> Int { fits.reduce(0) { $0 + $1.rows } }

    /// The mean of the curves over the rounds that all of them have.
    private static func mean(_ curves: [[Double]]) -> [Double] {
        (0..<(curves.map(\.count).min() ?? 0)).map { round in
            curves.reduce(0) { $0 + $1[round] } / Double(curves.count)
        }
    }
}
