import SegCore
import SegDiagnostics
import SegDisplay
import SegFrame
import SegStudies
import SegVM

/// Whether splitting pays, as a value.
public final class VerdictValue: HostObject, @unchecked Sendable {
    public let verdict: Verdict

    public init(_ verdict: Verdict) { self.verdict = verdict }

    public override var kindName: String { "Verdict" }
    public override var isShownWhole: Bool { true }
    public override var display: String { "Verdict on \(verdict.levels.joined(separator: " / "))" }
    static let fields = ["segments"]
    public override var fieldNames: [String] { Self.fields }

    public override func field(_ name: String) throws -> Value? {
        name == "segments" ? .table(try verdict.table()) : nil
    }
}

/// The builtins that read studies.
enum ReadingNatives {
    static let declarations = [leaderboard, score, compare, verdict, diagnose, importance]

    private static let metric = NativeParameter(
        "metric", .host("Metric"), default: .auto, labelOnly: true, "By default the study's first.")
    static let arm = NativeParameter(
        "arm", .optional(.string), default: .null, labelOnly: true, "An arm's name; by default the leading one.")
    private static let level = NativeParameter(
        "level", .float, default: .float(0.95), labelOnly: true, "Of the intervals.")

    private static func reading(
        _ name: String, _ summary: String, _ parameters: [NativeParameter], result: String = "Table",
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "studies", summary,
            parameters: [.init("study", .host("Study"), "The study.")] + parameters, result: result,
            examples: examples, body: body)
    }

    private static func study(_ call: Arguments) throws -> Study { try call.host(0, as: StudyValue.self).study }

    /// The metric that is asked for, which must fit the study's target; nil where none is.
    private static func metric(_ call: Arguments, _ position: Int) throws -> (any Metric)? {
        let metric = (call[position].asHost as? MetricValue)?.metric
        try metric?.requireFit(try study(call).task.problem.kind)
        return metric
    }

    private static func level(_ call: Arguments, _ position: Int) throws -> Double {
        let level = try call.double(position)
        guard level > 0.5, level < 1 else {
            throw ArgumentFailure(position, "E503", "'level:' goes from 0.5 to 1, both excluded")
        }
        return level
    }

    private static let leaderboard = reading(
        "leaderboard", "The arms from the best to the worst with intervals, or the figures by segment.",
        [
            metric, .init("by", .choice(["arm", "segment"]), default: .string("arm"), labelOnly: true, "A row an arm or a segment."),
            .init("against", .optional(.string), default: .null, labelOnly: true, "The reference arm; by default the best pooled one."),
            level,
        ]
    ) { call, _ in
        let study = try study(call)
        if try call.string(2) == "segment" { return .table(try Leaderboard.bySegment(study, metric: try metric(call, 1))) }
        return .table(
            try Leaderboard(study, metric: try metric(call, 1), against: call[3].asString, level: try level(call, 4)).table())
    }

    private static let score = reading(
        "score", "One figure of a study: the one of the leaderboard.",
        [
            .init("metric", .host("Metric"), "The metric."),
            .init("arm", .optional(.string), default: .null, labelOnly: true,
                "The arm; needed unless there is exactly one besides the baseline."),
            .init("segment", .string, default: .string("all"), labelOnly: true, "The segment's path."),
        ], result: "Float", examples: ["study.score(rmse, arm: \"gbdt pooled\")"]
    ) { call, _ in
        let study = try study(call)
        let arm = try scoredArm(study, call[2].asString)
        guard let metric = try metric(call, 1) else { return .null }
        let part = try study.part(try call.string(3))
        guard let value = StudyFigures(study, metric: metric).figure(arm, on: part), value.isFinite else {
            throw Failure("E571", "\(metric.source) is not defined for '\(arm.arm.name)' on \(try call.string(3))")
        }
        return .double(value)
    }

    /// The named arm; without a name the only one besides the baseline, or the first model of a test.
    private static func scoredArm(_ study: Study, _ name: String?) throws -> ArmResult {
        if let name { return try study.arm(name) }
        let candidates = study.arms.filter { $0.arm.name != "baseline" }
        if candidates.count == 1 || study.purpose == .test, let first = candidates.first { return first }
        throw Failure(
            "E571", "score needs 'arm:': the best of several is no honest number",
            hint: "arms: " + study.arms.map(\.arm.name).joined(separator: ", "))
    }

    private static let compare = reading(
        "compare", "One arm against another, paired row by row, over all rows and by segment.",
        [
            .init("arm", .string, "The arm."), .init("against", .string, labelOnly: true, "The other arm."),
            metric, .init("margin", .float, default: .float(0.01), labelOnly: true, "A smaller share of the loss is no difference."),
            .init("by", .choice(["segment", "all"]), default: .string("segment"), labelOnly: true, "Whether segments are listed."),
        ], examples: ["compare(result, \"stack\", against: \"gbdt pooled\")"]
    ) { call, _ in
        .table(
            try Comparison(
                try study(call), arm: try call.string(1), against: try call.string(2), metric: try metric(call, 3),
                margin: try call.double(4), bySegment: try call.string(5) == "segment"
            ).table())
    }

    private static let verdict = reading(
        "verdict", "Whether splitting by segments pays, for each learner and each segment.",
        [
            metric, .init("margin", .float, default: .float(0.01), labelOnly: true, "The gain that a model of its own must bring."),
            level,
        ], result: "Verdict"
    ) { call, _ in
        .host(
            VerdictValue(
                try Verdict(
                    try study(call), metric: try metric(call, 1), margin: try call.double(2), level: try level(call, 3))))
    }

    private static let diagnose = reading(
        "diagnose", "How an arm goes wrong, as a table.",
        [
            .init("kind", .choice(Diagnosis.kinds), "Which table."), arm,
            .init("segment", .string, default: .string("all"), labelOnly: true, "The segment's path."),
            .init(
                "by", .choice(["all", "segment"]), default: .string("all"), labelOnly: true,
                "Whether the rows are taken together, or each segment by itself."),
        ], examples: ["diagnose(study, \"calibration\", arm: \"gbdt pooled\")", "diagnose(study, \"confusion\", by: \"segment\")"]
    ) { call, _ in
        let study = try study(call)
        if try call.string(4) == "segment" {
            guard try call.string(3) == "all" else {
                throw ArgumentFailure(4, "E503", "'segment:' names one segment and 'by:' asks for all", hint: "give one of them")
            }
            return .table(
                try Diagnosis.bySegment(study, kind: try call.string(1), arm: try shownArm(study, call[2].asString)))
        }
        return .table(
            try Diagnosis.table(
                study, kind: try call.string(1), arm: try shownArm(study, call[2].asString),
                on: try study.part(try call.string(3))))
    }

    private static let importance = NativeDeclaration(
        "importance", group: "studies",
        "How much worse an arm predicts its scored rows when one column's values change places within segments.",
        parameters: [
            .init("study", .host("Study"), "The study; the arm's models are trained again for each fold."), arm,
            .init("by", .choice(["all", "segment"]), default: .string("all"), labelOnly: true,
                "Whether all rows are judged together, or each leaf too."),
            .init("top", .int, default: .int(10), labelOnly: true, "How many columns are shown."),
            .init("repeats", .int, default: .int(5), labelOnly: true, "How often each column is shuffled."), metric,
        ], result: "Table", effect: .random, examples: ["importance(study, arm: \"gbdt pooled\", by: \"segment\")"]
    ) { call, context in
        let study = try study(call)
        let repeats = try call.int(4)
        guard (1...1000).contains(repeats) else { throw ArgumentFailure(4, "E503", "'repeats:' goes from 1 to 1000") }
        let top = try call.int(3)
        guard top >= 1 else { throw ArgumentFailure(3, "E503", "'top:' is at least 1") }
        let parts = try call.string(2) == "all" || !study.segments.isDivided ? [] : study.parts
        let importance = try StudyImportance(
            study, arm: try shownArm(study, call[1].asString), metric: try metric(call, 5), repeats: repeats,
            try context.fitContext)
        return .table(try importance.table([study.whole] + parts, top: top))
    }

    static func shownArm(_ study: Study, _ name: String?) throws -> ArmResult {
        if let name { return try study.arm(name) }
        guard let leader = StudyFigures(study).ranked.first else {
            throw Failure("E551", "the study has no arm")
        }
        return leader
    }
}
