import SegDiagnostics
import SegFrame
import SegTensor

/// Finds the rows that are sealed for the test, and sees to it that they are apart from the others.
struct TestSealing {
    private let task: LearningTask
    private let options: TaskOptions
    private let given: [Int]

    /// `given` are the rows of the draft's table that came from a test table.
    init(_ task: LearningTask, _ options: TaskOptions, given: [Int]) {
        self.task = task
        self.options = options
        self.given = given
    }

    /// The sealed rows and those to learn from, in order. What a splitter leaves out of both, since roles tie it to the sealed rows
    /// or a gap lies between, is in neither.
    func rows(random: RandomStream) throws -> (test: [Int], development: [Int]) {
        switch options.test {
        case .none: return ([], Array(0..<task.table.rowCount))
        case .table: return try checked(given, what: "the test table")
        case .predicate(let predicate):
            try checkPredicate(predicate)
            let mask = try predicate.evaluateMask(on: task.table)
            return try checked(mask.indices.filter { mask[$0] }, what: "test: \(predicate)")
        case .splitter(let splitter):
            return try drawn(by: splitter, random: random.child("test"))
        }
    }

    private func drawn(by splitter: any Splitter, random: RandomStream) throws -> (test: [Int], development: [Int]) {
        let folds = try splitter.split(task, rows: task.development, random: random)
        let scored = folds.folds.filter { !$0.isUnscored }
        guard let only = scored.first, scored.count == 1 else {
            throw Failure(
                "E514", "\(splitter.source) gives \(scored.count) folds, a test is one",
                hint: "use holdout(), latest() or a predicate")
        }
        return (only.score.sorted(), only.train.sorted())
    }

    private func checkPredicate(_ predicate: ColumnExpression) throws(Failure) {
        let target = task.problem.roles.target ?? ""
        guard !predicate.referencedColumns.contains(where: { task.table.knows(target, from: $0) }) else {
            throw Failure(
                "L230", "the test rows can't be chosen by the target '\(target)'",
                hint: "choose them by a column that is known before the outcome")
        }
        guard predicate.functionClass == .elementwise else {
            throw Failure(
                "E514", "test: looks at more than one row at once",
                hint: "derive that column on the table first")
        }
    }

    /// The same rows and the others, after E514 for no rows and L203 for roles that tie them to the others.
    private func checked(_ rows: [Int], what: String) throws(Failure) -> (test: [Int], development: [Int]) {
        guard !rows.isEmpty else { throw Failure("E514", "\(what) takes no row") }
        guard rows.count < task.table.rowCount else {
            throw Failure("E514", "\(what) takes every row", hint: "keep some rows to learn from")
        }
        var isTest = [Bool](repeating: false, count: task.table.rowCount)
        for row in rows { isTest[row] = true }
        let others = isTest.indices.filter { !isTest[$0] }
        if options.leaks == .refuse {
            try checkGroups(others, rows)
            try checkTimes(others, rows)
        }
        return (rows, others)
    }

    private func checkGroups(_ others: [Int], _ test: [Int]) throws(Failure) {
        let apart = RowSets.removingGroups(of: test, from: others, task.groups)
        guard apart.count < others.count else { return }
        throw Failure(
            "L203",
            "\(others.count - apart.count) rows outside the test share "
                + "'\(task.problem.roles.group.joined(separator: ", "))' with test rows",
            hint: "choose whole groups, for example test: holdout(0.2)")
    }

    private func checkTimes(_ others: [Int], _ test: [Int]) throws(Failure) {
        guard let times = task.times?.values else { return }
        let earliest = test.reduce(Double.infinity) { min($0, times[$1]) }
        let later = others.count { times[$0] >= earliest }
        guard later > 0 else { return }
        throw Failure(
            "L203", "\(later) rows outside the test are not earlier than the first test row",
            hint: "seal the latest rows, for example test: latest(months(2))")
    }

    /// L203 where rows of a test table are among the others too, equal in all columns: more than one in a hundred are no accident.
    private static func checkGiven(
        _ task: LearningTask, _ options: TaskOptions, development: [Int], test: [Int]
    ) throws(Failure) {
        guard case .table = options.test, options.leaks == .refuse else { return }
        let prints = try RowFingerprints.make(task.table, columns: task.table.names)
        let known = Set(development.map { prints[$0] })
        let equal = test.count { known.contains(prints[$0]) }
        guard equal * 100 > test.count else { return }
        throw Failure(
            "L203", "\(equal) of \(test.count) rows of the test table are among the rows that would train",
            hint: "take them out of one of the tables, or seal rows of this one with a condition: test: .day >= …")
    }

    /// A warning where test rows are equal to other rows in all features and the target.
    static func duplicates(
        _ task: LearningTask, _ options: TaskOptions, development: [Int], test: [Int]
    ) throws(Failure) -> [Failure] {
        guard !test.isEmpty else { return [] }
        let columns = task.features + [task.problem.roles.target].compactMap { $0 }
        let prints = try RowFingerprints.make(task.table, columns: columns)
        let known = Set(development.map { prints[$0] })
        let equal = test.count { known.contains(prints[$0]) }
        guard equal > 0 else { return [] }
        try checkGiven(task, options, development: development, test: test)
        return [
            Failure(
                "L211", "\(equal) of \(test.count) test rows \(equal == 1 ? "is a duplicate" : "are duplicates") of rows that train",
                hint: "drop duplicates before as_task" + (task.groups == nil ? ", or give them a group" : ""))
        ]
    }
}
