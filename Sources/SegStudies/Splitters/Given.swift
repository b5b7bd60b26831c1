import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// Folds that a column of the table names.
public struct Given: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "given",
        summary:
            "Takes the folds from a column: each value is scored once; true rows of a Bool column.",
        parameters: [
            ModuleParameter(
                "column", .column, labelOnly: false,
                "Names the fold of each row; rows where it is missing only train.")
        ]
    ) { arguments in Given(column: try arguments.column("column")) }

    public let column: String

    public init(column: String) { self.column = column }

    public var source: String { "given(.\(column))" }

    /// Under a time role only rows that are earlier than all scored ones train. L203 where a group
    /// lies in two folds.
    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        try SplitterErrors.check(source, column, isNotTargetOf: task)
        let column = try task.table.column(column)
        let (codes, levels) = column.encoded()
        let scored =
            column.type == .bool
            ? levels.indices.filter { levels[$0] == "true" } : Array(levels.indices)
        let traits = RowTraits(task, rows: rows)
        var folds: [(start: Double, fold: Folds.Fold)] = []
        for level in scored {
            let score = rows.indices.filter { Int(codes[rows[$0]]) == level }
            guard !score.isEmpty else { continue }
            let others = rows.indices.filter { Int(codes[rows[$0]]) != level }
            folds.append(try fold(traits, rows, score: score, others: others, named: levels[level]))
        }
        guard !folds.isEmpty else { throw SplitterErrors.tooFew(source, 0, groups: false) }
        if traits.times != nil { folds.sort { $0.start < $1.start } }
        return Folds(folds: folds.map(\.fold), source: source, isTemporal: traits.times != nil)
    }

    private func fold(
        _ traits: RowTraits, _ rows: [Int], score: [Int], others: [Int], named name: String
    ) throws(Failure) -> (Double, Folds.Fold) {
        let apart = RowSets.removingGroups(of: score, from: others, traits.groups)
        guard apart.count == others.count else {
            throw Failure(
                "L203", "\(source): groups of fold '\(name)' are in other folds too",
                hint: "give each group one fold, or use kfold(), which does")
        }
        let start = traits.times.map { times in
            score.reduce(Double.infinity) { min($0, times.values[$1]) }
        }
        let train =
            start.map { start in
                TimeCut.training(traits, candidates: others, scored: score, before: start)
            } ?? others
        guard !train.isEmpty else {
            let reason = start == nil ? "" : ": under a time role only earlier rows of other folds do, and there are none"
            throw SplitterErrors.empty(source, "no row may train for fold '\(name)'\(reason)")
        }
        return (
            start ?? 0, Folds.Fold(train: train.map { rows[$0] }, score: score.map { rows[$0] })
        )
    }
}
