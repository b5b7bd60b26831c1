/// Least squares with weights that are not negative, on normal equations.
enum NonNegativeLeastSquares {
    /// The weights w ≥ 0 that minimise wᵀ gram w − 2 wᵀ cross, by the active-set method of Lawson
    /// and Hanson (1974).
    ///
    /// - Parameter gram: `count × count`, positive semidefinite.
    static func solve(gram: [Double], cross: [Double]) -> [Double] {
        let count = cross.count
        var weights = [Double](repeating: 0, count: count)
        var isFree = [Bool](repeating: false, count: count)
        let scale = (0..<count).reduce(0) { max($0, abs(gram[$1 * count + $1])) }
        let tolerance = 1e-12 * max(scale, cross.reduce(0) { max($0, abs($1)) })
        for _ in 0..<(3 * count + 10) {
            let gradient = gradient(gram, cross, weights)
            let candidate = (0..<count).filter { !isFree[$0] }.max { gradient[$0] < gradient[$1] }
            guard let candidate, gradient[candidate] > tolerance else { break }
            isFree[candidate] = true
            settle(gram, cross, &weights, &isFree)
        }
        return weights
    }

    /// Solves for the free weights; those that would turn negative are bound one after the other.
    private static func settle(
        _ gram: [Double], _ cross: [Double], _ weights: inout [Double], _ isFree: inout [Bool]
    ) {
        while true {
            let free = isFree.indices.filter { isFree[$0] }
            let solution = solveFree(gram, cross, free)
            let negative = free.indices.filter { solution[$0] <= 0 }
            guard !negative.isEmpty else {
                for (place, index) in free.enumerated() { weights[index] = solution[place] }
                return
            }
            let step = negative.reduce(1.0) { step, place in
                let weight = weights[free[place]]
                let fall = weight - solution[place]
                return fall > 0 ? min(step, weight / fall) : 0
            }
            for (place, index) in free.enumerated() {
                weights[index] += step * (solution[place] - weights[index])
            }
            for place in negative where weights[free[place]] <= 1e-14 {
                weights[free[place]] = 0
                isFree[free[place]] = false
            }
        }
    }

    private static func gradient(_ gram: [Double], _ cross: [Double], _ weights: [Double])
        -> [Double]
    {
        let count = cross.count
        return (0..<count).map { row in
            (0..<count).reduce(cross[row]) { $0 - gram[row * count + $1] * weights[$1] }
        }
    }

    /// Solves the equations of some of the unknowns by Cholesky's method with a very small ridge.
    private static func solveFree(_ gram: [Double], _ cross: [Double], _ free: [Int]) -> [Double] {
        let (size, count) = (free.count, cross.count)
        var lower = [Double](repeating: 0, count: size * size)
        let ridge = 1e-12 * free.reduce(1e-300) { max($0, gram[$1 * count + $1]) }
        for row in 0..<size {
            for column in 0...row {
                var sum = gram[free[row] * count + free[column]] + (row == column ? ridge : 0)
                for inner in 0..<column {
                    sum -= lower[row * size + inner] * lower[column * size + inner]
                }
                lower[row * size + column] =
                    row == column
                    ? max(sum, ridge).squareRoot() : sum / lower[column * size + column]
            }
        }
        var solution = free.map { cross[$0] }
        for row in 0..<size {
            for inner in 0..<row { solution[row] -= lower[row * size + inner] * solution[inner] }
            solution[row] /= lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            for inner in row + 1..<size {
                solution[row] -= lower[inner * size + row] * solution[inner]
            }
            solution[row] /= lower[row * size + row]
        }
        return solution
    }
}
