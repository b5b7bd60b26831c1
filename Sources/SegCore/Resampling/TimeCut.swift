/// Cuts rows by their moments.
public enum TimeCut {
    /// Rows to train on when `scored` is scored, in their own order: strictly earlier than the gap
    /// before the first scored row, not before `start`, and of no group that is scored.
    ///
    /// - Parameters:
    ///   - candidates: rows that may train.
    ///   - before: training rows are earlier than this moment.
    ///   - start: training rows are not earlier than this; nil: all of the past.
    public static func training(
        _ traits: RowTraits, candidates: [Int], scored: [Int], before: Double, start: Double? = nil
    ) -> [Int] {
        guard let times = traits.times?.values else { return [] }
        let past = candidates.filter { times[$0] < before && times[$0] >= start ?? -.infinity }
        return RowSets.removingGroups(of: scored, from: past, traits.groups)
    }

    /// Moments that cut the rows into `parts` of about equal size; equal moments are never parted,
    /// so there may be fewer. The first row of each part but the first has one of these moments.
    public static func boundaries(_ times: [Double], parts: Int) -> [Double] {
        let sorted = times.sorted()
        guard parts > 1, let first = sorted.first else { return [] }
        var result: [Double] = []
        for part in 1..<parts {
            let moment = sorted[part * sorted.count / parts]
            if moment > result.last ?? first { result.append(moment) }
        }
        return result
    }

    /// The moment from which on about the given share of rows lies; nil where all are of one
    /// moment.
    public static func boundary(_ times: [Double], share: Double) -> Double? {
        let sorted = times.sorted()
        guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
        let wanted = Double(sorted.count) * (1 - share)
        let place = min(sorted.count - 1, max(1, Int(wanted.rounded())))
        let moment = sorted[place]
        return moment > first ? moment : sorted.first { $0 > first }
    }
}

/// Rows that a split may not have on both sides.
public enum RowSets {
    /// The rows whose group is none of those of `scored`.
    public static func removingGroups(of scored: [Int], from rows: [Int], _ groups: [Int32]?)
        -> [Int]
    {
        guard let groups else { return rows }
        var isScored = [Bool](repeating: false, count: Int(groups.max() ?? -1) + 1)
        for row in scored { isScored[Int(groups[row])] = true }
        return rows.filter { !isScored[Int(groups[$0])] }
    }
}
