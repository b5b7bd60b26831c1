/// Sums of the rows of a node or a bin.
struct GradientSums: Sendable, Hashable {
    var gradient = 0.0
    var hessian = 0.0
    var rows = 0

    static func + (left: Self, right: Self) -> Self {
        GradientSums(
            gradient: left.gradient + right.gradient, hessian: left.hessian + right.hessian,
            rows: left.rows + right.rows)
    }

    static func - (left: Self, right: Self) -> Self {
        GradientSums(
            gradient: left.gradient - right.gradient, hessian: left.hessian - right.hessian,
            rows: left.rows - right.rows)
    }
}

/// Gradient and Hessian sums and row counts of every bin of every feature, for the rows of one
/// node.
final class Histogram: @unchecked Sendable {
    // SAFETY: the memory lives as long as the object. Threads write to the ranges of different
    // features only, and nobody reads a range before its writer has finished.
    /// Gradient and Hessian of each bin.
    let sums: UnsafeMutablePointer<SIMD2<Double>>
    /// Rows of each bin.
    let counts: UnsafeMutablePointer<Int32>

    init(binCount: Int) {
        sums = .allocate(capacity: max(1, binCount))
        counts = .allocate(capacity: max(1, binCount))
        sums.initialize(repeating: .zero, count: binCount)
        counts.initialize(repeating: 0, count: binCount)
    }

    deinit {
        sums.deallocate()
        counts.deallocate()
    }

    /// Refills the bins of a feature with `count` rows; `gradients` stand in the order of `rows`.
    func fill(
        from start: Int, binCount: Int, bins: UnsafePointer<UInt8>, rows: UnsafePointer<Int32>,
        gradients: UnsafePointer<SIMD2<Float>>, count: Int
    ) {
        let sums = sums + start
        let counts = counts + start
        sums.update(repeating: .zero, count: binCount)
        counts.update(repeating: 0, count: binCount)
        for place in 0..<count {
            let bin = Int(bins[Int(rows[place])])
            sums[bin] += SIMD2<Double>(gradients[place])
            counts[bin] &+= 1
        }
    }

    /// Takes the rows of another node out of a range of bins.
    func subtract(_ other: Histogram, from start: Int, binCount: Int) {
        for bin in start..<start + binCount {
            sums[bin] -= other.sums[bin]
            counts[bin] &-= other.counts[bin]
        }
    }

    /// The sums of one bin.
    @inline(__always)
    func bin(_ index: Int) -> GradientSums {
        let pair = sums[index]
        return GradientSums(gradient: pair.x, hessian: pair.y, rows: Int(counts[index]))
    }
}
