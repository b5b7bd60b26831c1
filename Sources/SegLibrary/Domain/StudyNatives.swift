import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import SegVM

/// The builtins that make studies.
enum StudyNatives {
    static let declarations = [crossValidate, add, override, limits, split]

    private static let crossValidate = NativeDeclaration(
        "cross_validate", group: "studies",
        "Scores learners on rows that they were not trained on, pooled and by segment, on one plan of folds.",
        parameters: [
            .init("task", .host("Task"), "The declared problem."),
            .init("learners", learnerKind, "A learner, or learners by name."),
            .init("over", .optional(.host("Segments")), default: .null, labelOnly: true, "The segments."),
            .init(
                "scopes", .list(of: .string), default: .auto, labelOnly: true,
                "Which rows models are trained on: pooled, a level, local, offset, blended."),
            .init(
                "folds", .either([.int, .host("Splitter"), .host("Folds")]), default: .auto, labelOnly: true,
                "How rows are divided: a number, a splitter, or the folds of another study."),
            .init(
                "metrics", .list(of: .host("Metric")), default: .auto, labelOnly: true,
                "Figures of merit; the first is the primary one."),
            .init(
                "roll_up", .either([.choice(["rows", "segments", "worst"]), .column]), default: .string("rows"),
                labelOnly: true, "How the figure of all segments is made; a column weights them."),
            .init("overrides", .list(of: .host("Override")), default: .emptyList, labelOnly: true,
                "Other settings for some segments."),
            .init("baseline", .optional(.host("Learner")), default: .computed("baseline()"), labelOnly: true,
                "What skill is measured against; nil for none."),
            .init("limits", .host("Limits"), default: .auto, labelOnly: true, "What the study may use."),
            .init("on_error", .choice(["parent", "stop"]), default: .string("parent"), labelOnly: true,
                "Whether a segment that can't be trained is served by its parent, or ends the study."),
        ],
        result: "Study", effect: .random,
        examples: ["let study = task |> cross_validate([\"ridge\": prep |> ridge()], over: segs, folds: 5)"]
    ) { call, context in
        let task = try call.host(0, as: TaskValue.self).task
        let learners = try namedLearners(call[1], context)
        var options = try studyOptions(call, task.problem.kind, context)
        let fit = try context.fitContextTellingRounds(context.studyContext(limits: call[9]))
        try warnOfSuspects(task, context)
        options.onProgress = try context.progress("training")
        return .host(StudyValue(try SegStudies.crossValidate(task, learners, options, fit)))
    }

    /// Says, once for each task, which features say nearly everything alone, whichever way they came to be.
    private static func warnOfSuspects(_ task: LearningTask, _ context: NativeContext) throws {
        let key = ([task.problem.roles.target ?? "", String(task.table.rowCount)] + task.features).joined(separator: "\u{0}")
        guard try context.library.isFirstLook(at: key) else { return }
        for warning in try TaskDescription.suspects(task, tree: try Library.smallTree, try context.fitContext) {
            context.warn(warning.code, warning.message, hint: warning.hint)
        }
    }

    static let learnerKind = ParameterKind.either([.host("Learner"), .dictionary(of: .any)])

    /// Learners by name; a single one bears its function's name.
    static func namedLearners(_ value: Value, _ context: NativeContext) throws -> [NamedArm] {
        if let entries = value.asDictionary {
            guard !entries.pairs.isEmpty else {
                throw Failure("E505", "there is no learner in the dictionary", hint: "[\"ridge\": prep |> ridge()]")
            }
            return try entries.pairs.map { pair in
                guard let name = pair.key.asString else {
                    throw Failure("E505", "a learner's name is text in quotes")
                }
                return NamedArm(name, try learner(pair.value, context, name: name))
            }
        }
        let single = try learner(value, context, name: nil)
        return [NamedArm(single.name, single)]
    }

