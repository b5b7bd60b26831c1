import SegCore

/// Trains an ensemble on its own: every member on all rows, joined by what inner folds say.
enum EnsembleFit {
    static func fit(
        _ ensemble: any Ensemble, _ sample: Sample, folds: Int = 5, _ context: FitContext
    ) throws -> FittedTree {
        let learners = numbered(try ensemble.memberLearners())
        let data = try SegmentedRows(sample, ensemble.weightSegments ?? .whole)
        let training = TreeTraining(
            data: data, rows: Array(0..<sample.rowCount), learners: learners, overrides: [],
            onError: .stop, context: context)
        let layers = learners.map { (learner: $0.name, depth: 0) }
        if case .fixed = ensemble.joining {
            return try training.joined(layers, ensemble.joining, members: nil, bySegment: false)
        }
        let members = try training.innerMembers(layers, folds: folds)
        return try training.joined(layers, ensemble.joining, members: members, bySegment: ensemble.weightSegments != nil)
    }

    /// Members under names of their own: a second `ridge` is `ridge 2`.
    private static func numbered(_ arms: [NamedArm]) -> [NamedArm] {
        var counts: [String: Int] = [:]
        return arms.map { arm in
            counts[arm.name, default: 0] += 1
            let count = counts[arm.name] ?? 1
            return count == 1 ? arm : NamedArm("\(arm.name) \(count)", arm.learner)
        }
    }
}
