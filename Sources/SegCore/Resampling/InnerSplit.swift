import SegDiagnostics
import SegTensor

/// Splits of training rows by the roles, for whatever has to hold rows back from itself:
/// cross-fitted steps, early stopping, tuning, calibration, stacking.
///
/// Groups stay whole; classes and segments are spread evenly; under a time role the rows held back
/// are later than all rows that train. One function cuts for the outer folds and here.
public enum InnerSplit {
    public typealias Part = (train: [Int], validation: [Int])

    /// Up to `k` parts of the sample's rows, each held back once from the others.
    ///
    /// Under a time role the first of `k` + 1 parts in time is never held back, so its rows are in
    /// no `validation`. There are fewer parts where there are too few rows, groups or moments; none
    /// where nothing can be held back.
    public static func folds(sample: Sample, k: Int, random: RandomStream) throws(Failure) -> [Part]
    {
        folds(try RowTraits(sample), k: k, random: random)
    }

    /// The parts on whose rows a learner can be trained: not those that leave rows of one class, as the first ones in time may.
    public static func trainableFolds(sample: Sample, k: Int, random: RandomStream) throws(Failure) -> [Part] {
        let traits = try RowTraits(sample)
        return folds(traits, k: k, random: random).filter { teaches($0.train, traits) }
    }

    /// Whether rows of a split can train what all rows can: they are of several classes if those are.
    private static func teaches(_ rows: [Int], _ traits: RowTraits) -> Bool {
        guard let classes = traits.strata, let first = classes.first, classes.contains(where: { $0 != first }) else { return true }
        return rows.contains { classes[$0] != classes[rows[0]] }
    }

    /// The same on rows whose traits are known.
    public static func folds(_ traits: RowTraits, k: Int, random: RandomStream) -> [Part] {
        guard traits.rowCount > 1, k > 0 else { return [] }
        return traits.times == nil
            ? dealt(traits, k: max(2, k), random) : temporal(traits, k: k)
    }

    /// Up to `k` parts by which every row gets a value learned without it, for values that training
    /// rows need and that are never scored themselves, such as offsets.
    ///
    /// Groups are never parted; moments are, also under a time role: all of these rows train, and a
    /// value has to be like what the whole of them gives later. Stretches of time would differ from
    /// it by what is particular to each stretch, which the next model would then learn once more.
    public static func crossFit(
        sample: Sample, k: Int, random: RandomStream
    ) throws(Failure) -> [Part] {
        folds(try RowTraits(sample).ignoringTime, k: k, random: random)
    }

    /// About `share` of the rows held back: the latest ones under a time role.
    ///
    /// E530 where the rows can't be parted: one group, or one moment, or those that would train are all of one class.
    public static func holdout(
        sample: Sample, share: Double, random: RandomStream
    ) throws(Failure) -> Part {
        try holdout(try RowTraits(sample), share: share, random: random)
    }

    /// The same on rows whose traits are known.
    public static func holdout(
        _ traits: RowTraits, share: Double, random: RandomStream
    ) throws(Failure) -> Part {
        let part = traits.times == nil ? dealtHoldout(traits, share, random) : latest(traits, share)
        guard let part, !part.train.isEmpty, !part.validation.isEmpty else {
            throw unpartable(traits)
        }
        guard teaches(part.train, traits) else { throw ofOneClass(part, traits) }
        return part
    }

    private static func ofOneClass(_ part: Part, _ traits: RowTraits) -> Failure {
        let which = traits.times == nil ? "" : " earlier"
        return Failure(
            "E530",
            "with \(part.validation.count) of \(traits.rowCount) training rows held back, the \(part.train.count)\(which) ones left are all of one class",
            hint: "hold back fewer rows, or use a learner that needs none held back for these rows")
    }

    private static func unpartable(_ traits: RowTraits) -> Failure {
        if let groups = traits.groups, let first = groups.first,
            groups.allSatisfy({ $0 == first })
        {
            return Failure(
                "E530", "all \(traits.rowCount) rows are one group, so none can be held back",
                hint: "a list in group: joins rows that share any of its columns; give one column")
        }
        if traits.groups != nil, let times = traits.times, times.values.contains(where: { $0 != times.values.first }) {
            return Failure(
                "E530", "of these \(traits.rowCount) rows every group has some among the latest, so none is left that could train apart from them",
                hint: "make the task without group: or without time:, or use what needs no rows held back")
        }
        return Failure(
            "E530", "these \(traits.rowCount) rows can't be parted by the roles of the task",
            hint: "there must be two groups, or two moments, at least")
    }

