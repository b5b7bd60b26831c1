import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// How far a model's predictions were off on rows that it was not trained on, by segment: what intervals around new predictions
/// are made of.
///
/// Cross-conformal intervals (Vovk 2015): with n residuals of a segment the bounds of a level are their order statistics
/// ⌊(n + 1) α / 2⌋ and ⌈(n + 1) (1 − α / 2)⌉, α = 1 − level, so that rows exchangeable with these fall between them at least that
/// often. A segment's bounds are shrunk to its parent's, the more so the fewer residuals lie beyond them.
struct ResidualQuantiles: Codable, Sendable {
    /// For each node how many residuals there were, itself and below.
    private let counts: Int32Tensor
    /// For each node where its residuals begin, and the end of the last.
    private let starts: Int32Tensor
    /// Sorted residuals, node after node; of more than `most` evenly spaced order statistics.
    private let residuals: DoubleTensor

    private static let most = 2_001
    /// Residuals beyond a bound at which a segment's own bound and its parent's count alike.
    private static let halfway = 1.0

    /// - Parameter residuals: for each node truth − prediction of its rows, those of all below it among them.
    init(_ byNode: [[Double]]) {
        var starts: [Int32] = [0]
        var kept: [Double] = []
        for node in byNode {
            let sorted = node.sorted()
            if sorted.count <= Self.most {
                kept += sorted
            } else {
                kept += (0..<Self.most).map { sorted[$0 * (sorted.count - 1) / (Self.most - 1)] }
            }
            starts.append(Int32(clamping: kept.count))
        }
        counts = Int32Tensor(byNode.map { Int32(clamping: $0.count) })
        self.starts = Int32Tensor(starts)
        residuals = DoubleTensor(kept)
    }

    /// Whether an altered file fits together: lengths agree, positions exist.
    func isSound(for segments: Segments) -> Bool {
        let (counts, starts) = (counts.values, starts.values)
        return counts.count == segments.nodes.count && starts.count == counts.count + 1 && starts.first == 0
            && starts.last.map(Int.init) == residuals.values.count && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
            && counts.indices.allSatisfy { counts[$0] >= starts[$0 + 1] - starts[$0] && residuals.values.allSatisfy(\.isFinite) }
    }

    /// For each node what is added to a prediction for the bounds of a level; NaN where there are too few residuals.
    func bounds(_ level: Double, _ segments: Segments) -> (low: [Double], high: [Double]) {
        let tail = (1 - level) / 2
        var low = [Double](repeating: .nan, count: segments.nodes.count)
        var high = low
        let order = segments.nodes.indices.sorted { (segments.nodes[$0].depth, $0) < (segments.nodes[$1].depth, $1) }
        for node in order {
            let parent = segments.nodes[node].parent
            let beyond = Double(counts.values[node]) * tail
            let share = beyond / (beyond + Self.halfway)
            func shrunk(_ own: Double, _ above: Double?) -> Double {
                guard let above, !above.isNaN else { return own }
                if own.isNaN { return above }
                // By their ratio where they have one: the bounds of an accurate segment are not those of a rough one plus a little.
                return own * above > 0 ? own * pow(above / own, 1 - share) : share * own + (1 - share) * above
            }
            low[node] = shrunk(statistic(node, tail), parent.map { low[$0] })
            high[node] = shrunk(-mirrored(node, tail), parent.map { high[$0] })
        }
        return (low, high)
    }

    /// The fewest rows with which a level has bounds.
    static func fewestRows(_ level: Double) -> Int { Int((2 / (1 - level)).rounded(.up)) - 1 }

    /// The order statistic ⌊(n + 1) tail⌋ of a node's residuals.
    private func statistic(_ node: Int, _ tail: Double) -> Double { ordered(node, tail) { $0[$1] } }

    /// The same from above: of the residuals with the opposite sign.
    private func mirrored(_ node: Int, _ tail: Double) -> Double { ordered(node, tail) { -$0[$0.endIndex - 1 - ($1 - $0.startIndex)] } }

    private func ordered(_ node: Int, _ tail: Double, _ value: (ArraySlice<Double>, Int) -> Double) -> Double {
        let count = Int(counts.values[node])
        // A hair more, because (n + 1) × tail may be a whole number less a rounding error.
        let rank = Int((Double(count + 1) * tail + 1e-9).rounded(.down))
        let kept = residuals.values[Int(starts.values[node])..<Int(starts.values[node + 1])]
        guard rank >= 1, rank <= count, !kept.isEmpty else { return .nan }
        // Of a thinned list the next one outward, which never makes the interval narrower.
        let place = count == kept.count ? rank - 1 : (rank - 1) * (kept.count - 1) / max(1, count - 1)
        return value(kept, kept.startIndex + min(place, kept.count - 1))
    }
}

extension Study {
    /// Residuals of an arm on rows that it was not trained on; nil where the target is no number.
    func residualQuantiles(_ arm: ArmResult) -> ResidualQuantiles? {
        guard task.problem.kind == .regression else { return nil }
        return ResidualQuantiles(
            segments.nodes.indices.map { node in
                let places = places(of: node)
                guard case .values(let truth) = truth(places) else { return [] }
                return zip(truth, places).map { $0 - arm.predictions.values[$1] }
            })
    }
}

extension TrainedModel {
    /// Columns `low_80` and `high_80` for each level, around predictions of rows in segments.
    ///
    /// E573 for a model without residuals, or a level that is none.
    func intervals(
        _ levels: [Double], around predictions: [Double], in segments: [Int]
    ) throws(Failure) -> [(name: String, kind: ColumnKind?, column: Column)] {
        guard !levels.isEmpty else { return [] }
        guard Set(levels).count == levels.count else {
            throw Failure("E573", "a level of 'intervals:' stands there twice", hint: "name each level once")
        }
        guard problem.kind == .regression else {
            throw Failure("E573", "intervals are for regression: this model predicts classes", hint: "its probabilities are in p")
        }
        guard let residuals else {
            throw Failure(
                "E573", "this model has no residuals of rows that it was not trained on, of which intervals are made",
                hint: "train it from a study: study |> train(\"\(name)\")")
        }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for level in levels {
            guard level > 0, level < 1 else { throw Failure("E573", "a level lies between 0 and 1, not at \(level)") }
            let percent = (level * 1e6).rounded() / 1e4
            let text = (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)").replacing(".", with: "_")
            let bounds = residuals.bounds(level, tree.segments)
            columns.append(("low_\(text)", .numeric, Column(doubles: zip(predictions, segments).map { $0 + bounds.low[$1] })))
            columns.append(("high_\(text)", .numeric, Column(doubles: zip(predictions, segments).map { $0 + bounds.high[$1] })))
        }
        return columns
    }
}
