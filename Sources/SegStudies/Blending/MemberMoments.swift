import SegCore

/// Sums of products of the members' errors with each other: all that convex least-squares weights
/// need to know of some rows. Moments of two sets of rows add.
struct MemberMoments: Sendable {
    let memberCount: Int
    /// `memberCount × memberCount`, symmetric.
    private(set) var products: [Double]
    /// Sum of the rows' weights.
    private(set) var weight = 0.0

    init(memberCount: Int) {
        self.memberCount = memberCount
        products = Array(repeating: 0, count: memberCount * memberCount)
    }

    /// Adds one output of a row, as the members' errors on it.
    mutating func add(errors: [Double], weight: Double) {
        for row in 0..<memberCount {
            let scaled = weight * errors[row]
            for column in 0..<memberCount {
                products[row * memberCount + column] += scaled * errors[column]
            }
        }
    }

    /// Counts a row once, however many outputs of it were added.
    mutating func count(weight: Double) { self.weight += weight }

    mutating func add(_ other: MemberMoments, scale: Double = 1) {
        for index in products.indices { products[index] += scale * other.products[index] }
        weight += scale * other.weight
    }

    /// The sum of squared errors of a combination with weights that sum to 1.
    func loss(_ weights: [Double]) -> Double {
        var sum = 0.0
        for row in 0..<memberCount {
            for column in 0..<memberCount {
                sum += weights[row] * weights[column] * products[row * memberCount + column]
            }
        }
        return sum
    }

    /// The weights that are not negative, sum to 1 and give the least squared error; equal ones
    /// where there are no rows.
    func convexWeights() -> [Double] {
        let equal = [Double](repeating: 1 / Double(max(1, memberCount)), count: memberCount)
        guard weight > 0, memberCount > 1 else { return equal }
        return minimiser() ?? equal
    }

    /// The minimum of wᵀEw over the simplex is v / Σv for the v ≥ 0 that minimises
    /// vᵀ(E + 11ᵀ)v − 2·1ᵀv, a problem without the constraint on the sum.
    private func minimiser() -> [Double]? {
        let scale = (0..<memberCount).reduce(0) { max($0, products[$1 * memberCount + $1]) }
        guard scale > 0 else { return nil }
        // A very small ridge makes alike members share their weight.
        var gram = products.map { $0 / scale + 1 }
        for index in 0..<memberCount { gram[index * memberCount + index] += 1e-9 }
        let weights = NonNegativeLeastSquares.solve(
            gram: gram, cross: [Double](repeating: 1, count: memberCount))
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : nil
    }
}
