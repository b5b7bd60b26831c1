import SegCore
import SegTensor

/// Figures of a study's arms by one metric, with intervals over blocks.
///
/// Differences are of losses: the metric where less is better, 1 − metric where more is, as shares of the
/// reference's loss. They are paired row by row where the metric is a mean of row losses, else taken
/// over blocks left out in turn; with repeated folds they are Nadeau and Bengio's.
public struct StudyFigures: Sendable {
    public let study: Study
    public let metric: any Metric
    public let level: Double
    /// Whether "all" is the mean skill of the segments, 1 − loss / loss of the baseline, each by its own metric: figures of
    /// different metrics can't be averaged.
    public let isSkill: Bool

    /// - Parameter metric: nil: the study's primary one, or the segments' own ones where they differ and are rolled up.
    public init(_ study: Study, metric: (any Metric)? = nil, level: Double = 0.95) {
        self.study = study
        self.metric = metric ?? study.metrics[0]
        self.level = level
        isSkill = metric == nil && study.rollUp != .rows && study.segmentsDifferInMetric
    }

    /// What heads the figures: the metric, or `skill`.
    public var title: String { isSkill ? "skill" : metric.source }

    private var random: RandomStream { RandomStream(seed: 0).child("intervals") }

    /// How much worse a figure is than the best that can be: the loss that differences are of.
    func loss(_ figure: Double) -> Double { isSkill || metric.higherIsBetter ? 1 - figure : figure }

    /// Whether rows can be paired: the metric is a mean of row losses and "all" is made from rows.
    private func isPaired(_ part: StudyPart) -> Bool {
        guard !part.isWhole || study.rollUp == .rows else { return false }
        return rowLosses(study.arms.first, places: Array(study.places(of: 0).prefix(1))) != nil
    }

    private func rowLosses(_ arm: ArmResult?, places: [Int]) -> [Double]? {
        guard let arm else { return nil }
        let losses = metric.rowLosses(
            study.truth(places), arm.predictions.taking(places), problem: study.task.problem)
        guard metric.higherIsBetter else { return losses }
        return losses.map { $0.map { 1 - $0 } }
    }

    /// From a mean row loss to the loss that differences are of.
    private var finish: @Sendable (Double) -> Double {
        let metric = metric
        if metric.higherIsBetter { return { mean in 1 - metric.finish(1 - mean) } }
        return { mean in metric.finish(mean) }
    }

    private func statistics(_ places: [Int]) -> BlockStatistics {
        BlockStatistics(blocks: study.blocks(places), weights: study.weights(places), finish: finish)
    }

    /// An arm's figure on a part, by default on the whole, which is rolled up as the study says; nil where it is not defined.
    public func figure(_ arm: ArmResult, on part: StudyPart? = nil) -> Double? {
        let part = part ?? study.whole
        return figure(arm, part, among: part.places)
    }

    private func figure(_ arm: ArmResult, _ part: StudyPart, among places: [Int]) -> Double? {
        guard part.isWhole, study.rollUp != .rows else { return study.figure(arm, metric, places: places) }
        return RolledUp(study, isSkill ? nil : metric).figure(arm, places: places)
    }

    /// The figure with its own interval.
    public func score(_ arm: ArmResult, on part: StudyPart? = nil) -> Estimate? {
        let part = part ?? study.whole
        let places = part.places
        guard !places.isEmpty else { return nil }
        if isPaired(part), let losses = rowLosses(arm, places: places) {
            // The same draws for every arm: equal predictions have equal intervals.
            let stream = random.child(part.node)
            let estimate = statistics(places).score(losses, level: level, random: stream)
            return (metric.higherIsBetter ? estimate?.reflected : estimate)?.within(metric.range)
        }
        let base = statistics(places)
        let estimate = Jackknife(blocks: base.blocks, blockCount: base.blockCount).estimate(level: level) { rows in
            figure(arm, part, among: rows.map { places[$0] })
        }
        return isSkill ? estimate : estimate?.within(metric.range)
    }

    /// How much larger an arm's loss is than the reference's, as a share of the latter.
    public func difference(_ arm: ArmResult, against reference: ArmResult, on part: StudyPart? = nil) -> Estimate? {
        let part = part ?? study.whole
        let places = part.places
        guard !places.isEmpty else { return nil }
        if repeats > 1, let estimate = resampled(arm, reference, part) { return estimate }
        if isPaired(part), let losses = rowLosses(arm, places: places),
            let others = rowLosses(reference, places: places) {
            return statistics(places).relativeDifference(losses, reference: others, level: level)
        }
        let base = statistics(places)
        return Jackknife(blocks: base.blocks, blockCount: base.blockCount).estimate(level: level) { rows in
            relative(arm, reference, part, among: rows.map { places[$0] })
        }
    }

