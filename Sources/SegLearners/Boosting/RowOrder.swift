/// The training rows of a tree in an order in which each node's rows stand together.
final class RowOrder: @unchecked Sendable {
    // SAFETY: the memory lives as long as the object and holds `capacity` elements. It is written
    // to by one thread, between the phases in which several read it.
    private let capacity: Int
    /// The rows; the first `count` are in use.
    let base: UnsafeMutablePointer<Int32>
    private let scratch: UnsafeMutablePointer<Int32>
    /// Gradient and Hessian of the rows of one node, in their order.
    let gathered: UnsafeMutablePointer<SIMD2<Float>>
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: max(1, capacity))
        scratch = .allocate(capacity: max(1, capacity))
        gathered = .allocate(capacity: max(1, capacity))
        base.initialize(repeating: 0, count: capacity)
        scratch.initialize(repeating: 0, count: capacity)
        gathered.initialize(repeating: .zero, count: capacity)
    }

    deinit {
        base.deallocate()
        scratch.deallocate()
        gathered.deallocate()
    }

    /// Starts with the given rows, or with all.
    func reset(to sample: [Int32]?, count all: Int) {
        count = min(capacity, sample?.count ?? all)
        for place in 0..<count { base[place] = sample?[place] ?? Int32(truncatingIfNeeded: place) }
    }

    /// Copies gradients and Hessians of the rows at some places to the start of `gathered`.
    func gather(_ gradients: UnsafePointer<SIMD2<Float>>, _ places: Range<Int>) {
        let rows = base + places.lowerBound
        for place in 0..<places.count { gathered[place] = gradients[Int(rows[place])] }
    }

    /// The sums over what was gathered last, for a range of as many places.
    func sums(_ places: Range<Int>) -> GradientSums {
        var sum = SIMD2<Double>.zero
        for place in 0..<places.count { sum += SIMD2<Double>(gathered[place]) }
        return GradientSums(gradient: sum.x, hessian: sum.y, rows: places.count)
    }

    /// Moves the rows whose bin has a 1 in `table` before the others, keeping both in order, and
    /// gives the place of the first of the others.
    func part(_ places: Range<Int>, bins: [UInt8], offset: Int, _ table: [UInt8]) -> Int {
        let rows = base + places.lowerBound
        var (left, right) = (0, 0)
        bins.withUnsafeBufferPointer { bins in
            table.withUnsafeBufferPointer { table in
                for place in 0..<places.count {
                    let row = rows[place]
                    let isLeft = Int(table[Int(bins[offset &+ Int(row)])])
                    // Both are written, and one of them is kept: no branch to be mispredicted.
                    rows[left] = row
                    scratch[right] = row
                    left &+= isLeft
                    right &+= 1 &- isLeft
                }
            }
        }
        (rows + left).update(from: scratch, count: right)
        return places.lowerBound + left
    }
}
