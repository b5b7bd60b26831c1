import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// How much worse an arm predicts its scored rows when one column's values change places within
/// segments (Breiman 2001): for each fold the arm's models are trained on the fold's training rows
/// again, and predict the fold's scored rows as they are and shuffled.
public struct StudyImportance: Sendable {
    private let study: Study
    private let metric: any Metric
    private let repeats: Int
    private let context: FitContext
    /// One a fold that has scored rows: the trained arm, and the places of its rows.
    private let folds: [TrainedFold]

    private struct TrainedFold: Sendable {
        let tree: FittedTree
        let places: [Int]
        let table: Table
        /// The deepest node of each row.
        let segments: [Int]
    }

    /// - Parameters:
    ///   - arm: E558 where it comes from a model that was trained before.
    ///   - repeats: how often each column is shuffled.
    public init(
        _ study: Study, arm: ArmResult, metric: (any Metric)? = nil, repeats: Int = 5, _ context: FitContext
    ) throws {
        self.study = study
        self.metric = metric ?? study.metrics[0]
        self.repeats = repeats
        self.context = context
        folds = try study.folds.folds.indices.filter { !study.folds.folds[$0].isUnscored }.map { fold in
            let places = study.places(of: 0).filter { study.scored.folds[$0] == fold }
            return TrainedFold(
                tree: try study.tree(of: arm, trainedFor: fold, context), places: places,
                table: study.task.table.taking(places.map { study.scored.rows[$0] }),
                segments: places.map { study.scored.segments[$0] })
        }.filter { !$0.places.isEmpty }
    }

    /// One row a column and part: `segment` where several parts are asked for, `column`,
    /// `importance` (growth of the loss as a share of the loss, mean over repeats), `lower` and
    /// `upper` (the least and the greatest over repeats); most important first within each part. Missing for a part whose rows stand
    /// alone in their fold and segment.
    ///
    /// - Parameter top: how many columns a part shows.
    public func table(_ parts: [StudyPart], top: Int) throws -> Table {
        let names = columns
        let truth = try losses(parts, of: { fold in try fold.tree.serve(fold.table).predictions })
        let jobs = names.indices.flatMap { name in (0..<repeats).map { (name: name, turn: $0) } }
        let shuffled = try context.pool.map(jobs.count) { index -> [Double?] in
            try context.stop.check()
            let job = jobs[index]
            let random = context.random.child(names[job.name]).child(job.turn)
            return try losses(parts) { fold in
                try fold.tree.serve(try Self.shuffle(fold, names[job.name], random)).predictions
            }
        }
        var rows: [Row] = []
        let movable = movablePlaces
        for (position, part) in parts.enumerated() {
            guard let base = truth[position], base != 0 else { continue }
            let canMove = part.places.contains { movable[$0] }
            let growths = names.indices.map { name in
                !canMove ? [] : (0..<repeats).compactMap { turn in
                    shuffled[name * repeats + turn][position].map { ($0 - base) / abs(base) }
                }
            }
            rows += Self.ranked(part.path, names, growths).prefix(top)
        }
        guard !rows.isEmpty else {
            throw Failure("E571", "the arm makes no mistake on these rows: no column can be told to matter")
        }
        return try Self.table(rows, withSegments: parts.count > 1)
    }

    /// Whether a row has others of its segment in its fold, with which its values can change places.
    private var movablePlaces: [Bool] {
        var movable = [Bool](repeating: false, count: study.scored.count)
        for fold in folds {
            var counts: [Int: Int] = [:]
            for segment in fold.segments { counts[segment, default: 0] += 1 }
            for (place, segment) in zip(fold.places, fold.segments) { movable[place] = counts[segment, default: 0] > 1 }
        }
        return movable
    }

    /// What the models read: features, and columns with a role that a step makes features of.
    private var columns: [String] {
        let task = study.task
        let read = Set(folds.flatMap { $0.tree.inputs.map { Utf8Key($0.name) } })
        let roles = task.problem.roles
        let known = Set((task.features + roles.columns.filter { $0 != roles.target }).map(Utf8Key.init))
        return task.table.names.filter { read.contains(Utf8Key($0)) && known.contains(Utf8Key($0)) }
    }

