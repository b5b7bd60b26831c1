import SegCore

/// One scored row of one fold: the unit of out-of-fold predictions.
///
/// A plan that repeats its folds scores a row several times, so predictions are kept by place.
public struct ScoredRows: Sendable {
    /// Row of the task's table, at each place.
    public let rows: [Int]
    /// Fold, at each place.
    public let folds: [Int]
    /// The deepest node that the row reaches, at each place.
    public let segments: [Int]
    /// Places that count; the others serve weights only.
    public let scored: [Int]

    public var count: Int { rows.count }

    init(_ folds: Folds, _ data: SegmentedRows) {
        rows = folds.folds.flatMap(\.score)
        self.folds = folds.folds.enumerated().flatMap { fold, entry in
            [Int](repeating: fold, count: entry.score.count)
        }
        segments = rows.map { data.reached[$0] }
        let places = self.folds
        scored = places.indices.filter { !folds.folds[places[$0]].isUnscored }
    }
}

/// The rows of one fold by node; a node holds its own rows and those of all below it.
struct FoldContent: Sendable {
    /// For each node its training rows, in the fold's order.
    let train: [[Int]]
    /// For each node its scored places, in order.
    let places: [[Int]]
    /// For each node the scored places that reach it and no node below it.
    let placesReached: [[Int]]
    /// For each node whether it has rows enough for a model of its own.
    let isLargeEnough: [Bool]

    init(_ fold: Folds.Fold, first: Int, _ data: SegmentedRows) {
        let count = data.segments.nodes.count
        var train = [[Int]](repeating: [], count: count)
        for row in fold.train {
            for node in data.paths[data.reached[row]] { train[node].append(row) }
        }
        var places = [[Int]](repeating: [], count: count)
        var placesReached = places
        for (offset, row) in fold.score.enumerated() {
            placesReached[data.reached[row]].append(first + offset)
            for node in data.paths[data.reached[row]] { places[node].append(first + offset) }
        }
        self.train = train
        self.places = places
        self.placesReached = placesReached
        isLargeEnough = train.indices.map { Self.isLargeEnough($0, train[$0], data) }
    }

    static func all(_ folds: Folds, _ data: SegmentedRows) -> [FoldContent] {
        var first = 0
        return folds.folds.map { fold in
            defer { first += fold.score.count }
            return FoldContent(fold, first: first, data)
        }
    }

    private static func isLargeEnough(_ node: Int, _ rows: [Int], _ data: SegmentedRows) -> Bool {
        guard node != 0 else { return true }
        guard rows.count >= max(2, data.segments.minRows) else { return false }
        return !data.sample.problem.kind.isClassification
            || rarerClass(rows, data) >= max(1, data.segments.minClass)
    }

    /// Rows of the second most frequent class; all in regression.
    private static func rarerClass(_ rows: [Int], _ data: SegmentedRows) -> Int {
        guard case .classes(let classes) = data.sample.target else { return rows.count }
        var counts = [Int](repeating: 0, count: max(2, data.sample.problem.classes.count))
        for row in rows { counts[Int(classes[row])] += 1 }
        return counts.sorted(by: >)[1]
    }

    func summary(of node: Int, in data: SegmentedRows) -> NodeSummary {
        let rows = train[node]
        let count = Double(max(1, rows.count))
        let sum =
            switch data.sample.target {
            case .values(let values): rows.reduce(0) { $0 + values[$1] }
            case .classes(let classes): rows.reduce(0) { $0 + Double(classes[$1]) }
            case .none: 0.0
            }
        return NodeSummary(
            segment: data.segments.nodes[node].path, depth: data.segments.nodes[node].depth,
            rows: rows.count, share: Double(rows.count) / Double(max(1, train[0].count)),
            target: sum / count, rarerClass: Self.rarerClass(rows, data))
    }
}
