/// Finds the best way to part the rows of a node by one feature, trying every value that they have.
///
/// Regression makes the squared error small, classification the Gini impurity (Breiman et al.
/// 1984).
struct ExactSplitFinder {
    private let features: RankedFeatures
    private let target: SplitTarget
    private let minRows: Int
    private var sorter: RankSorter

    init(_ features: RankedFeatures, _ target: SplitTarget, minRows: Int) {
        self.features = features
        self.target = target
        self.minRows = minRows
        sorter = RankSorter(capacity: features.rowCount)
    }

    /// The best split of these rows, whose sums are `node`; nil where every row has the same value,
    /// or a side would be too small.
    mutating func best(_ rows: ArraySlice<Int32>, feature: Int, node: TargetSums) -> ExactSplit? {
        let mapping = features.mappings[feature]
        sorter.sort(
            rows, by: features.ranks, offset: feature * features.rowCount,
            binCount: mapping.binCount)
        let count = rows.count
        guard count >= 2 * minRows, count > 1, sorter.keys[0] != sorter.keys[count - 1] else {
            return nil
        }
        if mapping.isCategory { return category(count, feature, mapping, node) }
        return number(count, feature, mapping, node)
    }

    /// Sums over rows.
    func sums(_ rows: ArraySlice<Int32>) -> TargetSums {
        var sums = TargetSums(target)
        let isRegression = target.classCount == 0
        for row in rows {
            sums.add(
                target.values[Int(row)], target.weights[Int(row)], isRegression: isRegression,
                sign: 1)
        }
        return sums
    }

    private func number(
        _ count: Int, _ feature: Int, _ mapping: BinMapping, _ node: TargetSums
    ) -> ExactSplit? {
        let present = firstPlace(of: mapping.missingBin, count)
        var best = scan(0..<present, count: count, left: TargetSums(target), node: node)
        var missingGoesLeft = false
        if present < count {
            let missing = sums(sorter.rows[present..<count])
            let other = scan(0..<present, count: present, left: missing, node: node)
            if let other, other.score > best?.score ?? -.infinity {
                (best, missingGoesLeft) = (other, true)
            }
        }
        guard let best else { return nil }
        // Where the node has no missing value, a later one goes where most rows go.
        if present == count { missingGoesLeft = best.end * 2 > count }
        let next = best.end < present ? Int(sorter.keys[best.end]) : nil
        let point = ExactSplit.Point.number(
            rank: Int(sorter.keys[best.end - 1]), next: next, missingGoesLeft: missingGoesLeft)
        return ExactSplit(feature: feature, point: point, score: best.score)
    }

    /// Sorts categories by their mean (regression), or by the share of the node's most frequent
    /// class.
    private mutating func category(
        _ count: Int, _ feature: Int, _ mapping: BinMapping, _ node: TargetSums
    ) -> ExactSplit? {
        let order = categoryOrder(count, mapping, node)
        var numbers = [UInt16](repeating: 0, count: mapping.binCount)
        for (place, rank) in order.enumerated() {
            numbers[rank] = UInt16(truncatingIfNeeded: place)
        }
        sorter.sort(count, renumbering: numbers)
        guard let best = scan(0..<count, count: count, left: TargetSums(target), node: node) else {
            return nil
        }
        // Categories that the node doesn't have go where most rows go.
        var goesLeft = [Bool](repeating: best.end * 2 > count, count: mapping.binCount)
        let last = Int(sorter.keys[best.end - 1])
        for (place, rank) in order.enumerated() { goesLeft[rank] = place <= last }
        return ExactSplit(feature: feature, point: .category(goesLeft: goesLeft), score: best.score)
    }

    private func categoryOrder(_ count: Int, _ mapping: BinMapping, _ node: TargetSums) -> [Int] {
        let isRegression = target.classCount == 0
        let main = node.parts.indices.reduce(0) { node.parts[$1] > node.parts[$0] ? $1 : $0 }
        var weights = [Double](repeating: 0, count: mapping.binCount)
        var values = weights
        for place in 0..<count {
            let row = Int(sorter.rows[place])
            let value = isRegression ? target.values[row] : Int(target.values[row]) == main ? 1 : 0
            weights[Int(sorter.keys[place])] += target.weights[row]
            values[Int(sorter.keys[place])] += target.weights[row] * value
        }
        let used = weights.indices.filter { weights[$0] > 0 }
        return used.sorted { (values[$0] / weights[$0], $0) < (values[$1] / weights[$1], $1) }
    }

    private func firstPlace(of missing: Int, _ count: Int) -> Int {
        var place = count
        while place > 0, Int(sorter.keys[place - 1]) == missing { place -= 1 }
        return place
    }

    /// Moves rows to the left one by one, and finds where to stop: after `end` rows, of `count`.
    ///
    /// `first` holds rows that are left from the start.
    private func scan(
        _ places: Range<Int>, count: Int, left first: TargetSums, node: TargetSums
    ) -> (end: Int, score: Double)? {
        target.classCount == 0
            ? scanNumbers(places, count: count, left: first, node: node)
            : scanClasses(places, count: count, left: first, node: node)
    }

    private func scanNumbers(
        _ places: Range<Int>, count: Int, left first: TargetSums, node: TargetSums
    ) -> (end: Int, score: Double)? {
        var (weight, sum) = (first.weight, first.parts[0])
        var best: (end: Int, score: Double)?
        // The last place at which both sides are large enough.
        let last = min(places.upperBound, node.rows - first.rows - minRows, count - 1)
        for place in places.lowerBound..<max(places.lowerBound, last) {
            let row = Int(sorter.rows[place])
            weight += target.weights[row]
            sum += target.weights[row] * target.values[row]
            let isBoundary =
                place &+ 1 == places.upperBound || sorter.keys[place] != sorter.keys[place &+ 1]
            guard isBoundary, first.rows &+ place &+ 1 >= minRows else { continue }
            let (restWeight, rest) = (node.weight - weight, node.parts[0] - sum)
            guard restWeight > 0 else { break }
            let score = sum * sum / weight + rest * rest / restWeight
            if score > best?.score ?? -.infinity { best = (place + 1, score) }
        }
        return best
    }

    private func scanClasses(
        _ places: Range<Int>, count: Int, left first: TargetSums, node: TargetSums
    ) -> (end: Int, score: Double)? {
        var left = first
        var right = node
        right.subtract(first)
        var best: (end: Int, score: Double)?
        for place in places {
            let row = Int(sorter.rows[place])
            left.add(target.values[row], target.weights[row], isRegression: false, sign: 1)
            right.add(target.values[row], target.weights[row], isRegression: false, sign: -1)
            guard right.rows >= minRows else { break }
            guard place + 1 == places.upperBound || sorter.keys[place] != sorter.keys[place + 1],
                left.rows >= minRows, place + 1 < count
            else { continue }
            let score = left.score + right.score
            if score > best?.score ?? -.infinity { best = (place + 1, score) }
        }
        return best
    }
}

extension TargetSums {
    /// Takes the rows of other sums out.
    fileprivate mutating func subtract(_ other: TargetSums) {
        rows -= other.rows
        weight -= other.weight
        squares = 0
        for index in parts.indices {
            parts[index] -= other.parts[index]
            squares += parts[index] * parts[index]
        }
    }
}
