import SegCore
import SegDiagnostics

/// A stretch of time whose rows are scored, from `start` up to but not including `end`.
struct TimeWindow {
    let start: Double
    let end: Double

    /// The fold that scores this window, on rows of a task that the traits stand for.
    ///
    /// Training rows end `gap` before the first scored row and reach back over `limit` at most. nil where no
    /// row would train or none be scored.
    func fold(
        _ traits: RowTraits, _ rows: [Int], gap: TimeSpan?, limit: TimeSpan?,
        isUnscored: Bool = false
    ) throws(Failure) -> Folds.Fold? {
        guard let times = traits.times else { return nil }
        let scored = times.values.indices.filter {
            times.values[$0] >= start && times.values[$0] < end
        }
        var before = start
        if let gap { before = try times.moment(scored.map { times.values[$0] }.min() ?? start, back: 1, gap) }
        var earliest: Double?
        if let limit { earliest = try times.moment(before, back: 1, limit) }
        let train = TimeCut.training(
            traits, candidates: Array(times.values.indices), scored: scored, before: before,
            start: earliest)
        guard !scored.isEmpty, !train.isEmpty else { return nil }
        return Folds.Fold(
            train: train.map { rows[$0] }, score: scored.map { rows[$0] }, isUnscored: isUnscored)
    }
}