    static func learner(_ value: Value, _ context: NativeContext, name: String?) throws -> any Learner {
        if case .learner(let learner)? = try PythonNatives.part(value) { return learner }
        guard let found = try Coercions.called(value, context).asHost as? LearnerValue else {
            let which = name.map { " \"\($0)\"" } ?? ""
            throw Failure("E505", "learner\(which) must be a learner such as ridge(), not \(value.kindPhrase)")
        }
        guard !found.isPipeline else {
            throw Failure(
                "E505", "\(name.map { "\"\($0)\"" } ?? "the learner") is a pipeline without an estimator",
                hint: "end it with one: … |> ridge()")
        }
        return found.learner
    }

    private static func studyOptions(
        _ call: Arguments, _ kind: ProblemKind, _ context: NativeContext
    ) throws -> StudyOptions {
        var options = StudyOptions()
        if let segments = call[2].asHost as? SegmentsValue { options.segments = segments.segments }
        if call.isGiven(3) {
            options.scopes = try (call[3].asStrings ?? []).map { try Scope($0, in: options.segments) }
        }
        options.folds = try folds(call, 4)
        options.metrics = try metrics(call, 5, context)
        for metric in options.metrics { try metric.requireFit(kind) }
        if let scopes = options.scopes, !options.segments.isDivided, scopes != [.pooled] {
            throw ArgumentFailure(
                3, "E552", "there are no segments for these scopes", hint: "name them: over: segment(task, by: …)")
        }
        options.rollUp = try rollUp(call)
        options.overrides = try call.list(7).values.compactMap { ($0.asHost as? OverrideValue)?.override }
        if call.isGiven(8) {
            options.baseline = call[8].isNull ? nil : try learner(call[8], context, name: "baseline")
        } else {
            options.baseline = Library.baseline
        }
        options.onError = ErrorPolicy(rawValue: try call.string(10)) ?? .parent
        return options
    }

    static func folds(_ call: Arguments, _ position: Int) throws -> FoldChoice {
        guard call.isGiven(position), !call[position].isNull else { return .automatic }
        if let count = call[position].asInt {
            guard let kfold = Library.modules.splitters.first(where: { $0.name == "kfold" }) else { return .automatic }
            return .splitter(try kfold.make(try ModuleArguments(kfold, ["k": .int(count)])))
        }
        switch call[position].asHost {
        case let splitter as SplitterValue: return .splitter(splitter.splitter)
        case let folds as FoldsValue: return .drawn(folds.folds)
        default: throw ArgumentFailure(position, "E505", "'folds:' takes a number, a splitter or folds")
        }
    }

    static func metrics(_ call: Arguments, _ position: Int, _ context: NativeContext) throws -> [any Metric] {
        guard call.isGiven(position) else { return [] }
        let given = call[position].asList?.values ?? [call[position]]
        return try given.map { value in
            if let metric = try Coercions.called(value, context).asHost as? MetricValue { return metric.metric }
            let hint = value.asString.map { "write \($0), without quotes" }
            throw ArgumentFailure(position, "E505", "a metric is a name such as rmse, not \(value.kindPhrase)", hint: hint)
        }
    }

    private static func rollUp(_ call: Arguments) throws -> RollUp {
        switch call[6].asString {
        case "rows": .rows
        case "segments": .segments
        case "worst": .worst
        case let word?:
            throw ArgumentFailure(
                6, "E503", "'roll_up:' is \"rows\", \"segments\", \"worst\" or a column to weight by, not \"\(word)\"",
                hint: Suggestion.hint(for: word, among: ["rows", "segments", "worst"]))
        case nil: .weighted(column: try call.columnName(6))
        }
    }

    private static let add = NativeDeclaration(
        "add", group: "studies", "Adds learners to a study: on the same folds, reusing what is there.",
        parameters: [
            .init("study", .host("Study"), "The study."),
            .init("learners", learnerKind, "A learner, or learners by name; stack and average may name learners of the study."),
            .init("scopes", .list(of: .string), default: .auto, labelOnly: true, "Scopes of the new arms."),
        ],
        result: "Study", effect: .random, examples: ["study |> add([\"stack\": stack([\"ridge\", \"gbdt\"])])"]
    ) { call, context in
        let study = try call.host(0, as: StudyValue.self).study
        let scopes = call.isGiven(2)
            ? try (call[2].asStrings ?? []).map { try Scope($0, in: study.segments) } : nil
        let learners = try namedLearners(call[1], context)
        if scopes != nil, let ensemble = learners.first(where: { $0.learner is any Ensemble }) {
            throw ArgumentFailure(
                2, "E503", "'\(ensemble.name)' joins models of its members, and has no scope of its own",
                hint: "average([…], scopes: \"pooled\") joins their pooled models alone")
        }
        let added = try study.adding(
            learners, scopes: scopes, try context.studyContext(limits: .absent))
        return .host(StudyValue(added))
    }

    private static let limits = NativeDeclaration(
        "limits", group: "studies",
        "What a study may use: it ends when the time or the memory is used up. In an override: what each fit may use.",
        parameters: [
            .init("threads", .optional(.int), default: .null, labelOnly: true, "How many threads at most."),
            .init("memory", .optional(.string), default: .null, labelOnly: true,
                "Memory of the process, as \"2GB\" or \"500MB\"; for a whole study only."),
            .init("time", .optional(.duration), default: .null, labelOnly: true,
                "How long it may take; a fit of an override that takes longer is served by its parent."),
        ], result: "Limits", examples: ["cross_validate(task, gbdt(), limits: limits(threads: 1, time: 10m, memory: \"4GB\"))"]
    ) { call, _ in
        if let threads = call[0].asInt, threads < 1 {
            throw ArgumentFailure(0, "E503", "'threads:' goes from 1")
        }
        let memory = try call[1].asString.map { text in
            guard let bytes = ByteCount.parse(text), bytes > 0 else {
                throw ArgumentFailure(1, "E503", "\"\(text)\" is no size of memory", hint: "write \"2GB\" or \"500MB\"")
            }
            return bytes
        }
        let time = call[2].asDuration
        if let time, time <= 0 { throw ArgumentFailure(2, "E503", "'time:' must be longer than nothing") }
        return .host(LimitsValue(threads: call[0].asInt, time: time, memory: memory))
    }

    private static let split = NativeDeclaration(
        "split", group: "studies", "Draws folds on a task's development rows, to be used by several studies.",
        parameters: [
            .init("task", .host("Task"), "The declared problem."),
            .init("folds", .either([.int, .host("Splitter")]), "A number or a splitter."),
            .init(
                "over", .optional(.host("Segments")), default: .null, labelOnly: true,
                "Segments by which rows are listed."),
        ], result: "Folds", effect: .random, examples: ["let folds = task |> split(kfold(5), over: segs)"]
    ) { call, context in
        let task = try call.host(0, as: TaskValue.self).task
        guard case .splitter(let splitter) = try folds(call, 1) else {
            throw ArgumentFailure(1, "E505", "'folds' takes a number or a splitter")
        }
        let segments = (call[2].asHost as? SegmentsValue)?.segments
        let folds = try drawFolds(task, splitter, over: segments, random: try context.fitContext.random)
        let listing = try segments.map { try FoldListing.table(folds, task, over: $0) } ?? FoldListing.table(folds, task)
        return .host(FoldsValue(folds, listing: listing))
    }
}
