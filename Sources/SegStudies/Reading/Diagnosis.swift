import SegCore
import SegDiagnostics
import SegFrame

/// Tables that show how an arm goes wrong: on rows that it was not trained on.
public enum Diagnosis {
    public static let kinds = [
        "confusion", "calibration", "roc", "precision_recall", "threshold", "residuals", "learning",
    ]

    /// - Parameter part: the rows; nil: all that are scored.
    public static func table(_ study: Study, kind: String, arm: ArmResult, on part: StudyPart? = nil) throws -> Table {
        let part = part ?? study.whole
        return kind == "learning" ? try learning(study, arm, part) : try table(study, kind: kind, arm: arm, places: part.places)
    }

    /// The tables of the leaves below each other, with a column `segment` in front; most rows first.
    public static func bySegment(_ study: Study, kind: String, arm: ArmResult) throws -> Table {
        // Curves of learning name the segment of each model as they are.
        if kind == "learning" { return try learning(study, arm, study.whole) }
        let parts = try study.parts.map { part in
            let own = try table(study, kind: kind, arm: arm, places: part.places)
            return try labelled(own, "segment", part.path)
        }
        guard let first = parts.first else { return try table(study, kind: kind, arm: arm) }
        return try parts.dropFirst().reduce(first) { try $0.append($1) }
    }

    private static func labelled(_ table: Table, _ name: String, _ label: String) throws -> Table {
        let labels = Column(strings: [String?](repeating: label, count: table.rowCount))
        return try Table([(name, nil, labels)] + zip(table.schema.fields, table.columns).map { ($0.name, $0.kind, $1) })
    }

    private static func table(_ study: Study, kind: String, arm: ArmResult, places: [Int]) throws -> Table {
        let scored = Scored(
            truth: study.truth(places), predictions: arm.predictions.taking(places),
            weights: study.weights(places), problem: study.task.problem)
        switch kind {
        case "confusion": return try confusion(scored)
        case "calibration": return try byClass(scored) { try calibration($0) }
        case "roc", "precision_recall", "threshold": return try byClass(scored) { try curve($0, kind) }
        case "residuals": return try residuals(scored, study.identifying(places.map { study.scored.rows[$0] }))
        default:
            throw Failure(
                "E503", "there is no diagnosis '\(kind)'",
                hint: Suggestion.hint(for: kind, among: kinds) ?? kinds.joined(separator: ", "))
        }
    }

    /// A row's probability of a class, whether it is of that class, and what it counts.
    private struct Judged {
        let p: Double
        let isPositive: Bool
        let weight: Double
    }

    private struct Scored {
        let truth: Target
        let predictions: Predictions
        let weights: [Double]?
        let problem: Problem

        func classified() throws(Failure) -> (truth: [Int32], decided: [Int32]) {
            guard case .classes(let classes) = truth else {
                throw Failure("E503", "a confusion table is for classification", hint: "diagnose(study, \"residuals\")")
            }
            return (classes, predictions.classes(of: problem.kind))
        }

        /// For each class, of two only the positive one, its probability and whether it was true.
        func probabilities() throws(Failure) -> [(label: String, pairs: [Judged])] {
            guard case .classes(let classes) = truth else {
                throw Failure("E503", "this diagnosis is for classification", hint: "diagnose(study, \"residuals\")")
            }
            let outputs = problem.kind == .binary ? [1] : Array(problem.classes.indices)
            return outputs.enumerated().map { output, label in
                let p = Array(predictions.output(output))
                return (
                    problem.classes[label],
                    p.indices.map { Judged(p: p[$0], isPositive: Int(classes[$0]) == label, weight: weights?[$0] ?? 1) })
            }
        }
    }

    /// A table of each class against the rest, of more than two with a column `class` in front.
    private static func byClass(
        _ scored: Scored, _ table: ([Judged]) throws -> Table
    ) throws -> Table {
        let classes = try scored.probabilities()
        guard classes.count > 1 else { return try table(classes.first?.pairs ?? []) }
        let parts = try classes.map { label, pairs in
            try labelled(try table(pairs), "class", label)
        }
        return try parts.dropFirst().reduce(parts[0]) { try $0.append($1) }
    }

