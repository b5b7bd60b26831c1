import SegCore
import SegDiagnostics

/// What an arm scored in a study, as a model that is trained of it carries it on.
struct Judgement {
    private let study: Study
    private let result: ArmResult

    init(_ study: Study, _ result: ArmResult) {
        self.study = study
        self.result = result
    }

    /// By each metric of the study, over all rows.
    var scores: [ModelScore] {
        study.metrics.compactMap { metric in
            StudyFigures(study, metric: metric).figure(result).map {
                ModelScore(metric: metric.source, value: $0, folds: study.folds.source)
            }
        }
    }

    /// By the primary metric, for each node of a model's segments that the study has too.
    func bySegment(of segments: Segments) -> SegmentScores {
        let figures = StudyFigures(study, metric: study.metrics[0])
        return SegmentScores(
            metric: study.metrics[0].source,
            values: segments.nodes.map { node in
                let same = study.segments.nodes.firstIndex { $0.path.hasSameBytes(as: node.path) }
                return same.flatMap { figures.figure(result, on: study.part(of: $0)) }
            })
    }
}

extension Study {
    /// What an opened test says of the model that the production one follows: the arm of its name, else the only one.
    ///
    /// E551 unless the study is an opened test and all rows are trained on, E557 where the test has no such arm.
    func judgement(of name: String, rows: TrainingRows) throws(Failure) -> Judgement {
        guard purpose == .test, rows == .all else {
            throw Failure(
                "E551", "'tested:' takes what open_test gave, and goes with rows: \"all\"",
                hint: "a model of the development rows carries the scores of its study")
        }
        let candidates = arms.filter { $0.arm.name != "baseline" }
        let own = candidates.first { $0.arm.name.hasSameBytes(as: name) }
        if let own = own ?? (candidates.count == 1 ? candidates.first : nil) { return Judgement(self, own) }
        throw Failure(
            "E557", "the test has no model '\(name)'",
            hint: "open_test([\"\(name)\": …]) names it so; it has " + candidates.map(\.arm.name).joined(separator: ", "))
    }
}
