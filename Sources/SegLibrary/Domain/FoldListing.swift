import SegCore
import SegFrame

/// Folds as a table.
enum FoldListing {
    /// One row a fold: rows that train and are scored, and in binary problems the positives among the latter.
    static func table(_ folds: Folds, _ task: LearningTask) throws -> Table {
        let all = folds.folds
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("fold", nil, Column(ints: all.indices.map { Int64($0) })),
            ("repeat", nil, Column(ints: all.map { Int64($0.repeat) })),
            ("train", nil, Column(ints: all.map { Int64($0.train.count) })),
            ("scored", nil, Column(ints: all.map { $0.isUnscored ? 0 : Int64($0.score.count) })),
        ]
        if task.problem.kind == .binary, case .classes(let classes) = task.target {
            let positives = all.map { fold in fold.isUnscored ? 0 : Int64(fold.score.count { classes[$0] == 1 }) }
            columns.append(("positives", nil, Column(ints: positives)))
        }
        return try Table(columns)
    }

    /// One row a fold and segment: rows that train and are scored, and in binary problems the positives among the latter.
    static func table(_ folds: Folds, _ task: LearningTask, over segments: Segments) throws -> Table {
        let reached = try segments.route(task.table)
        let nodes = Set(folds.folds.flatMap { $0.train + $0.score }.map { reached[$0] }).sorted()
        let paths = segments.pathsOfRows
        let entries = folds.folds.enumerated().flatMap { number, fold in nodes.map { (number, fold, $0) } }
        func count(_ rows: [Int], _ node: Int) -> Int64 { Int64(rows.count { reached[$0] == node }) }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("fold", nil, Column(ints: entries.map { Int64($0.0) })),
            ("repeat", nil, Column(ints: entries.map { Int64($0.1.repeat) })),
            ("segment", nil, Column(strings: entries.map { paths[$0.2] })),
            ("train", nil, Column(ints: entries.map { count($0.1.train, $0.2) })),
            ("scored", nil, Column(ints: entries.map { $0.1.isUnscored ? 0 : count($0.1.score, $0.2) })),
        ]
        if task.problem.kind == .binary, case .classes(let classes) = task.target {
            let positives = entries.map { entry in
                entry.1.isUnscored ? 0 : count(entry.1.score.filter { classes[$0] == 1 }, entry.2)
            }
            columns.append(("positives", nil, Column(ints: positives)))
        }
        return try Table(columns)
    }
}
