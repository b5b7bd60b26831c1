import SegCore
import SegDiagnostics
import SegFrame

extension Study {
    /// One row a segment, arm, fold and metric; rows that no segment takes have theirs as `(rest)`.
    ///
    /// Columns: `segment`, `learner`, `scope`, `arm`, `fold`, `repeat`, `metric`, `value` (missing
    /// where it is not defined), `rows`, `blocks`, `served_by` (the node whose model served,
    /// `several` if more than one did).
    public func scores() throws -> Table {
        var rows = ScoreRows()
        for part in segments.nodes.indices.map(part(of:)) + parts.filter(\.isRest) {
            let byFold = placesByFold(of: part)
            for arm in arms {
                for (fold, places) in byFold.enumerated() where !places.isEmpty {
                    add(arm, part, fold: fold, places, to: &rows)
                }
            }
        }
        return try rows.table()
    }

    private func add(
        _ arm: ArmResult, _ part: StudyPart, fold: Int, _ places: [Int], to rows: inout ScoreRows
    ) {
        let (truth, weights) = (truth(places), weights(places))
        let predictions = arm.predictions.taking(places)
        let blocks = Set(blocks(places)).count
        for metric in metrics(of: part.node) {
            rows.segment.append(part.path)
            rows.arm.append(arm.arm)
            rows.fold.append((fold, folds.folds[fold].repeat))
            rows.metric.append(metric.source)
            rows.value.append(
                metric.value(truth, predictions, weights: weights, problem: task.problem) ?? .nan)
            rows.counts.append((places.count, blocks))
            rows.servedBy.append(servedBy(arm, places))
        }
    }

    /// Counted places of a part by fold.
    private func placesByFold(of part: StudyPart) -> [[Int]] {
        var result = [[Int]](repeating: [], count: folds.folds.count)
        for place in part.places { result[scored.folds[place]].append(place) }
        return result
    }

    private func servedBy(_ arm: ArmResult, _ places: [Int]) -> String {
        guard let first = places.first else { return "" }
        let node = arm.servedBy[first]
        return places.allSatisfy { arm.servedBy[$0] == node }
            ? segments.nodes[node].path : "several"
    }

    /// One row a counted place and arm: `row` (of the task's table), the id columns, that of the time, `fold`,
    /// `segment`, `arm`, `served_by`, `truth`, `prediction`, and the probabilities `p` or
    /// `p_<class>`.
    public func predictions() throws -> Table {
        try Table.concatenated(try arms.map { try predictions(of: $0) })
    }

    /// What tells rows of the task's table: `row`, the id columns, that of the time.
    func identifying(_ rows: [Int]) throws(Failure) -> [(name: String, kind: ColumnKind?, column: Column)] {
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [("row", .id, Column(ints: rows.map(Int64.init)))]
        let roles = task.problem.roles
        for name in roles.id {
            columns.append((PredictionColumns.apart(name), .id, try task.table.column(name).taking(rows)))
        }
        if let time = roles.time, !roles.id.contains(time) {
            columns.append((PredictionColumns.apart(time), .time, try task.table.column(time).taking(rows)))
        }
        return columns
    }

    /// The same for one arm.
    public func predictions(of arm: ArmResult) throws -> Table {
        let places = scored.scored
        let rows = places.map { scored.rows[$0] }
        var columns = try identifying(rows)
        let paths = segments.nodes.map(\.path)
        columns += [
            ("fold", nil, Column(ints: places.map { Int64(scored.folds[$0]) })),
            (
                "segment", nil,
                Column(codes: places.map { Int32(scored.segments[$0]) }, levels: segments.pathsOfRows)
            ),
            ("arm", nil, Column(codes: places.map { _ in 0 }, levels: [arm.arm.name])),
            (
                "served_by", nil,
                Column(codes: places.map { Int32(arm.servedBy[$0]) }, levels: paths)
            ),
            ("truth", nil, PredictionColumns.truth(truth(places), task.problem)),
        ]
        columns += PredictionColumns.all(arm.predictions.taking(places), task.problem)
        return try Table(columns)
    }