    /// `truth`, one column a decided class with its rows, `recall`; where rows are weighted when they are scored, the sums of their
    /// weights in place of their number.
    private static func confusion(_ scored: Scored) throws -> Table {
        let (found, classes) = (try scored.classified(), scored.problem.classes)
        let count = classes.count
        var cells = [Int64](repeating: 0, count: count * count)
        var weights = [Double](repeating: 0, count: count * count)
        for (row, (truth, decided)) in zip(found.truth, found.decided).enumerated() {
            cells[Int(truth) * count + Int(decided)] += 1
            weights[Int(truth) * count + Int(decided)] += scored.weights?[row] ?? 1
        }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("truth", nil, Column(strings: classes.map { $0 }))
        ]
        for decided in 0..<count {
            let column = scored.weights == nil
                ? Column(ints: (0..<count).map { cells[$0 * count + decided] })
                : Column(doubles: (0..<count).map { weights[$0 * count + decided] })
            columns.append(("as \(classes[decided])", nil, column))
        }
        let recall = (0..<count).map { truth -> Double in
            let row = weights[truth * count..<(truth + 1) * count].reduce(0, +)
            return row > 0 ? weights[truth * count + truth] / row : .nan
        }
        columns.append(("recall", nil, Column(doubles: recall)))
        return try Table(columns)
    }

    /// A confusion table as one row a cell: `truth`, `decided`, `rows`.
    public static func confusionCells(_ confusion: Table) throws -> Table {
        let decided = confusion.names.filter { $0 != "truth" && $0 != "recall" }
        let cells = try confusion.dropping(["recall"]).unpivot(decided, nameColumn: "decided", valueColumn: "rows")
        return try cells.setting(
            "decided",
            Column(strings: try cells.column("decided").strings().map { $0.map { String($0.dropFirst("as ".count)) } }))
    }

    /// Up to ten groups of equal size by probability: `predicted`, `observed` (means by the score weights), `rows`.
    private static func calibration(_ pairs: [Judged]) throws -> Table {
        let sorted = pairs.sorted { $0.p < $1.p }
        let groups = min(10, max(1, sorted.count))
        var predicted: [Double] = []
        var observed: [Double] = []
        var rows: [Int64] = []
        for group in 0..<groups where !sorted.isEmpty {
            let part = sorted[group * sorted.count / groups..<(group + 1) * sorted.count / groups]
            let weight = part.reduce(0) { $0 + $1.weight }
            predicted.append(weight > 0 ? part.reduce(0) { $0 + $1.weight * $1.p } / weight : .nan)
            observed.append(weight > 0 ? part.reduce(0) { $0 + ($1.isPositive ? $1.weight : 0) } / weight : .nan)
            rows.append(Int64(part.count))
        }
        return try Table([
            ("predicted", nil, Column(doubles: predicted)), ("observed", nil, Column(doubles: observed)),
            ("rows", nil, Column(ints: rows)),
        ])
    }

    /// Rates at up to 200 cuts from the highest probability down; rows count by their score weights.
    private static func curve(_ pairs: [Judged], _ kind: String) throws -> Table {
        let sorted = pairs.sorted { $0.p > $1.p }
        let positives = sorted.reduce(0) { $0 + ($1.isPositive ? $1.weight : 0) }
        let negatives = sorted.reduce(0) { $0 + ($1.isPositive ? 0 : $1.weight) }
        var points: [(cut: Double, hits: Double, alarms: Double)] = [(1, 0, 0)]
        var (hits, alarms) = (0.0, 0.0)
        for (index, pair) in sorted.enumerated() {
            if pair.isPositive { hits += pair.weight } else { alarms += pair.weight }
            if index + 1 == sorted.count || sorted[index + 1].p != pair.p { points.append((pair.p, hits, alarms)) }
        }
        let step = max(1, points.count / 200)
        let kept = points.indices.filter { $0 % step == 0 || $0 == points.count - 1 }.map { points[$0] }
        func share(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : .nan }
        let recall = kept.map { share($0.hits, positives) }
        let precision = kept.map { share($0.hits, $0.hits + $0.alarms) }
        let fallOut = kept.map { share($0.alarms, negatives) }
        let cut = Column(doubles: kept.map(\.cut))
        switch kind {
        case "roc":
            return try Table([
                ("false_positive_rate", nil, Column(doubles: fallOut)),
                ("true_positive_rate", nil, Column(doubles: recall)), ("threshold", nil, cut),
            ])
        case "precision_recall":
            return try Table([
                ("recall", nil, Column(doubles: recall)), ("precision", nil, Column(doubles: precision)),
                ("threshold", nil, cut),
            ])
        default:
            let f1 = zip(precision, recall).map { $0 + $1 > 0 ? 2 * $0 * $1 / ($0 + $1) : .nan }
            return try Table([
                ("threshold", nil, cut), ("precision", nil, Column(doubles: precision)),
                ("recall", nil, Column(doubles: recall)), ("f1", nil, Column(doubles: f1)),
            ])
        }
    }

    /// `row`, the id columns, that of the time, `truth`, `prediction`, `residual`, one row a scored row.
    private static func residuals(
        _ scored: Scored, _ identifying: [(name: String, kind: ColumnKind?, column: Column)]
    ) throws -> Table {
        guard case .values(let truth) = scored.truth else {
            throw Failure("E503", "residuals are for regression", hint: "diagnose(study, \"confusion\")")
        }
        let predicted = scored.predictions.values
        return try Table(identifying + [
            ("truth", nil, Column(doubles: truth)), ("prediction", nil, Column(doubles: predicted)),
            ("residual", nil, Column(doubles: zip(truth, predicted).map { $0 - $1 })),
        ])
    }

    /// The validation loss by round of the fits that serve the arm.
    private static func learning(_ study: Study, _ arm: ArmResult, _ part: StudyPart) throws -> Table {
        try study.curves(of: try watchedFits(study, arm: arm, on: part))
    }

    /// The fits with watched rounds whose models predict rows of a part for an arm, alone or joined with others. E503 for none.
    public static func watchedFits(_ study: Study, arm: ArmResult, on part: StudyPart) throws(Failure) -> [FitRecord] {
        let found = study.fits.filter { $0.learner == arm.arm.learner && !$0.curve.isEmpty }
        guard !found.isEmpty else {
            throw Failure("E503", "'\(arm.arm.learner)' watched no rounds", hint: "gbdt(…) |> early_stop()")
        }
        var serving = Set(part.places.map { arm.servedBy[$0] })
        switch arm.arm.scope {
        case .pooled, .level, .local: break
        case .offset, .blended, .path:
            for node in serving { serving.formUnion(study.segments.ancestry(of: node)) }
        }
        // Of an offset only the whole's model starts from nothing.
        let own = found.filter { serving.contains($0.node) && $0.isOffset == (arm.arm.scope == .offset && $0.node != 0) }
        guard !own.isEmpty else {
            throw Failure(
                "E503", "no model that serves \(part.path) in '\(arm.arm.name)' watched its rounds",
                hint: "the rounds of a single model are in the study's fits")
        }
        return own
    }
}
