import SegDiagnostics
import SegFrame
import SegTensor

extension LearningTask {
    /// Declares a table as something to learn from.
    ///
    /// Rows without a target are left out and counted. Role columns are never features, nor are
    /// columns of kind id, nor ones without any value. Errors: E401 for unknown columns, E510 to
    /// E519 where roles, kind or test can't be as given, L203 where the test would not be apart
    /// from the other rows, L205 for columns that learned from rows, L206 for those made from the target.
    ///
    /// - Parameter random: draws the test rows where a splitter draws.
    public static func make(
        _ table: Table, _ options: TaskOptions, random: RandomStream = RandomStream(seed: 0)
    ) throws -> LearningTask {
        try TaskMaking(source: table, options: options).task(random: random)
    }
}

/// One making of a task.
private struct TaskMaking {
    let options: TaskOptions
    let roles: Roles
    /// Development and given test rows that have a target.
    let table: Table
    let withoutTarget: Int
    /// Rows of `table` that came from a test table.
    let givenTest: [Int]

    init(source: Table, options: TaskOptions) throws(Failure) {
        self.options = options
        roles = try Self.roles(options, in: source)
        var whole = source
        if case .table(let test) = options.test {
            whole = try Table.concatenated([source, try test.selecting(source.schema.names)])
        }
        let target = try whole.column(options.target)
        let known = (0..<whole.rowCount).filter { !target.isMissing($0) }
        guard !known.isEmpty else {
            guard whole.rowCount > 0 else {
                throw Failure("E513", "the table has no rows", hint: "look at the filters before as_task")
            }
            throw Failure("E513", "the target '\(options.target)' is missing in every row")
        }
        withoutTarget = whole.rowCount - known.count
        table = withoutTarget == 0 ? whole : whole.taking(known)
        givenTest = known.indices.filter { known[$0] >= source.rowCount }
    }

    func task(random: RandomStream) throws -> LearningTask {
        let reading = try TargetReading(try table.column(options.target), options)
        let problem = Problem(kind: reading.kind, roles: roles, classes: reading.classes)
        let groups = try roles.components(in: table)
        let times = try roles.timeAxis(in: table)
        let (features, dropped) = try TaskFeatures.choose(table, options, roles)
        let known = try TaskFeatures.checkTarget(table, options, features: features)
        let marks = try TaskFeatures.allowedMarks(table, options, features: features, roles: roles)
        let blocks = try RowBlocks(table, options, roles, groups: groups, times: times)
        let draft = LearningTask(
            problem: problem, table: table, features: features,
            development: Array(0..<table.rowCount), test: [], withoutTarget: withoutTarget,
            blocks: blocks.numbers, blockName: blocks.name, target: reading.target,
            weights: try RowWeights.read(roles.weight, table),
            scoreWeights: try RowWeights.read(roles.scoreWeight, table), groups: groups,
            times: times, warnings: dropped + known, allowedMarks: marks)
        return try sealed(draft, random: random)
    }

    /// The draft with its test rows parted from the others.
    private func sealed(_ draft: LearningTask, random: RandomStream) throws -> LearningTask {
        let (test, development) = try TestSealing(draft, options, given: givenTest).rows(random: random)
        var warnings = draft.warnings
        warnings += Self.leftOut(table.rowCount - test.count - development.count, of: table.rowCount, roles)
        warnings += try TestSealing.duplicates(draft, options, development: development, test: test)
        let task = LearningTask(
            problem: draft.problem, table: table, features: draft.features,
            development: development,
            test: test, withoutTarget: withoutTarget, blocks: draft.blocks,
            blockName: draft.blockName, target: draft.target, weights: draft.weights,
            scoreWeights: draft.scoreWeights, groups: draft.groups, times: draft.times,
            warnings: warnings, allowedMarks: draft.allowedMarks)
        try task.checkClasses()
        return task
    }

    /// A warning where more than a tenth of the rows is in neither part.
    private static func leftOut(_ count: Int, of rows: Int, _ roles: Roles) -> [Failure] {
        guard count * 10 > rows else { return [] }
        let ties = (roles.group.isEmpty ? [] : ["group"]) + (roles.time == nil ? [] : ["time"])
        return [
            Failure(
                "W502", "\(count) of \(rows) rows are left out: \(ties.isEmpty ? "the splitter" : ties.joined(separator: " or ")) ties them to the rows "
                    + "that are sealed for the test",
                hint: roles.group.isEmpty || roles.time == nil
                    ? "seal rows that fewer others belong to" : "groups with rows early and late have none to learn from: seal by one of the two roles")
        ]
    }

    private static func roles(_ options: TaskOptions, in table: Table) throws(Failure) -> Roles {
        let scoreWeight: String? =
            switch options.scoreWeight {
            case .sameAsWeight: options.weight
            case .unweighted: nil
            case .column(let name): name
            }
        let roles = Roles(
            target: options.target, weight: options.weight, scoreWeight: scoreWeight,
            group: options.group, time: options.time, id: options.id)
        for name in roles.columns { _ = try table.column(name) }
        if let role = Self.roleOfTarget(roles) {
            throw Failure(
                "E510", "'\(options.target)' can't be both the target and the \(role)",
                hint: "a column that is predicted has no other role")
        }
        return roles
    }

    private static func roleOfTarget(_ roles: Roles) -> String? {
        guard let target = roles.target else { return nil }
        if roles.weight == target || roles.scoreWeight == target { return "weight" }
        if roles.group.contains(target) { return "group" }
        if roles.time == target { return "time" }
        return roles.id.contains(target) ? "id" : nil
    }
}

extension LearningTask {
    /// E513 where the development rows hold one class only.
    fileprivate func checkClasses() throws(Failure) {
        guard !development.isEmpty else {
            throw Failure(
                "E514", leftOut == 0 ? "every row is sealed for the test" : "the roles tie every row to those that are sealed for the test",
                hint: "keep some rows to learn from")
        }
        guard problem.kind.isClassification, case .classes(let classes) = target else { return }
        let first = classes[development[0]]
        guard development.allSatisfy({ classes[$0] == first }) else { return }
        throw Failure(
            "E513",
            "the development rows have one class of '\(problem.roles.target ?? "")' only, "
                + "'\(problem.classes[Int(first)])'",
            hint: "choose the test rows so that both sides have all classes")
    }
}