    private static func dealt(_ traits: RowTraits, k: Int, _ random: RandomStream) -> [Part] {
        let parts = FoldAssignment.parts(traits, count: min(k, traits.rowCount), random: random)
        return (0..<Int32(k)).compactMap { part in
            let validation = parts.indices.filter { parts[$0] == part }
            let train = parts.indices.filter { parts[$0] != part }
            return validation.isEmpty || train.isEmpty ? nil : (train, validation)
        }
    }

    private static func temporal(_ traits: RowTraits, k: Int) -> [Part] {
        let times = traits.times?.values ?? []
        let starts = TimeCut.boundaries(times, parts: k + 1)
        return starts.indices.compactMap { place in
            let end = place + 1 < starts.count ? starts[place + 1] : .infinity
            let validation = times.indices.filter { times[$0] >= starts[place] && times[$0] < end }
            let train = TimeCut.training(
                traits, candidates: Array(times.indices), scored: validation, before: starts[place])
            return validation.isEmpty || train.isEmpty ? nil : (train, validation)
        }
    }

    /// The share is dealt as the nearest number of equal parts of which some are held back.
    private static func dealtHoldout(
        _ traits: RowTraits, _ share: Double, _ random: RandomStream
    ) -> Part? {
        let (held, parts) = fraction(share, most: min(200, max(2, traits.rowCount)))
        let part = FoldAssignment.parts(traits, count: parts, random: random)
        var isHeld = part.map { $0 < held }
        let wanted = share * Double(traits.rowCount)
        func miss(_ isHeld: [Bool]) -> Double { abs(Double(isHeld.count { $0 }) - wanted) }
        // A few large groups make no equal parts.
        if let groups = traits.groups {
            let chosen = groupsOfShare(groups, wanted: wanted, random)
            let isWhole = !isHeld.contains(true) || !isHeld.contains(false)
            if isWhole || miss(chosen) < miss(isHeld) - 0.02 * Double(traits.rowCount) { isHeld = chosen }
        }
        return (isHeld.indices.filter { !isHeld[$0] }, isHeld.indices.filter { isHeld[$0] })
    }

    /// Whether each row is held back: of some random orders of the groups, in which each that brings their rows nearer to the
    /// wanted number is held back, the one that comes nearest. One group at least is held back, and one is not.
    private static func groupsOfShare(_ groups: [Int32], wanted: Double, _ random: RandomStream) -> [Bool] {
        var sizes: [Int32: Int] = [:]
        for group in groups { sizes[group, default: 0] += 1 }
        let names = sizes.keys.sorted()
        var random = random
        var best: (held: Set<Int32>, miss: Double) = ([], .infinity)
        for _ in 0..<64 {
            var held: Set<Int32> = []
            var count = 0.0
            for place in random.permutation(names.count) where held.count < names.count - 1 {
                let size = Double(sizes[names[place]] ?? 0)
                guard held.isEmpty || abs(count + size - wanted) < abs(count - wanted) else { continue }
                held.insert(names[place])
                count += size
            }
            if abs(count - wanted) < best.miss { best = (held, abs(count - wanted)) }
            // Many small groups come near enough at once.
            if best.miss <= 0.005 * Double(groups.count) { break }
        }
        return groups.map(best.held.contains)
    }

    /// The fraction with a denominator up to `most` that is nearest to the share, the simplest of equals.
    private static func fraction(_ share: Double, most: Int) -> (held: Int32, parts: Int) {
        var best = (held: Int32(1), parts: 2, error: abs(share - 0.5))
        for parts in 2...most {
            let held = min(parts - 1, max(1, Int((share * Double(parts)).rounded())))
            let error = abs(share - Double(held) / Double(parts))
            if error < best.error - 1e-12 { best = (Int32(held), parts, error) }
        }
        return (best.held, best.parts)
    }

    private static func latest(_ traits: RowTraits, _ share: Double) -> Part? {
        let times = traits.times?.values ?? []
        guard let start = TimeCut.boundary(times, share: share) else { return nil }
        let validation = times.indices.filter { times[$0] >= start }
        let train = TimeCut.training(
            traits, candidates: Array(times.indices), scored: validation, before: start)
        return (train, validation)
    }
}
