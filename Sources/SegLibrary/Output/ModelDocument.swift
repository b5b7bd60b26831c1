import SegDisplay
import SegFrame
import SegStudies

/// A model: what it predicts, from what, and its nodes.
enum ModelDocument {
    static func of(_ model: TrainedModel) -> Document {
        var lines: [Document.KeyValue] = [
            .init("predicts", StyledText("\(model.problem.roles.target ?? ""), \(model.problem.kind.rawValue)")),
            .init("learner", StyledText(model.parts.map(\.source).joined(separator: " |> "), .code)),
            .init("scope", StyledText(model.scope.name)),
            .init("rows", StyledText(NumberText.grouped(model.lineage.rows) + (model.lineage.includesTest ? ", test rows included" : ""))),
        ]
        if model.tree.models.count == 1, let thresholds = model.tree.models.first?.fitted.thresholds {
            let from = thresholds.single.map { NumberText.short($0) }
                ?? "\(NumberText.short(thresholds.lowerBound)) to \(NumberText.short(thresholds.upperBound)), by segment"
            lines.append(.init("decides", StyledText("\(model.problem.classes.last ?? "") from \(from)")))
        }
        for score in model.lineage.scores {
            lines.append(.init(StyledText(score.metric), StyledText(NumberText.short(score.value) + origin(of: score, model))))
        }
        var document = Document([.paragraph(StyledText("Model  \(model.name)", .bold)), .keyValues(lines)])
        if let nodes = try? model.nodes(), nodes.rowCount > 1 {
            document.append(.table(TablePreview(nodes, head: 20, tail: 0)))
        }
        return document
    }

    /// On which rows a score was made; a model of all rows carries that of the one that had not seen the test's.
    private static func origin(of score: ModelScore, _ model: TrainedModel) -> String {
        switch (score.folds, model.lineage.includesTest) {
        case ("test", _): " on the test, by the model without its rows"
        case (let folds, true): " by \(folds), without the test rows"
        case (let folds, false): " by \(folds)"
        }
    }
}
