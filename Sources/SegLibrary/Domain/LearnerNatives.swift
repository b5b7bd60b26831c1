import SegCore
import SegDiagnostics
import SegFrame
import SegVM

/// The builtins that put pipelines together.
enum LearnerNatives {
    static let declarations = [pipeline, then, thenTable, swap, trace]

    private static let pipeline = NativeDeclaration(
        "pipeline", group: "pipelines", "The empty pipeline.", result: "Pipeline"
    ) { _, _ in
        .host(LearnerValue(Pipeline()))
    }

    private static let then = NativeDeclaration(
        "then", group: "pipelines", "Appends a step, an estimator, a whole pipeline, or a function from a table to a table, held in a name.",
        parameters: [
            .init("pipeline", .host("Pipeline"), "What stands before."),
            .init("part", .any, "What to append."),
            .init("name", .optional(.string), default: .null, labelOnly: true, "The part's name."),
            .init("columns", .host("Selector"), default: .auto, labelOnly: true,
                "For an object of Python with transform: the columns it is given; by default numeric features."),
        ], result: "Learner",
        examples: ["let learner = prep |> then(model)", "prep |> then(pre.PowerTransformer(), columns: [.price])"]
    ) { call, context in
        let columns = call.isGiven(3) ? try call.selector(3) : nil
        if columns != nil, !(call[1].asHost is PythonObjectValue) {
            throw ArgumentFailure(
                3, "E503", "'columns:' is for objects of Python; a step has its columns already")
        }
        let part = try PythonNatives.part(call[1], columns: columns, context: context) ?? part(call[1], context)
        return .host(LearnerValue(try call.pipeline(0).then(part, name: call[2].asString)))
    }

    private static let thenTable = NativeDeclaration(
        "then", group: "pipelines", "Changes a table by the steps of a pipeline, now.",
        parameters: [
            .init("table", .host("Table"), "The table."),
            .init("pipeline", .host("Pipeline"), "The steps."),
        ], result: "Table", examples: ["flights |> then(prep)"]
    ) { call, context in
        .table(try call.pipeline(1).steps.reduce(try call.table(0)) { try ModuleBinding.apply($1.step, to: $0, context) })
    }

    private static let swap = NativeDeclaration(
        "swap", group: "pipelines", "Exchanges a part of a pipeline, by its name; nil removes it.",
        parameters: [
            .init("learner", .either([.host("Learner"), .host("Pipeline")]), "The pipeline."),
            .init("name", .string, "The part's name, impute or impute.2."),
            .init("with", .any, labelOnly: true, "What takes its place, or nil."),
        ], result: "Learner", examples: ["learner |> swap(\"impute\", with: impute(numeric(), strategy: \"mean\"))"]
    ) { call, context in
        let replacement = call[2].isNull ? nil : try part(call[2], context)
        return .host(LearnerValue(try call.pipeline(0).swap(try call.string(1), with: replacement)))
    }

    private static let trace = NativeDeclaration(
        "trace", group: "pipelines", "What each step of a learner takes, gives and has learned, on the development rows.",
        parameters: [
            .init("learner", .either([.host("Learner"), .host("Pipeline")]), "The pipeline."),
            .init("task", .host("Task"), "The rows to learn from."),
        ], result: "Table", effect: .random
    ) { call, context in
        let task = try call.host(1, as: TaskValue.self).task
        return .table(try call.pipeline(0).trace(task.sample(rows: task.development), try context.fitContext))
    }

    /// A value as a part of a pipeline.
    static func part(_ value: Value, _ context: NativeContext) throws -> PipelinePart {
        if let part = try PythonNatives.part(value, context: context) { return part }
        if case .function(let function) = value {
            return .step(FunctionStep(function: TableFunction(value, name: function.name ?? "the closure", context)))
        }
        guard let learner = try Coercions.called(value, context).asHost as? LearnerValue else {
            throw Failure("E505", "a part of a pipeline is a step or a learner, not \(value.kindPhrase)")
        }
        guard let pipeline = learner.learner as? Pipeline, pipeline.steps.count == 1, !pipeline.isComplete
        else { return .learner(learner.learner) }
        return .step(pipeline.steps[0].step)
    }
}
