import SegCore
import SegDiagnostics
import SegStudies
import SegVM

extension StudyNatives {
    static let override = NativeDeclaration(
        "override", group: "studies",
        "Other settings for some segments and all below them; where several apply, the later one wins.",
        parameters: [
            .init(
                "nodes", .either([.string, .list(of: .string), .function]),
                "A path, a pattern such as \"*/AA\", a list of them, or a closure over a segment's summary."),
            .init("learners", .dictionary(of: .any), default: .auto, labelOnly: true, "Learners in place of those of the same name."),
            .init("steps", .dictionary(of: .any), default: .auto, labelOnly: true,
                "Steps in place of those of the same name, in every learner; nil removes one."),
            .init("metrics", .list(of: .host("Metric")), default: .auto, labelOnly: true, "Metrics shown for these segments."),
            .init("folds", .either([.int, .host("Splitter")]), default: .auto, labelOnly: true,
                "A plan of folds of their own."),
            .init("limits", .host("Limits"), default: .auto, labelOnly: true,
                "What each of their fits may use: threads and time."),
        ],
        result: "Override", examples: ["override({ $0.rows < 500 }, learners: [\"gbdt\": ridge()])"]
    ) { call, context in
        guard (1...5).contains(where: { call.isGiven($0) }) else {
            throw Failure("E503", "the override changes nothing", hint: "give it learners:, steps:, metrics:, folds: or limits:")
        }
        var override = NodeOverride(try nodes(call[0], context))
        if call.isGiven(1) { override.learners = try namedLearners(call[1], context) }
        if call.isGiven(2) {
            override.change = try change(call, context)
            override.changedSteps = try call.dictionary(2).pairs.compactMap(\.key.asString)
        }
        if call.isGiven(3) { override.metrics = try metrics(call, 3, context) }
        if call.isGiven(4), case .splitter(let splitter) = try folds(call, 4) { override.folds = splitter }
        if let limits = call[5].asHost as? LimitsValue {
            guard limits.memory == nil else {
                throw ArgumentFailure(
                    5, "E503", "'memory:' is a limit of the whole process, not of some segments",
                    hint: "give it to cross_validate(limits:)")
            }
            override.limits = FitLimits(threads: limits.threads, seconds: limits.time.map { Double($0) / 1e9 })
        }
        return .host(OverrideValue(override, nodes: call[0].display))
    }

    private static func nodes(_ value: Value, _ context: NativeContext) throws -> NodeChoice {
        if let pattern = value.asString { return .patterns([pattern]) }
        if let patterns = value.asStrings { return .patterns(patterns) }
        let random = context.random.split("override")
        let isolated = IsolatedCall(context.fork(random: random), value)
        return .condition { summary in try isolated.isTrue(summary) }
    }

    private static func change(
        _ call: Arguments, _ context: NativeContext
    ) throws -> @Sendable (any Learner) throws -> any Learner {
        let parts: [(String, PipelinePart?)] = try call.dictionary(2).pairs.map { pair in
            guard let name = pair.key.asString else {
                throw ArgumentFailure(2, "E505", "a step's name is text in quotes")
            }
            guard !pair.value.isNull else { return (name, nil) }
            return (name, try LearnerNatives.part(pair.value, context))
        }
        return { try changed($0, parts) }
    }

    /// The learner with some steps exchanged, in whatever wraps them.
    @Sendable private static func changed(_ learner: any Learner, _ parts: [(String, PipelinePart?)]) throws -> any Learner {
        if let wrapper = learner as? any Wrapper { return wrapper.wrapping(try changed(wrapper.base, parts)) }
        guard var pipeline = learner as? Pipeline else {
            guard learner.parts.contains(where: { part in parts.contains { $0.0 == part.name } }) else {
                return learner
            }
            throw Failure(
                "E524", "'steps:' of an override reaches the steps of a pipeline, and \(learner.sourceText) joins several",
                hint: "give these segments whole learners, with 'learners:'")
        }
        for (name, part) in parts where pipeline.partNames.contains(name) {
            pipeline = try pipeline.swap(name, with: part)
        }
        return pipeline
    }
}

/// A closure of the language that is asked about segments, one at a time.
///
/// SAFETY: the forked machine is used by one thread at a time; the study asks conditions in order,
/// before it begins to train.
private final class IsolatedCall: @unchecked Sendable {
    private let context: NativeContext
    private let function: Value

    init(_ context: NativeContext, _ function: Value) {
        self.context = context
        self.function = function
    }

    func isTrue(_ summary: NodeSummary) throws -> Bool {
        let row = Value.dictionary([
            ("segment", .string(summary.segment)), ("level", .int(summary.depth)), ("rows", .int(summary.rows)),
            ("share", .double(summary.share)), ("target", Value.finite(summary.target)),
            ("rarer_class", .int(summary.rarerClass)),
        ])
        guard let answer = try context.call(function, [row]).asBool else {
            throw Failure("E505", "the closure of an override answers true or false")
        }
        return answer
    }
}
