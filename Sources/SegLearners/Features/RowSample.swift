import SegTensor

/// Draws without replacement.
enum RowSample {
    /// `wanted` of the numbers 0 ..< count, in ascending order (Knuth's algorithm S).
    static func draw(_ wanted: Int, of count: Int, _ random: RandomStream) -> [Int] {
        var random = random
        var needed = min(wanted, count)
        var sample: [Int] = []
        sample.reserveCapacity(needed)
        for index in 0..<count where needed > 0 && random.nextInt(below: count - index) < needed {
            sample.append(index)
            needed -= 1
        }
        return sample
    }
}