    private struct Row {
        let segment: String
        let column: String
        let growths: [Double]

        /// Missing where no values could change places.
        var mean: Double { growths.isEmpty ? .nan : growths.reduce(0, +) / Double(growths.count) }
    }

    private static func ranked(_ segment: String, _ names: [String], _ growths: [[Double]]) -> [Row] {
        let rows = zip(names, growths).map { Row(segment: segment, column: $0, growths: $1) }
        guard growths.contains(where: { !$0.isEmpty }) else { return rows }
        return rows.enumerated().sorted { (-$0.element.mean, $0.offset) < (-$1.element.mean, $1.offset) }
            .map(\.element)
    }

    private static func table(_ rows: [Row], withSegments: Bool) throws -> Table {
        let segments: [(name: String, kind: ColumnKind?, column: Column)] =
            withSegments ? [("segment", nil, Column(strings: rows.map(\.segment)))] : []
        return try Table(
            segments + [
                ("column", nil, Column(strings: rows.map(\.column))),
                ("importance", nil, Column(doubles: rows.map(\.mean))),
                ("lower", nil, Column(doubles: rows.map { $0.growths.count > 1 ? $0.growths.min() ?? .nan : .nan })),
                ("upper", nil, Column(doubles: rows.map { $0.growths.count > 1 ? $0.growths.max() ?? .nan : .nan })),
            ])
    }

    /// The loss over the scored rows of each part, with predictions made fold by fold.
    private func losses(
        _ parts: [StudyPart], of predict: (TrainedFold) throws -> Predictions
    ) throws -> [Double?] {
        var writer = PredictionWriter(study.scored.count, study.task.problem)
        for fold in folds { writer.write(try predict(fold), at: fold.places) { _ in true } }
        let predictions = writer.finished()
        return parts.map { part in
            let value = metric.value(
                study.truth(part.places), predictions.taking(part.places), weights: study.weights(part.places),
                problem: study.task.problem)
            return value.map { metric.higherIsBetter ? 1 - $0 : $0 }
        }
    }

    /// The rows of a fold with one column's values exchanged among rows of the same segment.
    private static func shuffle(_ fold: TrainedFold, _ name: String, _ random: RandomStream) throws -> Table {
        let source = PermutationImportance.exchange(within: fold.segments, random)
        let column = try fold.table.column(name).taking(source)
        return try fold.table.setting(name, column, kind: fold.table.schema[name]?.kind)
    }
}

extension Study {
    /// An arm's models trained on the training rows of one fold, joined with the weights of the
    /// fold, which were learned from other folds.
    func tree(of result: ArmResult, trainedFor fold: Int, _ context: FitContext) throws -> FittedTree {
        let arm = result.arm
        guard let origin, let learner = origin.cast.all.first(where: { $0.name == arm.learner }) else {
            throw Failure("E558", "'\(arm.name)' comes from a model that is trained already")
        }
        let stream = context.with(random: origin.context.random)
        let training = TreeTraining(
            data: origin.crossFit.data, rows: folds.folds[fold].train, learners: origin.cast.recipes,
            overrides: origin.options.overrides, onError: origin.options.onError,
            context: stream.child("fold \(fold)"))
        let ensemble = learner.learner as? any Ensemble
        guard ensemble != nil || arm.scope == .blended else { return try training.trained(learner, arm.scope) }
        let learners = ensemble == nil ? [arm.learner] : origin.cast.members[arm.learner] ?? []
        let depths = Array(0...arm.scope.depth(in: segments))
        let layers = learners.flatMap { learner in depths.map { (learner: learner, depth: $0) } }
        if let weights = result.weights.first(where: { $0.fold == fold }) {
            return try training.joined(layers, by: weights.weights)
        }
        let members = origin.crossFit.members(
            learners, depths: depths, folds: folds, scoreWeights: task.scoreWeights)
        return try training.joined(
            layers, ensemble?.joining ?? .convex, members: members.restricted(to: members.sources(for: fold)),
            bySegment: try ensemble?.weighsBySegment(in: segments) ?? true)
    }
}
