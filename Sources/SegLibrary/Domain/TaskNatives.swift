import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegVM

/// The builtins that declare a problem.
enum TaskNatives {
    static let declarations = [asTask, asTaskLike, describe]

    private static let column = ParameterKind.optional(.column)
    private static let columns = ParameterKind.optional(.either([.column, .list(of: .column)]))

    private static let asTask = NativeDeclaration(
        "as_task", group: "tasks",
        "Declares what is to be predicted from a table, what its columns are for, and which rows are sealed for the test.",
        parameters: [
            .init("table", .host("Table"), "The rows: those to learn from, and those of the test unless that is a table of its own."),
            .init("target", .column, labelOnly: true, "The column to predict."),
            .init(
                "kind", .choice(ProblemKind.names), default: .auto, labelOnly: true,
                "What is predicted; by default told from the target."),
            .init(
                "positive", .any, default: .auto, labelOnly: true,
                "The class of a binary target whose probability is predicted."),
            .init("weight", column, default: .null, labelOnly: true, "A weight for each row."),
            .init(
                "score_weight", .either([.column, .int]), default: .auto, labelOnly: true,
                "The weight in scores: another column, or 1 for none; by default the weight."),
            .init(
                "group", columns, default: .emptyList, labelOnly: true,
                "Rows that share a value of any of these are never parted."),
            .init(
                "time", column, default: .null, labelOnly: true, "When a row's features were known."),
            .init(
                "id", columns, default: .emptyList, labelOnly: true,
                "Carried through to predictions, never a feature."),
            .init(
                "block", columns, default: .auto, labelOnly: true,
                "Rows that share these are one witness in intervals; by default the group, else the day, else the row."),
            .init(
                "features", .host("Selector"), default: .computed("all()"), labelOnly: true,
                "Columns that may be features; those with a role never are."),
            test, leaks,
        ],
        result: "Task", effect: .random,
        examples: [
            "let task = t |> as_task(target: .price, time: .day, test: .day >= date(\"2024-11-01\"))"
        ]
    ) { call, context in
        try made(try call.table(0), try options(call), context)
    }

    private static let asTaskLike = NativeDeclaration(
        "as_task", group: "tasks", "Declares the problem of a model on other rows: its target, roles, kind and features.",
        parameters: [
            .init("table", .host("Table"), "Rows with the model's columns and its target."),
            .init("like", .host("Model"), labelOnly: true, "The model."),
            test, leaks,
        ],
        result: "Task", effect: .random, examples: ["let later = new_rows |> as_task(like: model)"]
    ) { call, context in
        let model = try call.host(1, as: ModelValue.self).model
        let roles = model.problem.roles
        var options = TaskOptions(target: roles.target ?? "")
        options.kind = model.problem.kind
        if model.problem.kind == .binary { options.positive = .string(model.problem.classes[1]) }
        options.weight = roles.weight
        options.scoreWeight = roles.scoreWeight == roles.weight ? .sameAsWeight : roles.scoreWeight.map { .column($0) } ?? .unweighted
        (options.group, options.time, options.id) = (roles.group, roles.time, roles.id)
        options.features = .names(model.lineage.features)
        options.test = try testRows(call, 2)
        options.leaks = call[3].asString.flatMap(LeakPolicy.init) ?? .refuse
        return try made(try call.table(0), options, context)
    }

    private static let test = NativeParameter(
        "test", .either([.column, .host("Splitter"), .host("Table")]), default: .auto, labelOnly: true,
        literal: .noNumber(remedy: "holdout($0) seals such a share of the rows, the latest under a time role"),
        "Rows to seal: a condition, a splitter, or a table.")
    private static let leaks = NativeParameter(
        "leaks", .choice(["refuse", "allow"]), default: .string("refuse"), labelOnly: true,
        "What to do with columns that learned from rows.")

    private static func made(_ table: Table, _ options: TaskOptions, _ context: NativeContext) throws -> Value {
        let task = try LearningTask.make(table, options, random: try context.fitContext.random)
        for warning in task.warnings { context.warn(warning.code, warning.message, hint: warning.hint) }
        return .host(TaskValue(task))
    }

    private static let describe = NativeDeclaration(
        "describe", group: "tasks",
        "Shows a task, and gives its features one by one with how much each says alone.",
        parameters: [.init("task", .host("Task"), "The task.")], result: "Table", effect: .random
    ) { call, context in
        let value = try call.host(0, as: TaskValue.self)
        context.display(.host(value))
        let description = try TaskDescription(value.task, tree: try Library.smallTree, try context.fitContext)
        for warning in description.warnings { context.warn(warning.code, warning.message, hint: warning.hint) }
        return .table(description.table)
    }

    private static func options(_ call: Arguments) throws -> TaskOptions {
        guard (call[1].asHost as? ColumnValue)?.bareName != nil else {
            if case .literal(.string(let text))? = ColumnExpression(call[1]) {
                throw ArgumentFailure(1, "E411", "'target:' is a column, not a text", hint: "write .\(text)")
            }
            throw ArgumentFailure(
                1, "E411", "'target:' is a column as it is, not an expression",
                hint: "transform_target(learner, with: \"log1p\") learns a changed target and predicts on its own scale")
        }
        var options = TaskOptions(target: try call.columnName(1))
        options.kind = call[2].asString.flatMap(ProblemKind.init)
        options.positive = try positive(call)
        options.weight = try optionalColumn(call, 4)
        options.scoreWeight = try scoreWeight(call)
        options.group = try call.columnNames(6)
        options.time = try optionalColumn(call, 7)
        options.id = try call.columnNames(8)
        if call.isGiven(9), !call[9].isNull { options.block = .columns(try call.columnNames(9)) }
        if call.isGiven(10) { options.features = try call.selector(10) }
        options.test = try testRows(call, 11)
        options.leaks = call[12].asString.flatMap(LeakPolicy.init) ?? .refuse
        return options
    }

    private static func positive(_ call: Arguments) throws -> Scalar? {
        guard call.isGiven(3), !call[3].isNull else { return nil }
        guard let value = Scalar(call[3]) else {
            throw ArgumentFailure(3, "E503", "'positive:' is one of the target's values")
        }
        return value
    }

    private static func optionalColumn(_ call: Arguments, _ position: Int) throws -> String? {
        call.isGiven(position) && !call[position].isNull ? try call.columnName(position) : nil
    }

    private static func scoreWeight(_ call: Arguments) throws -> ScoreWeight {
        guard call.isGiven(5) else { return .sameAsWeight }
        guard let number = call[5].asInt else { return .column(try call.columnName(5)) }
        guard number == 1 else {
            throw ArgumentFailure(5, "E503", "'score_weight:' is a column, or 1 for unweighted scores")
        }
        return .unweighted
    }

    private static func testRows(_ call: Arguments, _ position: Int) throws -> TestRows {
        guard call.isGiven(position), !call[position].isNull else { return .none }
        switch call[position].asHost {
        case let table as TableValue: return .table(table.table)
        case let splitter as SplitterValue: return .splitter(splitter.splitter)
        default: return .predicate(try call.expression(position))
        }
    }
}

extension ProblemKind {
    static let names = ["regression", "binary", "multiclass"]
}
