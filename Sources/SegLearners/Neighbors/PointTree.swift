import SegCore
import SegTensor

/// Points in a balanced k-d tree (Bentley 1975; Friedman, Bentley and Finkel 1977), for exact
/// search.
///
/// A node covers a range of the points; its middle one parts it by one feature, the one with the
/// widest range of values. Ranges of few points are searched one by one.
struct PointTree: Sendable, Codable, Hashable {
    private static let leafSize = 24

    /// `points × features`, row after row, in the order of the tree.
    private let points: DoubleTensor
    /// The training row of each point.
    private let rows: Int32Tensor
    /// The feature that parts the range whose middle is this point.
    private let axes: Int32Tensor
    let featureCount: Int

    var count: Int { rows.values.count }

    init(_ matrix: Matrix) {
        featureCount = matrix.columnCount
        var order = Array(0..<matrix.rowCount)
        var axes = [Int32](repeating: 0, count: matrix.rowCount)
        Self.part(0..<matrix.rowCount, &order, &axes, matrix)
        points = DoubleTensor(
            order.flatMap { row in (0..<matrix.columnCount).map { matrix[row, $0] } },
            shape: [matrix.rowCount, matrix.columnCount])
        rows = Int32Tensor(order.map { Int32(truncatingIfNeeded: $0) })
        self.axes = Int32Tensor(axes)
    }

    private static func part(
        _ range: Range<Int>, _ order: inout [Int], _ axes: inout [Int32], _ matrix: Matrix
    ) {
        guard range.count > leafSize else { return }
        let axis = widestAxis(order[range], matrix)
        let values = matrix.column(axis)
        let first = values.startIndex
        order[range].sort { (values[first + $0], $0) < (values[first + $1], $1) }
        let middle = range.lowerBound + range.count / 2
        axes[middle] = Int32(truncatingIfNeeded: axis)
        part(range.lowerBound..<middle, &order, &axes, matrix)
        part(middle + 1..<range.upperBound, &order, &axes, matrix)
    }

    private static func widestAxis(_ rows: ArraySlice<Int>, _ matrix: Matrix) -> Int {
        var best = (axis: 0, width: -1.0)
        for axis in 0..<matrix.columnCount {
            var (low, high) = (Double.infinity, -Double.infinity)
            for row in rows {
                let value = matrix[row, axis]
                low = min(low, value)
                high = max(high, value)
            }
            if high - low > best.width { best = (axis, high - low) }
        }
        return best.axis
    }

    /// Whether the arrays fit together, as those of a damaged model need not.
    var isSound: Bool {
        points.shape == [count, featureCount] && axes.values.count == count
            && rows.values.allSatisfy { $0 >= 0 && $0 < count }
            && axes.values.allSatisfy { $0 >= 0 && $0 < max(1, featureCount) }
    }

    /// A training row and its squared distance.
    struct Neighbor: Comparable {
        let row: Int32
        let distance: Double

        static func < (left: Self, right: Self) -> Bool {
            (left.distance, left.row) < (right.distance, right.row)
        }
    }

    /// The nearest points of a query, nearest first; of equally near ones the first training rows.
    func nearest(_ wanted: Int, to query: [Double]) -> [Neighbor] {
        points.values.withUnsafeBufferPointer { points in
            query.withUnsafeBufferPointer { query in
                var search = PointSearch(
                    points: points, query: query, rows: rows.values, axes: axes.values,
                    features: featureCount, wanted: min(wanted, count))
                search.visit(0..<count, leafSize: Self.leafSize)
                return search.found
            }
        }
    }
}

/// One search; `found` is sorted.
private struct PointSearch {
    let points: UnsafeBufferPointer<Double>
    let query: UnsafeBufferPointer<Double>
    let rows: [Int32]
    let axes: [Int32]
    let features: Int
    let wanted: Int
    var found: [PointTree.Neighbor] = []

    mutating func visit(_ range: Range<Int>, leafSize: Int) {
        guard range.count > leafSize else {
            for point in range { consider(point) }
            return
        }
        let middle = range.lowerBound + range.count / 2
        let axis = Int(axes[middle])
        let gap = query[axis] - points[middle * features + axis]
        let (left, right) = (range.lowerBound..<middle, middle + 1..<range.upperBound)
        visit(gap < 0 ? left : right, leafSize: leafSize)
        consider(middle)
        // Points at the same distance may still come before by their row.
        guard let worst = found.last, found.count == wanted, gap * gap > worst.distance else {
            return visit(gap < 0 ? right : left, leafSize: leafSize)
        }
    }

    private mutating func consider(_ point: Int) {
        var distance = 0.0
        let start = point &* features
        for feature in 0..<features {
            let difference = query[feature] - points[start &+ feature]
            distance += difference * difference
        }
        let neighbor = PointTree.Neighbor(row: rows[point], distance: distance)
        if found.count == wanted {
            guard let worst = found.last, neighbor < worst else { return }
            found.removeLast()
        }
        var place = found.count
        while place > 0, neighbor < found[place - 1] { place -= 1 }
        found.insert(neighbor, at: place)
    }
}
