import SegCore
import SegDiagnostics
import SegTensor

/// Draws the folds of a study, and sees to it that they keep the roles.
enum StudyPlan {
    static func draw(
        _ task: LearningTask, _ data: SegmentedRows, _ options: StudyOptions, random: RandomStream
    ) throws -> Folds {
        let folds = try base(task, options.folds, random: random.child("folds"))
        try check(folds, task)
        let merged = try options.overrides.enumerated().reduce(folds) { folds, entry in
            guard let splitter = entry.element.folds else { return folds }
            let own = OwnPlan(
                task: task, data: data, splitter: splitter,
                random: random.child("override").child(entry.offset))
            return try own.merged(into: folds, nodes: entry.element.nodes)
        }
        try check(merged, task)
        return merged
    }

    private static func base(
        _ task: LearningTask, _ choice: FoldChoice, random: RandomStream
    ) throws -> Folds {
        let splitter: any Splitter
        switch choice {
        case .drawn(let folds): return folds
        case .splitter(let given): splitter = given
        case .automatic: splitter = task.times == nil ? KFold() : TimeFolds()
        }
        return try splitter.split(task, rows: task.development, random: random)
    }

    /// L203 where a fold would train on what it scores, on its groups, on later rows, or on sealed
    /// ones.
    static func check(_ folds: Folds, _ task: LearningTask) throws(Failure) {
        var isOpen = [Bool](repeating: false, count: task.table.rowCount)
        for row in task.development { isOpen[row] = true }
        for (number, fold) in folds.folds.enumerated() {
            guard
                (fold.train + fold.score).allSatisfy({ isOpen.indices.contains($0) && isOpen[$0] })
            else {
                throw Failure(
                    "L203", "the folds hold rows that are not development rows of this task",
                    hint: "draw them anew with split(task, …)")
            }
            try checkApart(fold, number, task, isTemporal: folds.isTemporal)
        }
        guard folds.folds.contains(where: { !$0.isUnscored && !$0.score.isEmpty }) else {
            throw Failure("E533", "\(folds.source) scores no row")
        }
    }

    private static func checkApart(
        _ fold: Folds.Fold, _ number: Int, _ task: LearningTask, isTemporal: Bool
    ) throws(Failure) {
        var isScored = [Bool](repeating: false, count: task.table.rowCount)
        for row in fold.score { isScored[row] = true }
        let own = fold.train.filter { !isScored[$0] }
        let apart = RowSets.removingGroups(of: fold.score, from: own, task.groups)
        var isClean = apart.count == fold.train.count && !fold.train.isEmpty
        if isTemporal, let times = task.times?.values {
            let last = fold.train.reduce(-Double.infinity) { max($0, times[$1]) }
            let first = fold.score.reduce(Double.infinity) { min($0, times[$1]) }
            isClean = isClean && last < first
        }
        guard isClean else {
            throw Failure(
                "L203",
                "fold \(number) would train on rows that it scores, on their groups or on later rows",
                hint: "draw the folds with split(task, …), which keeps the roles")
        }
    }
}

/// Draws folds on a task's development rows; L230 where a study over the segments would be refused.
public func drawFolds(
    _ task: LearningTask, _ splitter: any Splitter, over segments: Segments?, random: RandomStream
) throws -> Folds {
    if let segments { _ = try SegmentedRows(task.wholeSample, segments) }
    return try splitter.split(task, rows: task.development, random: random)
}

/// A plan of its own for the rows of some nodes.
private struct OwnPlan {
    let task: LearningTask
    let data: SegmentedRows
    let splitter: any Splitter
    let random: RandomStream

    /// The folds with these nodes' rows scored by the own plan instead.
    func merged(into folds: Folds, nodes: NodeChoice) throws -> Folds {
        let all = FoldContent(Folds.Fold(train: task.development, score: []), first: 0, data)
        let chosen = try nodes.chosen(data, all)
        var result = folds
        for node in chosen {
            let rows = all.train[node]
            let own = try splitter.split(
                task, rows: rows, random: random.child(data.segments.nodes[node].path))
            result = Folds(
                folds: without(rows, result.folds)
                    + own.folds.map { widened($0, own.isTemporal, rows) },
                source: "\(result.source), \(data.segments.nodes[node].path): \(own.source)",
                isTemporal: result.isTemporal && own.isTemporal)
        }
        return result
    }

    private func without(_ rows: [Int], _ folds: [Folds.Fold]) -> [Folds.Fold] {
        var isTaken = [Bool](repeating: false, count: task.table.rowCount)
        for row in rows { isTaken[row] = true }
        return folds.compactMap { fold in
            let score = fold.score.filter { !isTaken[$0] }
            guard !score.isEmpty else { return nil }
            return Folds.Fold(
                train: fold.train, score: score, repeat: fold.repeat, isUnscored: fold.isUnscored)
        }
    }

    /// The fold with all other rows training that the roles allow, for the models of wider nodes.
    private func widened(_ fold: Folds.Fold, _ isTemporal: Bool, _ rows: [Int]) -> Folds.Fold {
        var isOwn = [Bool](repeating: false, count: task.table.rowCount)
        for row in rows { isOwn[row] = true }
        var others = task.development.filter { !isOwn[$0] }
        if isTemporal, let times = task.times?.values {
            let last = fold.train.reduce(-Double.infinity) { max($0, times[$1]) }
            others = others.filter { times[$0] <= last }
        }
        let allowed = RowSets.removingGroups(of: fold.score, from: others, task.groups)
        return Folds.Fold(
            train: (fold.train + allowed).sorted(), score: fold.score, repeat: fold.repeat,
            isUnscored: fold.isUnscored)
    }
}