    /// One row a fit: `learner`, `segment`, `fold`, `start` (`own` or `offset`), `rows`, `rounds`, `threshold` where some fit
    /// chose one, `seconds`, `memory` (of the process in bytes when it was done; missing where an earlier run made it), `status`.
    public func fitTable() throws -> Table {
        let fits = fits
        let thresholds: [(name: String, kind: ColumnKind?, column: Column)] =
            fits.contains { $0.thresholds?.single != nil }
            ? [("threshold", nil, Column(doubles: fits.map { $0.thresholds?.single ?? .nan }))] : []
        return try Table([
            ("learner", nil, Column(strings: fits.map(\.learner))),
            ("segment", nil, Column(strings: fits.map { segments.nodes[$0.node].path })),
            ("fold", nil, Column(ints: fits.map { Int64($0.fold) })),
            ("start", nil, Column(strings: fits.map { $0.isOffset ? "offset" : "own" })),
            ("rows", nil, Column(ints: fits.map { Int64($0.rows) })),
            (
                "rounds", nil,
                Column(
                    ints: fits.map { Int64($0.rounds ?? 0) }, missing: fits.map { $0.rounds == nil }
                )
            ),
        ] + thresholds + [
            ("seconds", nil, Column(doubles: fits.map(\.seconds))),
            ("memory", nil, Column(ints: fits.map { Int64($0.memory ?? 0) }, missing: fits.map { $0.memory == nil })),
            ("status", nil, Column(strings: fits.map(\.status.text))),
        ])
    }

    /// One row a round of a watched fit: `learner`, `segment`, `fold`, `round`, `loss`.
    public func curves() throws -> Table { try curves(of: fits) }

    func curves(of fits: [FitRecord]) throws -> Table {
        let points = fits.flatMap { fit in fit.curve.indices.map { (fit, $0) } }
        return try Table([
            ("learner", nil, Column(strings: points.map(\.0.learner))),
            ("segment", nil, Column(strings: points.map { segments.nodes[$0.0.node].path })),
            ("fold", nil, Column(ints: points.map { Int64($0.0.fold) })),
            ("round", nil, Column(ints: points.map { Int64($0.1 + 1) })),
            ("loss", nil, Column(doubles: points.map { $0.0.curve[$0.1] })),
        ])
    }

    /// One row a weight: `arm`, `fold`, `segment`, `member`, `weight`.
    public func weightTable() throws -> Table {
        var rows: [(arm: String, fold: Int?, segment: String, member: String, weight: Double)] = []
        for arm in arms {
            for entry in arm.weights {
                for (segment, weights) in entry.weights.bySegment(segments) {
                    for (member, weight) in zip(entry.members, weights) {
                        rows.append((arm.arm.name, entry.fold, segment, member, weight))
                    }
                }
            }
        }
        return try Table([
            ("arm", nil, Column(strings: rows.map(\.arm))),
            (
                "fold", nil,
                Column(ints: rows.map { Int64($0.fold ?? 0) }, missing: rows.map { $0.fold == nil })
            ),
            ("segment", nil, Column(strings: rows.map(\.segment))),
            ("member", nil, Column(strings: rows.map(\.member))),
            ("weight", nil, Column(doubles: rows.map(\.weight))),
        ])
    }

    /// One row a note: `severity`, `note`, `segments`.
    public func noteTable() throws -> Table {
        try Table([
            ("severity", nil, Column(strings: notes.map(\.severity.rawValue))),
            ("note", nil, Column(strings: notes.map(\.text))),
            ("segments", nil, Column(strings: notes.map { $0.segments.joined(separator: " ") })),
        ])
    }
}

extension FitRecord.Status {
    /// `trained`, or why it failed.
    public var text: String {
        switch self {
        case .trained: "trained"
        case .failed(let failure): "failed: \(failure.message)"
        }
    }
}

extension BlendWeights {
    /// The common weights, then those of each segment that has its own.
    func bySegment(_ segments: Segments) -> [(segment: String, weights: [Double])] {
        [("all", common)]
            + byNode.indices.filter { $0 != 0 && !byNode[$0].isEmpty }
            .map { (segments.nodes[$0].path, byNode[$0]) }
    }
}

/// Rows of the table of scores while they are gathered.
private struct ScoreRows {
    var segment: [String?] = []
    var arm: [Arm] = []
    var fold: [(fold: Int, repeat: Int)] = []
    var metric: [String?] = []
    var value: [Double] = []
    var counts: [(rows: Int, blocks: Int)] = []
    var servedBy: [String?] = []

    func table() throws -> Table {
        try Table([
            ("segment", nil, Column(strings: segment)),
            ("learner", nil, Column(strings: arm.map(\.learner))),
            ("scope", nil, Column(strings: arm.map(\.scope.name))),
            ("arm", nil, Column(strings: arm.map(\.name))),
            ("fold", nil, Column(ints: fold.map { Int64($0.fold) })),
            ("repeat", nil, Column(ints: fold.map { Int64($0.repeat) })),
            ("metric", nil, Column(strings: metric)),
            ("value", nil, Column(doubles: value)),
            ("rows", nil, Column(ints: counts.map { Int64($0.rows) })),
            ("blocks", nil, Column(ints: counts.map { Int64($0.blocks) })),
            ("served_by", nil, Column(strings: servedBy)),
        ])
    }
}
