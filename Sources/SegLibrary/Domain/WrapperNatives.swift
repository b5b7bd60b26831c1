import SegCore
import SegDiagnostics
import SegStudies
import SegVM

/// The builtins that wrap learners: each wraps all that stands left of it.
enum WrapperNatives {
    static let declarations = [earlyStop, transformTarget, threshold, calibrate, stack, average]

    private static func wrapper(
        _ name: String, _ summary: String, _ parameters: [NativeParameter], examples: [String] = [],
        body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "wrappers", summary,
            parameters: [.init("learner", .host("Learner"), "What is wrapped, steps included.")] + parameters,
            result: "Learner", examples: examples, body: body)
    }

    private static func over(_ what: String) -> NativeParameter {
        .init(
            "over", .optional(.host("Segments")), default: .null, labelOnly: true,
            "Segments that have \(what) of their own, shrunk to the parent's.")
    }

    private static func segments(_ call: Arguments, _ position: Int) -> Segments? {
        (call[position].asHost as? SegmentsValue)?.segments
    }

    private static func learner(_ call: Arguments, _ context: NativeContext) throws -> any Learner {
        try StudyNatives.learner(call[0], context, name: nil)
    }

    private static let earlyStop = wrapper(
        "early_stop", "Chooses the number of rounds on training rows held back, then trains on all of them.",
        [
            .init("patience", .int, default: .int(30), labelOnly: true, "Rounds without improvement after which training stops."),
            .init("metric", .host("Metric"), default: .auto, labelOnly: true, "What is watched; by default the study's usual loss."),
            .init("min_delta", .float, default: .float(0), labelOnly: true, "The smallest improvement that counts."),
            .init("validation", .float, default: .float(0.15), labelOnly: true, "The share of training rows held back."),
            .init("then", .choice(["refit", "keep"]), default: .auto, labelOnly: true,
                "Whether all rows are trained on again; by default where rounds are counted."),
        ], examples: ["gbdt(rounds: 1000) |> early_stop(patience: 30)"]
    ) { call, context in
        let patience = try call.int(1)
        let share = try call.double(4)
        guard patience >= 1 else { throw ArgumentFailure(1, "E503", "'patience:' goes from 1") }
        guard share > 0, share < 1 else {
            throw ArgumentFailure(4, "E503", "'validation:' is a share between 0 and 1")
        }
        return .host(
            LearnerValue(
                EarlyStop(
                    try learner(call, context), patience: patience,
                    metric: (call[2].asHost as? MetricValue)?.metric, minDelta: try call.double(3),
                    share: share, afterwards: call[5].asString.flatMap(EarlyStop.Afterwards.init))))
    }

    private static let transformTarget = wrapper(
        "transform_target", "Trains on a transformed target; predictions are on the original scale.",
        [
            .init(
                "with", .either([.choice(TargetTransform.names), .list(of: .choice(TargetTransform.names))]), labelOnly: true,
                "One transformation, or several in order.")
        ], examples: ["ridge() |> transform_target(with: \"log1p\")"]
    ) { call, context in
        let names = try call[1].asStrings ?? [call.string(1)]
        let transforms = names.compactMap(TargetTransform.init(rawValue:))
        return .host(LearnerValue(TransformTarget(try learner(call, context), with: transforms)))
    }

    private static let threshold = wrapper(
        "threshold", "Decides for the positive class from the probability on that is best out of fold.",
        [
            .init("minimize", .host("Metric"), default: .auto, labelOnly: true, "A metric of decisions such as cost(…)."),
            .init("maximize", .host("Metric"), default: .auto, labelOnly: true, "A metric of decisions such as f1."),
            .init("at", .optional(.float), default: .null, labelOnly: true, "A fixed probability."),
            over("a threshold"),
        ], examples: ["logistic() |> threshold(maximize: f1)"]
    ) { call, context in
        let metrics = [1, 2].compactMap { (call[$0].asHost as? MetricValue)?.metric }
        let fixed = call[3].asDouble
        guard metrics.count + (fixed == nil ? 0 : 1) == 1 else {
            throw Failure("E503", "threshold takes one of 'minimize:', 'maximize:' and 'at:'")
        }
        if let metric = metrics.first, !metric.judgesDecisions {
            throw Failure(
                "E503", "\(metric.source) looks at no decisions: it is the same at every threshold",
                hint: "choose by f1, balanced_accuracy or cost(…)")
        }
        if let metric = metrics.first, metric.higherIsBetter == call.isGiven(1) {
            let right = metric.higherIsBetter ? "maximize" : "minimize"
            throw Failure("E503", "\(metric.source) is to be \(right)d", hint: "\(right): \(metric.source)")
        }
        let rule: Threshold.Rule = metrics.first.map { .best($0) } ?? .at(fixed ?? 0.5)
        if let fixed, !(0...1).contains(fixed) {
            throw ArgumentFailure(3, "E503", "'at:' is a probability, 0 to 1, not \(fixed)")
        }
        let over = segments(call, 4)
        if fixed != nil, over != nil {
            throw Failure("E503", "a threshold 'at:' one probability is the same in all segments", hint: "leave out 'over:'")
        }
        return .host(LearnerValue(Threshold(try learner(call, context), rule, over: over)))
    }

    private static let calibrate = wrapper(
        "calibrate", "Makes probabilities come true as often as they say, learned out of fold.",
        [
            .init("method", .choice(["sigmoid", "isotonic"]), default: .string("sigmoid"), labelOnly: true, "The map."),
            .init("folds", .int, default: .int(5), labelOnly: true, "Inner folds."),
            over("a curve"),
        ], examples: ["gbdt() |> calibrate(method: \"isotonic\")"]
    ) { call, context in
        let folds = try call.int(2)
        guard (2...100).contains(folds) else { throw ArgumentFailure(2, "E503", "'folds:' goes from 2 to 100") }
        let method = Calibrate.Method(rawValue: try call.string(1)) ?? .sigmoid
        return .host(LearnerValue(Calibrate(try learner(call, context), method: method, folds: folds, over: segments(call, 3))))
    }
}

