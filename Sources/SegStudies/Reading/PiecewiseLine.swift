/// A curve of straight lines between points; points with one place are their mean.
struct PiecewiseLine {
    private var places: [Double] = []
    private var values: [Double] = []
    private let mean: Double

    /// - Parameter points: at least one, sorted by place.
    init(_ points: [(place: Double, value: Double)]) {
        mean = points.reduce(0) { $0 + $1.value } / Double(max(1, points.count))
        var count = 0.0
        for point in points {
            if let last = places.last, last == point.place {
                count += 1
                values[values.count - 1] += (point.value - values[values.count - 1]) / count
            } else {
                places.append(point.place)
                values.append(point.value)
                count = 1
            }
        }
    }

    /// The height at a place: level beyond the ends, the mean of all points where the place is missing.
    func value(at place: Double) -> Double {
        guard !place.isNaN, let first = places.first, let last = places.last else { return mean }
        if place <= first { return values[0] }
        if place >= last { return values[values.count - 1] }
        var (low, high) = (0, places.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if places[middle] <= place { low = middle } else { high = middle }
        }
        let share = (place - places[low]) / (places[high] - places[low])
        return values[low] + share * (values[high] - values[low])
    }
}
