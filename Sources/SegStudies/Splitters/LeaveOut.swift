import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// Values of a column that no training row has: how a model does on what it has never seen.
public struct LeaveOut: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "leave_out",
        summary: "Scores rows whose value of a column is in no training row.",
        parameters: [
            ModuleParameter(
                "column", .column, labelOnly: false, "The column whose values are left out."),
            ModuleParameter(
                "k", .int(2...10_000), default: .int(5),
                "Parts into which the values are cut, and the groups where the task has them."),
            ModuleParameter(
                "ignore_time", .bool, default: .bool(false),
                "Cuts by values although the task has a time role."),
        ]
    ) { arguments in
        LeaveOut(
            column: try arguments.column("column"), k: try arguments.int("k", in: 2...10_000),
            ignoresTime: try arguments.bool("ignore_time"))
    }

    public let column: String
    public let k: Int
    public let ignoresTime: Bool

    public init(column: String, k: Int = 5, ignoresTime: Bool = false) {
        self.column = column
        self.k = k
        self.ignoresTime = ignoresTime
    }

    public var source: String {
        "leave_out(.\(column)" + (k == 5 ? "" : ", k: \(k)")
            + (ignoresTime ? ", ignore_time: true" : "") + ")"
    }

    /// Up to k parts of the values; where groups have rows in several of them, each part is scored in k parts of
    /// the groups, trained without either.
    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        guard task.times == nil || ignoresTime else { throw SplitterErrors.time(source) }
        try SplitterErrors.check(source, column, isNotTargetOf: task)
        let codes = try task.table.column(column).encoded().codes
        let values = rows.map { codes[$0] }
        let traits = RowTraits(task, rows: rows).ignoringTime
        let valueParts = FoldAssignment.parts(
            RowTraits(rowCount: rows.count, groups: values, strata: traits.strata), count: k,
            random: random.child("values"))
        // Groups that lie within one part are left out with it.
        let groupParts = Self.areWithin(traits.groups, valueParts) ? nil : traits.groups.map { _ in
            FoldAssignment.parts(traits, count: k, random: random.child("groups"))
        }
        let folds = (0..<Int32(k)).flatMap { part in
            Self.folds(rows, value: valueParts, part: part, group: groupParts, groupCount: Int32(k))
        }
        guard folds.count > 1 else {
            throw SplitterErrors.tooFew(source, Set(values).count, groups: true)
        }
        return Folds(folds: folds, source: source, isTemporal: false)
    }

    /// Whether no group has rows in two parts.
    private static func areWithin(_ groups: [Int32]?, _ parts: [Int32]) -> Bool {
        var home: [Int32: Int32] = [:]
        for (group, part) in zip(groups ?? [], parts) {
            if let known = home[group], known != part { return false }
            home[group] = part
        }
        return true
    }

    private static func folds(
        _ rows: [Int], value: [Int32], part: Int32, group: [Int32]?, groupCount: Int32
    ) -> [Folds.Fold] {
        guard let group else {
            return [
                fold(rows) {
                    value[$0] == part
                } trains: {
                    value[$0] != part
                }
            ].compactMap { $0 }
        }
        return (0..<groupCount).compactMap { other in
            fold(rows) {
                value[$0] == part && group[$0] == other
            } trains: {
                value[$0] != part && group[$0] != other
            }
        }
    }

    private static func fold(
        _ rows: [Int], scores: (Int) -> Bool, trains: (Int) -> Bool
    ) -> Folds.Fold? {
        let score = rows.indices.filter(scores).map { rows[$0] }
        let train = rows.indices.filter(trains).map { rows[$0] }
        return score.isEmpty || train.isEmpty ? nil : Folds.Fold(train: train, score: score)
    }
}