// MARK: Ensembles

extension WrapperNatives {
    private static let members = NativeParameter(
        "members", .either([.list(of: .any), .dictionary(of: .any)]),
        "Learners, learners by name, or names of a study's learners.")
    private static let scopes = NativeParameter(
        "scopes", .choice(["path", "pooled"]), default: .string("path"), labelOnly: true,
        "Whether models of all nodes on the leaf's path are joined, or the pooled ones only.")

    static let stack = NativeDeclaration(
        "stack", group: "wrappers", "Joins learners by weights, or a learner, trained on their out-of-fold predictions.",
        parameters: [
            members,
            .init("with", .host("Learner"), default: .auto, labelOnly: true,
                "What joins them; by default weights that are not negative and sum to 1."),
            scopes, .init("folds", .int, default: .int(5), labelOnly: true, "Inner folds outside a study."),
            over("weights"),
        ], result: "Learner", examples: ["study |> add([\"stack\": stack([\"ridge\", \"gbdt\"])])"]
    ) { call, context in
        let meta = call.isGiven(1) ? try StudyNatives.learner(call[1], context, name: "with") : nil
        return .host(
            LearnerValue(
                try Stack(
                    try ensembleMembers(call, context), with: meta,
                    scopes: MemberScope(rawValue: try call.string(2)) ?? .path, folds: try call.int(3),
                    over: segments(call, 4))))
    }

    static let average = NativeDeclaration(
        "average", group: "wrappers", "The mean of several learners' predictions.",
        parameters: [
            members, .init("weights", .list(of: .float), default: .auto, labelOnly: true, "One a member; by default all equal."),
            scopes,
        ], result: "Learner", examples: ["average([ridge(), gbdt()])"]
    ) { call, context in
        let weights = call.isGiven(1) ? try call.list(1).values.compactMap(\.asDouble) : nil
        return .host(
            LearnerValue(
                try Average(
                    try ensembleMembers(call, context), weights: weights,
                    scopes: MemberScope(rawValue: try call.string(2)) ?? .path)))
    }

    private static func ensembleMembers(_ call: Arguments, _ context: NativeContext) throws -> [EnsembleMember] {
        if call[0].asDictionary != nil {
            return try StudyNatives.namedLearners(call[0], context).map { .learner($0) }
        }
        var used: [String: Int] = [:]
        return try call.list(0).values.map { value in
            if let name = value.asString { return .name(name) }
            let learner = try StudyNatives.learner(value, context, name: nil)
            let count = (used[learner.name] ?? 0) + 1
            used[learner.name] = count
            return .learner(NamedArm(count == 1 ? learner.name : "\(learner.name).\(count)", learner))
        }
    }
}

extension TargetTransform {
    static let names = allCases.map(\.rawValue)
}
