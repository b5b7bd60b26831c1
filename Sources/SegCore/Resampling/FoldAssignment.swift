import SegTensor

/// Deals rows into parts of about equal size: groups whole, strata spread as evenly as groups
/// allow.
public enum FoldAssignment {
    /// The part, 0 ..< `parts`, of each row.
    ///
    /// Free rows are dealt in turn, stratum after stratum, so that each stratum and the whole differ by one row at most between
    /// parts. Whole groups go, the largest first, each to the part where it keeps the sum of squared stratum shares smallest (as
    /// scikit-learn's StratifiedGroupKFold means to).
    public static func parts(_ traits: RowTraits, count parts: Int, random: RandomStream) -> [Int32] {
        guard parts > 1 else { return [Int32](repeating: 0, count: traits.rowCount) }
        if let groups = traits.groups { return grouped(traits, groups, parts, random) }
        return dealt(traits, parts, random)
    }

    private static func dealt(_ traits: RowTraits, _ parts: Int, _ random: RandomStream) -> [Int32] {
        var random = random
        let order = random.permutation(traits.rowCount)
        var byStratum: [Int] = order
        if let strata = traits.strata {
            let rank = ranks(order)
            byStratum.sort { first, second in
                let (a, b) = (strata[first], strata[second])
                return a == b ? rank[first] < rank[second] : a < b
            }
        }
        var result = [Int32](repeating: 0, count: traits.rowCount)
        for (place, row) in byStratum.enumerated() {
            result[row] = Int32(truncatingIfNeeded: place % parts)
        }
        return result
    }

    private static func ranks(_ order: [Int]) -> [Int] {
        var rank = [Int](repeating: 0, count: order.count)
        for (place, row) in order.enumerated() { rank[row] = place }
        return rank
    }

    private static func grouped(
        _ traits: RowTraits, _ groups: [Int32], _ parts: Int, _ random: RandomStream
    ) -> [Int32] {
        let table = GroupTable(groups: groups, strata: traits.strata ?? [Int32](repeating: 0, count: groups.count))
        var random = random
        let rank = ranks(random.permutation(table.members.count))
        let sizes = table.members.map(\.count)
        let order = sizes.indices.sorted { first, second in
            let (a, b) = (sizes[first], sizes[second])
            return a == b ? rank[first] < rank[second] : a > b
        }
        var filled = PartFilling(parts: parts, stratumSizes: table.stratumSizes, rows: groups.count)
        var result = [Int32](repeating: 0, count: groups.count)
        for group in order {
            let part = filled.take(table.shares[group], size: sizes[group])
            for row in table.members[group] { result[row] = Int32(truncatingIfNeeded: part) }
        }
        return result
    }
}

/// Groups with their rows, and how many of them are of which stratum.
private struct GroupTable {
    /// Rows of each group, groups in order of first appearance.
    private(set) var members: [[Int]] = []
    /// For each group the strata in it, with their numbers of rows, in order of first appearance.
    private(set) var shares: [[(stratum: Int, rows: Int)]] = []
    private(set) var stratumSizes: [Int]

    init(groups: [Int32], strata: [Int32]) {
        stratumSizes = [Int](repeating: 0, count: Int(strata.max() ?? 0) + 1)
        var place: [Int32: Int] = [:]
        for row in groups.indices {
            let index = place[groups[row]] ?? members.count
            if index == members.count {
                place[groups[row]] = index
                members.append([])
                shares.append([])
            }
            members[index].append(row)
            stratumSizes[Int(strata[row])] += 1
            count(Int(strata[row]), in: index)
        }
    }

    private mutating func count(_ stratum: Int, in group: Int) {
        if let known = shares[group].firstIndex(where: { $0.stratum == stratum }) {
            shares[group][known].rows += 1
        } else {
            shares[group].append((stratum, 1))
        }
    }
}

/// How full each part is by stratum.
private struct PartFilling {
    private let stratumSizes: [Int]
    private let rows: Int
    private var counts: [[Int]]
    private var totals: [Int]

    init(parts: Int, stratumSizes: [Int], rows: Int) {
        self.stratumSizes = stratumSizes
        self.rows = rows
        counts = Array(repeating: Array(repeating: 0, count: stratumSizes.count), count: parts)
        totals = Array(repeating: 0, count: parts)
    }

    /// Puts a group where it unbalances least and says where; ties go to the first part.
    mutating func take(_ shares: [(stratum: Int, rows: Int)], size: Int) -> Int {
        var best = 0
        var least = Double.infinity
        for part in counts.indices {
            let cost = cost(of: shares, size: size, in: part)
            if cost < least { (best, least) = (part, cost) }
        }
        for share in shares { counts[best][share.stratum] += share.rows }
        totals[best] += size
        return best
    }

    /// By how much the sum of squared shares grows; the size of the whole counts as a stratum.
    private func cost(of shares: [(stratum: Int, rows: Int)], size: Int, in part: Int) -> Double {
        var cost = Self.growth(totals[part], size, of: rows)
        for share in shares {
            cost += Self.growth(
                counts[part][share.stratum], share.rows, of: stratumSizes[share.stratum])
        }
        return cost
    }

    private static func growth(_ before: Int, _ added: Int, of total: Int) -> Double {
        let (before, added, total) = (Double(before), Double(added), Double(max(1, total)))
        return added * (2 * before + added) / (total * total)
    }
}
