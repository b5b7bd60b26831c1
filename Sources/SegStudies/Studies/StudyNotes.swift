import SegCore
import SegDiagnostics

/// Finds what a reader of a study has to know.
struct StudyNotes {
    private let task: LearningTask
    private let folds: Folds
    private let crossFit: CrossFit
    private let arms: [ArmResult]
    private let learners: [NamedArm]

    init(task: LearningTask, folds: Folds, crossFit: CrossFit, arms: [ArmResult], learners: [NamedArm]) {
        self.learners = learners
        self.task = task
        self.folds = folds
        self.crossFit = crossFit
        self.arms = arms
    }

    var all: [StudyNote] { failures + small + unscored + strangers + weights + unweighted + wavering + thresholds + leaks + duplicates }

    private var segments: Segments { crossFit.data.segments }

    /// One note a learner and node of which some fit failed, with the first reason.
    private var failures: [StudyNote] {
        var seen: Set<String> = []
        return crossFit.records.compactMap { record in
            guard case .failed(let failure) = record.status else { return nil }
            let path = segments.nodes[record.node].path
            guard seen.insert("\(record.learner)/\(path)").inserted else { return nil }
            return StudyNote(
                .error,
                "'\(record.learner)' failed on \(path), served by its parent: \(failure.message)",
                segments: [path])
        }
    }

    /// Leaves that had too few training rows in some fold.
    private var small: [StudyNote] {
        let contents = crossFit.engine.contents
        let leaves = segments.leaves.filter { leaf in
            leaf != 0
                && contents.contains { content in
                    !content.places[leaf].isEmpty && !content.isLargeEnough[leaf]
                }
        }
        guard !leaves.isEmpty, arms.contains(where: { $0.arm.scope != .pooled }) else { return [] }
        var limit = "\(segments.minRows) training rows"
        if task.problem.kind.isClassification {
            limit += " or \(segments.minClass) of the rarer class"
        }
        let count = leaves.count == 1 ? "1 segment" : "\(leaves.count) segments"
        return [
            StudyNote(
                .note,
                "\(count) had under \(limit) in some fold and \(leaves.count == 1 ? "was" : "were") served by the parent there",
                segments: leaves.map { segments.nodes[$0].path })
        ]
    }

    private var unscored: [StudyNote] {
        var isScored = [Bool](repeating: false, count: segments.nodes.count)
        for place in crossFit.places.scored { isScored[crossFit.places.segments[place]] = true }
        let leaves = segments.leaves.filter { !isScored[$0] && $0 != 0 }
        guard !leaves.isEmpty else { return [] }
        let count = leaves.count == 1 ? "1 segment has" : "\(leaves.count) segments have"
        return [
            StudyNote(
                .note, "\(count) no scored row", segments: leaves.map { segments.nodes[$0].path })
        ]
    }

    /// Overrides whose condition holds in some folds and not in others: what is trained on all rows may follow another recipe than
    /// what was scored.
    private var wavering: [StudyNote] {
        let count = folds.folds.count
        return crossFit.engine.recipes.held.filter { $0.folds < count }.map { held in
            let path = segments.nodes[held.node].path
            return StudyNote(
                .warning,
                "override \(held.override + 1) holds for \(path) in \(held.folds) of \(count) folds, by the training rows of each",
                segments: [path])
        }
    }

    /// Learners that don't heed the task's weights.
    private var unweighted: [StudyNote] {
        guard task.weights != nil else { return [] }
        return learners.filter { !$0.learner.takesWeights }.map {
            StudyNote(.warning, "'\($0.name)' takes no sample weights: all rows count the same in its training")
        }
    }

    /// Rows that no fold knows, as where the folds were drawn on fewer rows.
    private var strangers: [StudyNote] {
        guard !folds.isTemporal else { return [] }
        var isKnown = [Bool](repeating: false, count: task.table.rowCount)
        for fold in folds.folds { for row in fold.train + fold.score { isKnown[row] = true } }
        let count = task.development.count { !isKnown[$0] }
        guard count > 0 else { return [] }
        return [
            StudyNote(
                .warning, "\(count) of \(task.development.count) development rows are in no fold, neither trained on nor scored")
        ]
    }

    private var weights: [StudyNote] {
        guard arms.contains(where: { !$0.weights.isEmpty }) else { return [] }
        guard folds.isTemporal else { return [] }
        let extra =
            folds.folds.contains(where: \.isUnscored)
            ? "; fold 0 serves them and is not scored" : ""
        return [StudyNote(.note, "weights of blends come from earlier folds only\(extra)")]
    }

    /// What each learner that chooses thresholds chose.
    private var thresholds: [StudyNote] {
        learners.compactMap { learner in
            let records = crossFit.records.filter { $0.learner == learner.name }
            let node = records.contains { $0.node == 0 } ? 0 : nil
            let chosen = records.filter { node == nil || $0.node == node }.compactMap(\.thresholds)
            guard let low = chosen.map(\.lowerBound).min(), let high = chosen.map(\.upperBound).max(),
                let threshold = learner.learner as? Threshold, case .best(let metric) = threshold.rule
            else { return nil }
            let places = (threshold.segments == nil ? "" : "segments and ") + (node == nil ? "models" : "folds")
            let text = { (value: Double) in ((value * 1000).rounded() / 1000).description }
            let range = low == high ? text(low) : "\(text(low)) to \(text(high)) over \(places)"
            let ideal = metric.calibratedThreshold.map { "; calibrated probabilities would have it at \(text($0))" } ?? ""
            return StudyNote(.note, "'\(learner.name)' decides from \(range)\(ideal)")
        }
    }

    private var leaks: [StudyNote] {
        let marks = task.allowedMarks.map { mark in
            StudyNote(
                .warning,
                "'\(mark.column)' learned from these rows by \(mark.verb) (leaks: \"allow\")")
        }
        let origins = task.table.uncheckedOrigins.map {
            StudyNote(.note, "columns that \($0) made were not checked for leaks")
        }
        return marks + origins
    }

    /// Scored rows that are equal, in features and target, to a row that trained their fold.
    private var duplicates: [StudyNote] {
        let columns = task.features + [task.problem.roles.target].compactMap { $0 }
        guard let prints = try? RowFingerprints.make(task.table, columns: columns) else {
            return []
        }
        var numbers: [UInt64: Int] = [:]
        let number = prints.map { print -> Int in
            let known = numbers[print] ?? numbers.count
            numbers[print] = known
            return known
        }
        var equal = 0
        for fold in folds.folds where !fold.isUnscored {
            var isTrained = [Bool](repeating: false, count: numbers.count)
            for row in fold.train { isTrained[number[row]] = true }
            equal += fold.score.count { isTrained[number[$0]] }
        }
        let count = crossFit.places.scored.count
        guard equal * 100 > count else { return [] }
        return [
            StudyNote(
                .warning,
                "\(equal) of \(count) scored rows are duplicates of rows that trained (L211): "
                    + "drop_duplicates, or give them a group")
        ]
    }
}
