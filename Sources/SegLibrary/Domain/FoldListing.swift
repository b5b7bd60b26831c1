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
            let positives = all.map { fold in Int64(fold.score.count { classes[$0] == 1 }) }
            columns.append(("positives", nil, Column(ints: positives)))
        }
        return try Table(columns)
    }
}
