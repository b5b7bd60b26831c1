import SegDiagnostics
import SegFrame

extension LearningTask {
    /// Other labelled rows of a problem, all of them to be scored and none to be learned from.
    ///
    /// Rows without a target are left out; roles whose column is not there are dropped. E401
    /// without the target's column, E513 where it is missing everywhere, E573 for a class that the
    /// problem lacks.
    public static func scoring(_ source: Table, _ problem: Problem) throws -> LearningTask {
        let name = problem.roles.target ?? ""
        let truth = try source.column(name)
        let known = (0..<source.rowCount).filter { !truth.isMissing($0) }
        guard !known.isEmpty else {
            throw Failure("E513", "the target '\(name)' is missing in every row")
        }
        let table = source.taking(known)
        let roles = problem.roles.present(in: table)
        let groups = try roles.components(in: table)
        let times = try roles.timeAxis(in: table)
        let blocks = try RowBlocks(
            table, TaskOptions(target: name), roles, groups: groups, times: times)
        return LearningTask(
            problem: Problem(kind: problem.kind, roles: roles, classes: problem.classes),
            table: table,
            features: table.schema.names.filter { !roles.columns.contains($0) }, development: [],
            test: Array(0..<table.rowCount), withoutTarget: source.rowCount - known.count,
            blocks: blocks.numbers, blockName: blocks.name,
            target: try problem.target(in: try table.column(name)),
            scoreWeights: try RowWeights.read(roles.scoreWeight, table), groups: groups,
            times: times)
    }
}

extension Problem {
    /// The truth that a column without missing values holds, in terms of this problem's classes.
    func target(in column: Column) throws(Failure) -> Target {
        guard kind.isClassification else { return .values(column.doubles()) }
        let (codes, levels) = column.encoded()
        var places: [Int32] = []
        for level in levels {
            guard let place = classes.firstIndex(where: { $0.hasSameBytes(as: level) }) else {
                throw Failure(
                    "E573",
                    "the target '\(roles.target ?? "")' has a class '\(level)' that the model doesn't know",
                    hint: "its classes are \(classes.joined(separator: ", "))")
            }
            places.append(Int32(truncatingIfNeeded: place))
        }
        return .classes(codes.map { places[Int($0)] })
    }
}

extension Roles {
    /// The roles whose columns a table has.
    func present(in table: Table) -> Roles {
        func known(_ name: String?) -> String? { name.flatMap { table[$0] == nil ? nil : $0 } }
        return Roles(
            target: target, weight: known(weight), scoreWeight: known(scoreWeight),
            group: group.allSatisfy { table[$0] != nil } ? group : [], time: known(time),
            id: id.filter { table[$0] != nil })
    }
}
