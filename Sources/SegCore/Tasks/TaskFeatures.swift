import SegDiagnostics
import SegFrame

/// Decides which columns of a task's table may be features.
enum TaskFeatures {
    /// The features in the table's order, and what was left out though the selector named it.
    static func choose(
        _ table: Table, _ options: TaskOptions, _ roles: Roles
    ) throws(Failure) -> (features: [String], warnings: [Failure]) {
        let chosen = try options.features.resolve(in: table, excluding: Set(roles.columns))
            .filter { table.schema[$0]?.kind != .id }
        let empty = chosen.filter { table[$0].map { $0.missingCount == $0.count } ?? true }
        let features = chosen.filter { !empty.contains($0) }
        guard !features.isEmpty else {
            throw Failure(
                "E517", "no column is left to be a feature",
                hint: "columns with a role, and columns without any value, are none")
        }
        let warnings = empty.map {
            Failure("W501", "'\($0)' has no value in any row and is no feature", hint: nil)
        }
        return (features, warnings)
    }

    /// Warnings of features that the target was made from; L206 for one that was made from the target, or is the same.
    static func checkTarget(
        _ table: Table, _ options: TaskOptions, features: [String]
    ) throws(Failure) -> [Failure] {
        guard options.leaks == .refuse else { return [] }
        for feature in features where table.sources.shown(in: feature).contains(where: { $0.hasSameBytes(as: options.target) }) {
            throw LeakRefusal.madeFromTarget(feature, options.target)
        }
        let target = try table.column(options.target)
        for feature in features where try table.column(feature).isCopy(of: target) {
            throw LeakRefusal.equalToTarget(feature, options.target)
        }
        let made = table.sources.of(options.target)
        return features.compactMap { feature in
            let parent = made.first { table.knows($0, from: feature) }
            guard let parent else { return nil }
            let what = parent.hasSameBytes(as: feature) ? "which is a feature" : "and so was the feature '\(feature)'"
            return Failure(
                "L206", "the target '\(options.target)' was made from '\(parent)', \(what): is it known before the outcome?",
                hint: "leave it out: features: all() - [.\(feature)]")
        }
    }

    /// Marks of columns that learned from rows, where they are let in; L205 where they are not.
    ///
    /// A column that only looks back is clean under a time role, since folds follow time there.
    static func allowedMarks(
        _ table: Table, _ options: TaskOptions, features: [String], roles: Roles
    ) throws(Failure) -> [LearnedMark] {
        // A target may be made of whatever rows it likes: it is what is to be found out.
        let used = Set((features + roles.columns.filter { $0 != roles.target }).map(Utf8Key.init))
        let times = try roles.timeAxis(in: table)
        let marks = table.marks.filter { mark in
            guard mark.column.isEmpty || used.contains(Utf8Key(mark.column)) else { return false }
            return !mark.lookback || !Self.looksBack(mark, in: table, times, roles)
        }
        guard options.leaks == .refuse, let mark = marks.first else { return marks }
        throw LeakRefusal.failure(mark, time: roles.time)
    }

    /// Whether the rows that a column looks back at are earlier in the task's time. Of an order that is gone it can't be told.
    private static func looksBack(_ mark: LearnedMark, in table: Table, _ times: TimeAxis?, _ roles: Roles) -> Bool {
        guard let times else { return false }
        if let order = mark.order, order != roles.time, !(table[order]?.follows(times) ?? false) { return false }
        return !Self.meetsItsMoment(mark, in: table, roles)
    }

    /// Whether the row before is often one of the same moment: several rows of a group have one time. Of groups that are gone it
    /// can't be told.
    private static func meetsItsMoment(_ mark: LearnedMark, in table: Table, _ roles: Roles) -> Bool {
        guard let groups = mark.groups, let time = roles.time, let times = table[time] else { return false }
        let columns = groups.map { table[$0] }
        guard !columns.contains(where: { $0 == nil }) else { return false }
        let codes = (columns.compactMap { $0 } + [times]).map { $0.encoded().codes }
        var seen: Set<[Int32]> = []
        let ties = (0..<table.rowCount).count { row in
            codes.allSatisfy { $0[row] >= 0 } && !seen.insert(codes.map { $0[row] }).inserted
        }
        return ties * 20 > table.rowCount
    }
}

/// What is said of a column that learned from rows, or knows the target.
public enum LeakRefusal {
    /// L206, of a feature.
    public static func madeFromTarget(_ feature: String, _ target: String) -> Failure {
        Failure(
            "L206", "'\(feature)' was made from the target '\(target)', which nobody knows when a prediction is made",
            hint: "leave it out: features: all() - [.\(feature)], or say leaks: \"allow\"", subject: feature)
    }