    private func relative(_ arm: ArmResult, _ reference: ArmResult, _ part: StudyPart, among places: [Int]) -> Double? {
        guard let mine = figure(arm, part, among: places),
            let other = figure(reference, part, among: places)
        else { return nil }
        let base = loss(other)
        return base != 0 && base.isFinite ? (loss(mine) - base) / abs(base) : nil
    }

    private var repeats: Int { (study.folds.folds.map(\.repeat).max() ?? 0) + 1 }

    /// One difference a fold over all repeats, with the correction for shared training rows.
    private func resampled(_ arm: ArmResult, _ reference: ArmResult, _ part: StudyPart) -> Estimate? {
        var byFold = [[Int]](repeating: [], count: study.folds.folds.count)
        for place in part.places { byFold[study.scored.folds[place]].append(place) }
        let differences = byFold.filter { !$0.isEmpty }.compactMap {
            relative(arm, reference, part, among: $0)
        }
        let ratios = study.folds.folds.filter { !$0.train.isEmpty && !$0.isUnscored }
            .map { Double($0.score.count) / Double($0.train.count) }
        let ratio = ratios.reduce(0, +) / Double(max(1, ratios.count))
        return ResampledDifference.estimate(differences, scoredToTrained: ratio, level: level)
    }

    /// 1 − loss / loss of the baseline; nil without a baseline.
    public func skill(_ arm: ArmResult) -> Double? {
        guard !isSkill, let baseline = study.baseline, let mine = figure(arm), let base = figure(baseline), loss(base) != 0
        else { return nil }
        return 1 - loss(mine) / loss(base)
    }

    /// Arms from the best to the worst; an arm without a figure comes last.
    public var ranked: [ArmResult] {
        let values = study.arms.map { arm in figure(arm).map(loss) ?? .infinity }
        return study.arms.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { study.arms[$0] }
    }

    /// The best pooled arm that is not the baseline; where there is none, the best other arm.
    public var reference: ArmResult? {
        let candidates = ranked.filter { $0.arm.name != "baseline" }
        return candidates.first { $0.arm.scope == .pooled } ?? candidates.first ?? study.arms.first
    }
}

extension Estimate {
    /// 1 − the figure.
    var reflected: Estimate {
        Estimate(
            value: 1 - value, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
            lower: upper.map { 1 - $0 }, upper: lower.map { 1 - $0 })
    }
}

extension Study {
    /// The arm that skill is measured against.
    var baseline: ArmResult? { arms.first { $0.arm.name == "baseline" } }
}

/// The figure of all segments made from the figures of the leaves.
private struct RolledUp {
    private let study: Study
    /// Nil: the skill by each segment's own metric.
    private let metric: (any Metric)?

    init(_ study: Study, _ metric: (any Metric)?) {
        self.study = study
        self.metric = metric
    }

    private func figure(_ arm: ArmResult, of node: Int, _ places: [Int]) -> Double? {
        if let metric { return study.figure(arm, metric, places: places) }
        guard let own = study.metrics(of: node).first, let baseline = study.baseline,
            let mine = study.figure(arm, own, places: places), let base = study.figure(baseline, own, places: places)
        else { return nil }
        let losses = own.higherIsBetter ? (1 - mine, 1 - base) : (mine, base)
        return losses.1 != 0 ? 1 - losses.0 / losses.1 : nil
    }

    func figure(_ arm: ArmResult, places: [Int]) -> Double? {
        var byNode: [Int: [Int]] = [:]
        for place in places { byNode[study.scored.segments[place], default: []].append(place) }
        let parts = byNode.keys.sorted().compactMap { node -> (value: Double, weight: Double)? in
            guard let members = byNode[node], let value = figure(arm, of: node, members) else { return nil }
            return (value, weight(members))
        }
        guard !parts.isEmpty else { return nil }
        switch study.rollUp {
        case .worst: return metric?.higherIsBetter ?? true ? parts.map(\.value).min() : parts.map(\.value).max()
        case .rows, .segments, .weighted:
            let total = parts.reduce(0) { $0 + $1.weight }
            return total > 0 ? parts.reduce(0) { $0 + $1.value * $1.weight } / total : nil
        }
    }

    private func weight(_ places: [Int]) -> Double {
        guard case .weighted(let name) = study.rollUp, let column = study.task.table[name] else { return 1 }
        return places.reduce(0) { $0 + (column[study.scored.rows[$1]].number ?? 0) }
    }
}
