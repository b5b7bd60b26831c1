/// Finds single places of a sorted order without sorting everything.
enum OrderStatistics {
    /// The numbers that would stand at these places, ascending, were the numbers sorted. Places
    /// must be ascending and inside; numbers must be no NaN.
    static func select(_ values: [Double], places: [Int]) -> [Double] {
        var values = values
        // Each selection leaves what is smaller on the left, so that the next one starts there.
        var start = 0
        return places.map { place in
            let value = place < start ? values[place] : quickselect(&values, place, from: start)
            start = max(start, place + 1)
            return value
        }
    }

    /// Quickselect (Hoare 1961) with the median of three as pivot; a range that shrinks too slowly
    /// is sorted, so that no order of the numbers makes it quadratic.
    private static func quickselect(_ values: inout [Double], _ place: Int, from start: Int)
        -> Double
    {
        var (low, high) = (start, values.count - 1)
        var rounds = 2 * (Int.bitWidth - values.count.leadingZeroBitCount)
        while low < high {
            rounds -= 1
            guard rounds > 0 else {
                values[low...high].sort()
                return values[place]
            }
            let (left, right) = partition(&values, low, high)
            if place <= right { high = right } else if place >= left { low = left } else { break }
        }
        return values[place]
    }

    /// Parts a range around a pivot: up to `right` none is greater, from `left` on none is smaller.
    private static func partition(
        _ values: inout [Double], _ low: Int, _ high: Int
    ) -> (left: Int, right: Int) {
        let (first, middle, last) = (values[low], values[low + (high - low) / 2], values[high])
        let pivot = max(min(first, middle), min(max(first, middle), last))
        var (left, right) = (low, high)
        while left <= right {
            while values[left] < pivot { left += 1 }
            while values[right] > pivot { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        return (left, right)
    }
}