    /// L206, of a feature that has the target's value in every row.
    public static func equalToTarget(_ feature: String, _ target: String) -> Failure {
        Failure(
            "L206", "'\(feature)' equals the target '\(target)' in every row",
            hint: "leave it out: features: all() - [.\(feature)], or say leaks: \"allow\"", subject: feature)
    }

    /// L205, with the verb that learned.
    public static func failure(_ mark: LearnedMark, time: String? = nil) -> Failure {
        let place = mark.place.map { " (\($0))" } ?? ""
        if mark.lookback, let time, let groups = mark.groups, mark.order == nil || mark.order == time {
            let within = groups.isEmpty ? "" : " within a group"
            return Failure(
                "L205",
                "'\(mark.column)' looks back with \(mark.verb)\(place) at rows of the same moment: several rows\(within) have one '\(time)'",
                hint: "look back within what has one row a moment: .x.lag(1).over(.store, order: .\(time)), or say leaks: \"allow\"")
        }
        if mark.lookback, let time, let order = mark.order {
            return Failure(
                "L205",
                "'\(mark.column)' looks back with \(mark.verb)\(place) in the order of '\(order)', which is not that of the time '\(time)', or is gone",
                hint: "write order: .\(time), or keep '\(order)' in the table, or say leaks: \"allow\"")
        }
        if mark.lookback {
            return Failure(
                "L205",
                "'\(mark.column)' looks back with \(mark.verb)\(place), which is only clean when folds follow time",
                hint: "give the task its time: column")
        }
        if mark.verb == "predict" {
            return Failure(
                "L205", "'\(mark.column)' was predicted\(place) by a model that these very rows trained",
                hint: "let stack(…) join models, or predict rows that did not train the model, or say leaks: \"allow\"")
        }
        let what = mark.column.isEmpty ? "the rows were chosen" : "'\(mark.column)' was made"
        return Failure(
            "L205", "\(what) by \(mark.verb)\(place), which learned from these very rows",
            hint: ["summarize", "pivot", "join"].contains(mark.verb)
                ? "make it of other, earlier rows, or say leaks: \"allow\""
                : "move \(mark.verb) into the pipeline, or say leaks: \"allow\"")
    }
}

/// Reads the weights of rows.
enum RowWeights {
    /// One finite weight a row, none negative, not all zero; E515 otherwise. nil without a column.
    static func read(_ name: String?, _ table: Table) throws(Failure) -> [Double]? {
        guard let name else { return nil }
        let column = try table.column(name)
        guard column.type.isNumeric || column.type == .bool else {
            throw Failure("E515", "the weight '\(name)' is of type \(column.type), not a number")
        }
        guard column.missingCount == 0 else {
            throw Failure(
                "E515", "the weight '\(name)' is missing in \(column.missingCount) rows",
                hint: "leave those rows out with filter(.\(name) != nil)")
        }
        let weights = column.doubles()
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 })
        else {
            throw Failure("E515", "the weight '\(name)' is negative somewhere, or zero everywhere")
        }
        return weights
    }
}

/// Rows that may be called independent of the rows of other blocks.
struct RowBlocks {
    let numbers: [Int32]
    let name: String

    init(
        _ table: Table, _ options: TaskOptions, _ roles: Roles, groups: [Int32]?, times: TimeAxis?
    ) throws(Failure) {
        if case .columns(let names) = options.block {
            var columns: [Column] = []
            for name in names { columns.append(try table.column(name)) }
            numbers = RowGroups.combinations(columns, rowCount: table.rowCount)
            name = names.joined(separator: ", ")
        } else if let groups {
            (numbers, name) = (groups, roles.group.joined(separator: ", "))
        } else if let times {
            (numbers, name) = Self.periods(times, role: roles.time ?? "time")
        } else {
            (numbers, name) = (Self.rows(table.rowCount), "row")
        }
    }

    /// Days; months where most days have one row and there are months enough to part.
    private static func periods(_ times: TimeAxis, role: String) -> ([Int32], String) {
        let days = times.values.map { times.day(of: $0) }
        guard !days.contains(nil) else { return (numbered(times.values.map(\.bitPattern)), role) }
        let known = days.compactMap { $0 }
        let byDay = numbered(known)
        let months = numbered(
            known.map { day in
                let date = CivilDate(days: day)
                return date.year * 12 + date.month
            })
        let dayCount = Int(byDay.max() ?? 0) + 1
        let monthCount = Int(months.max() ?? 0) + 1
        return dayCount * 2 > known.count && monthCount >= 12 ? (months, "month") : (byDay, "day")
    }

    private static func numbered<Key: Hashable>(_ keys: [Key]) -> [Int32] {
        var numbers: [Key: Int32] = [:]
        return keys.map { key in
            let number = numbers[key] ?? Int32(truncatingIfNeeded: numbers.count)
            numbers[key] = number
            return number
        }
    }

    private static func rows(_ count: Int) -> [Int32] {
        (0..<count).map { Int32(truncatingIfNeeded: $0) }
    }
}
