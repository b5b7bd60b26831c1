import SegDiagnostics
import SegTensor

/// Least squares with coefficients of 0 or above, by the active-set method of Lawson and Hanson
/// (1974).
enum NonNegativeSolver {
    /// Coefficients of the centred problem with these sums of products.
    static func solve(_ moments: Moments, _ stop: StopSignal) throws -> [Double] {
        let count = moments.cross.count
        let tolerance = 1e-12 * (moments.cross.map(abs).max() ?? 0)
        var solution = [Double](repeating: 0, count: count)
        var isFree = [Bool](repeating: false, count: count)
        var isRedundant = isFree
        // Each round frees one coefficient and raises the fit, so that no set of free ones comes
        // twice.
        for _ in 0..<max(1, 3 * count) {
            try stop.check()
            let slopes = slopes(moments, solution)
            let candidates = (0..<count).filter {
                !isFree[$0] && !isRedundant[$0] && slopes[$0] > tolerance
            }
            guard let first = candidates.first else { break }
            let steepest = candidates.reduce(first) { slopes[$1] > slopes[$0] ? $1 : $0 }
            isFree[steepest] = true
            if try !settle(moments, &solution, &isFree) {
                (isFree[steepest], isRedundant[steepest]) = (false, true)
            }
        }
        return solution
    }

    /// Moves to the best solution of the free coefficients, fixing at 0 those that would fall
    /// below; false where they depend on each other, so that the last one freed adds nothing.
    private static func settle(
        _ moments: Moments, _ solution: inout [Double], _ isFree: inout [Bool]
    ) throws -> Bool {
        while true {
            let free = isFree.indices.filter { isFree[$0] }
            guard !free.isEmpty else { return true }
            guard let goal = try best(moments, free) else { return false }
            let blocking = free.indices.filter { goal[$0] <= 0 }
            guard !blocking.isEmpty else {
                for (place, index) in free.enumerated() { solution[index] = goal[place] }
                return true
            }
            let step = blocking.reduce(1.0) { step, place in
                let current = solution[free[place]]
                return min(step, current / (current - goal[place]))
            }
            for (place, index) in free.enumerated() {
                solution[index] += step * (goal[place] - solution[index])
                if goal[place] <= 0, solution[index] <= 1e-15 {
                    (solution[index], isFree[index]) = (0, false)
                }
            }
        }
    }

    /// The unconstrained solution of some coefficients; nil where they depend on each other.
    private static func best(_ moments: Moments, _ free: [Int]) throws -> [Double]? {
        var gram = Matrix(rows: free.count, columns: free.count)
        for (column, second) in free.enumerated() {
            for (row, first) in free.enumerated() {
                gram[row, column] = moments.gram[first, second]
            }
        }
        let cross = Matrix(columns: [free.map { moments.cross[$0] }], rows: free.count)
        return try LinearAlgebra.solvePositiveDefinite(gram, cross)?.values
    }

    private static func slopes(_ moments: Moments, _ solution: [Double]) -> [Double] {
        var slopes = moments.cross
        for (feature, value) in solution.enumerated() where value != 0 {
            for (index, product) in moments.gram.column(feature).enumerated() {
                slopes[index] -= value * product
            }
        }
        return slopes
    }
}
