/// How the values of one feature are cut into bins, learned from training rows.
///
/// A number's bins are in ascending order, followed by one for missing values. A category's bins
/// are one a level while there is room, the most frequent first, then one for all other levels,
/// then one for missing values.
struct BinMapping: Sendable {
    /// The smallest and the greatest training value of each bin, for a number; empty for a
    /// category.
    let lowest: [Double]
    let highest: [Double]
    /// What parts each bin of a number from the next; a value up to it belongs to the lower one.
    private let bounds: [Double]
    /// The bin of each level, for a category; empty for a number.
    let binOfLevel: [Int]
    let isCategory: Bool
    /// Bins of values that are present; the bin of missing values comes after them.
    let presentBins: Int

    /// All bins.
    var binCount: Int { presentBins + 1 }
    var missingBin: Int { presentBins }
    /// The bin of levels that are rare, or were not seen in training.
    private var otherBin: Int { presentBins - 1 }

    /// Cuts numbers into at most `maxBins` bins of about equal weight in rows; a value that fills a
    /// bin by itself has its own. With no more distinct values than bins, each value is a bin.
    init(numbers: [Double], maxBins: Int) {
        let distinct = DistinctValues(numbers)
        let ends =
            distinct.values.count <= maxBins
            ? Array(distinct.values.indices) : Self.binEnds(distinct.counts, maxBins: maxBins)
        var starts = [0]
        starts += ends.dropLast().map { $0 + 1 }
        lowest = distinct.values.isEmpty ? [] : starts.map { distinct.values[$0] }
        highest = ends.map { distinct.values[$0] }
        bounds = zip(highest, lowest.dropFirst()).map(Self.middle)
        binOfLevel = []
        isCategory = false
        presentBins = ends.count
    }

    /// Gives the most frequent levels a bin each and the rest one together.
    init(codes: [Double], levels: Int, maxBins: Int) {
        var counts = [Int](repeating: 0, count: levels)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        let order = (0..<levels).sorted { (counts[$0], $1) > (counts[$1], $0) }
        let kept = min(levels, max(1, maxBins - 1))
        var bins = [Int](repeating: kept, count: levels)
        for (bin, level) in order.prefix(kept).enumerated() { bins[level] = bin }
        lowest = []
        highest = []
        bounds = []
        binOfLevel = bins
        isCategory = true
        presentBins = kept + 1
    }

    /// The bin of a value or a code.
    func bin(_ value: Double) -> Int {
        if value.isNaN { return missingBin }
        if isCategory {
            let code = Int(value)
            return binOfLevel.indices.contains(code) ? binOfLevel[code] : otherBin
        }
        return Self.firstIndex(in: bounds, atLeast: value)
    }

    /// The number that parts a bin from the next one that holds rows: a value up to it goes left.
    func threshold(after bin: Int, before next: Int) -> Double {
        Self.middle(highest[bin], lowest[next])
    }

    /// The middle of two numbers, below the greater one also where rounding would reach it.
    private static func middle(_ low: Double, _ high: Double) -> Double {
        let middle = low / 2 + high / 2
        return middle < high && middle >= low ? middle : low
    }

    private static func firstIndex(in sorted: [Double], atLeast value: Double) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The index of the last distinct value of each bin, as LightGBM's greedy search finds them.
    private static func binEnds(_ counts: [Int], maxBins: Int) -> [Int] {
        var rest = counts.reduce(0, +)
        var mean = Double(rest) / Double(maxBins)
        let isLarge = counts.map { Double($0) >= mean }
        var restBins = maxBins
        for (index, count) in counts.enumerated() where isLarge[index] {
            restBins -= 1
            rest -= count
        }
        mean = restBins > 0 ? Double(rest) / Double(restBins) : .infinity
        var ends: [Int] = []
        var size = 0
        for index in counts.indices.dropLast() {
            if !isLarge[index] { rest -= counts[index] }
            size += counts[index]
            let isBeforeLarge = isLarge[index + 1] && Double(size) >= max(1, mean * 0.5)
            guard isLarge[index] || Double(size) >= mean || isBeforeLarge else { continue }
            ends.append(index)
            if ends.count == maxBins - 1 { break }
            size = 0
            if !isLarge[index] {
                restBins -= 1
                mean = restBins > 0 ? Double(rest) / Double(restBins) : .infinity
            }
        }
        return ends + [counts.count - 1]
    }
}

/// The distinct values of some numbers in ascending order, and how often each occurs; NaN is left
/// out.
private struct DistinctValues {
    private(set) var values: [Double] = []
    private(set) var counts: [Int] = []

    init(_ numbers: [Double]) {
        for number in numbers.filter({ !$0.isNaN }).sorted() {
            if let last = values.last, last == number {
                counts[counts.count - 1] += 1
            } else {
                values.append(number)
                counts.append(1)
            }
        }
    }
}
