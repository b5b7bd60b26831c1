import SegCore
import SegDiagnostics
import SegDisplay
import SegFrame
import SegStudies
import SegVM

/// The builtins that draw studies and verdicts.
enum StudyPlotNatives {
    static let declarations = [plotStudy, plotVerdict]

    private static let plotStudy = NativeDeclaration(
        "plot", group: "studies", "Draws a study: its leaderboard, one arm against another, its verdict, or a diagnosis of one arm.",
        parameters: [
            .init("study", .host("Study"), "The study."),
            .init(
                "kind", .choice(["leaderboard", "compare", "verdict"] + Diagnosis.kinds), default: .string("leaderboard"), "What to draw."),
            ReadingNatives.arm, .init("segment", .string, default: .string("all"), labelOnly: true, "The segment's path."),
            .init("against", .optional(.string), default: .null, labelOnly: true, "The other arm of \"compare\"."),
        ], result: "Plot", examples: ["plot(study, \"compare\", arm: \"gbdt local\", against: \"gbdt pooled\")"]
    ) { call, _ in
        let study = try call.host(0, as: StudyValue.self).study
        let kind = try call.string(1)
        guard kind == "compare" || call[4].isNull else {
            throw ArgumentFailure(4, "E503", "'against:' goes with \"compare\"", hint: "plot(study, \"compare\", arm: …, against: …)")
        }
        let isOfAll = ["leaderboard", "verdict"].contains(kind)
        guard !isOfAll || call[2].isNull else { throw ArgumentFailure(2, "E503", "\"\(kind)\" is of all arms", hint: "leave out 'arm:'") }
        guard try !isOfAll && kind != "compare" || call.string(3) == "all" else {
            throw ArgumentFailure(3, "E503", "\"\(kind)\" is of all segments", hint: "leave out 'segment:'")
        }
        if kind == "leaderboard" { return .host(PlotValue(try StudyPlot.leaderboard(study))) }
        if kind == "verdict" { return .host(PlotValue(try StudyPlot.verdict(try Verdict(study)))) }
        let arm = try ReadingNatives.shownArm(study, call[2].asString)
        if kind == "compare" {
            guard let other = call[4].asString else { throw ArgumentFailure(4, "E503", "\"compare\" needs 'against:'") }
            return .host(PlotValue(try StudyPlot.comparison(try Comparison(study, arm: arm.arm.name, against: other))))
        }
        let part = try study.part(try call.string(3))
        let name = arm.arm.name + (part.isWhole ? "" : " on \(part.path)")
        if kind == "learning" {
            let fits = try Diagnosis.watchedFits(study, arm: arm, on: part)
            return .host(PlotValue(try LearningCurves.plot(study, fits, title: "Validation loss of \(name)")))
        }
        return .host(PlotValue(try StudyPlot.diagnosis(try Diagnosis.table(study, kind: kind, arm: arm, on: part), kind: kind, arm: name)))
    }

    private static let plotVerdict = NativeDeclaration(
        "plot", group: "studies", "Draws a verdict: what each segment gains or loses by a model of its own.",
        parameters: [.init("verdict", .host("Verdict"), "The verdict.")], result: "Plot", examples: ["plot(study |> verdict())"]
    ) { call, _ in
        .host(PlotValue(try StudyPlot.verdict(try call.host(0, as: VerdictValue.self).verdict)))
    }
}

/// Pictures of studies.
enum StudyPlot {
    static func leaderboard(_ study: Study) throws -> Plot {
        let board = try Leaderboard(study)
        let metric = board.title
        var table = try board.table()
        let known = table[metric].map { column in (0..<column.count).filter { !column.isMissing($0) } } ?? []
        table = table.taking(known)
        return try bars(table, x: "arm", y: metric, title: "\(metric) by arm")
    }

    /// The difference of two arms by segment, as a share of the loss.
    static func comparison(_ comparison: Comparison) throws -> Plot {
        try bars(
            try comparison.table(), x: "segment", y: "difference",
            title: "\(comparison.arm.name) against \(comparison.against.name): difference as a share of \(comparison.metric.source)")
    }

    /// What models of their own make of each judged segment, a bar a learner.
    static func verdict(_ verdict: Verdict) throws -> Plot {
        let table = try verdict.table()
        guard table.rowCount > 0 else {
            throw Failure("E570", "no segment of the study can be judged: there is nothing to draw", hint: "verdict(study) says why")
        }
        let isAlone = verdict.answers.count == 1
        let title = "Own models against pooled" + (isAlone ? " of \(verdict.answers[0].learner)" : "")
        return try bars(
            table, x: "segment", y: "shrunk", by: isAlone ? nil : "learner",
            title: title + ": difference as a share of \(verdict.metric.source)")
    }

    /// Bars of figures, with their intervals where each has one.
    static func bars(_ table: Table, x: String, y: String, by: String? = nil, title: String) throws -> Plot {
        let hasIntervals = ["lower", "upper"].allSatisfy { table[$0].map { $0.missingCount == 0 } ?? false }
        return try Plot.bar(
            table, x: x, y: y, by: by, lower: hasIntervals ? "lower" : nil, upper: hasIntervals ? "upper" : nil, title: title)
    }

    static func diagnosis(_ table: Table, kind: String, arm: String) throws -> Plot {
        let by = table["class"] == nil ? nil : "class"
        return switch kind {
        case "calibration":
            try .line(table, x: "predicted", y: ["observed"], by: by, title: "Calibration of \(arm)")
        case "roc":
            try .line(table, x: "false_positive_rate", y: ["true_positive_rate"], by: by, keepsSteps: true, title: "ROC of \(arm)")
        case "precision_recall":
            try .line(table, x: "recall", y: ["precision"], by: by, keepsSteps: true, title: "Precision and recall of \(arm)")
        case "confusion":
            try .heatMap(
                try Diagnosis.confusionCells(table), x: "decided", y: "truth", value: "rows",
                title: "Confusion of \(arm)")
        case "threshold" where by != nil:
            try .line(table, x: "threshold", y: ["f1"], by: by, title: "Thresholds of \(arm)")
        case "threshold": try .line(table, x: "threshold", y: ["precision", "recall", "f1"], title: "Thresholds of \(arm)")
        case "residuals": try .scatter(table, x: "prediction", y: "residual", title: "Residuals of \(arm)")
        default: throw Failure("E503", "a \(kind) table has no picture", hint: "diagnose(study, \"\(kind)\") shows it")
        }
    }
}
