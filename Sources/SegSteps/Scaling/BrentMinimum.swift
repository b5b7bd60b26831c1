/// The minimum of a function of one variable without derivatives: Brent (1973), "Algorithms for
/// Minimization Without Derivatives", chapter 5, after a bracket is found by golden steps.
struct BrentMinimum {
    /// A place and the function's value there.
    private struct Point {
        let place: Double
        let value: Double
    }

    private static let golden = 0.381_966_011_250_105
    private static let maximumSteps = 200

    /// The ends between which the minimum lies.
    private var low: Double
    private var high: Double
    /// The lowest point so far, the one below all others, and the second's predecessor.
    private var best: Point
    private var second: Point
    private var third: Point
    /// The last step, and the one before it.
    private var step = 0.0
    private var before = 0.0

    /// Searches downhill from two starting points; `tolerance` is relative.
    static func find(
        from start: Double, to next: Double, tolerance: Double = 1.5e-8,
        _ function: (Double) -> Double
    ) -> Double {
        let bracket = bracket(start, next, function)
        let middle = Point(place: bracket.middle, value: function(bracket.middle))
        var search = BrentMinimum(
            low: bracket.low, high: bracket.high, best: middle, second: middle, third: middle)
        for _ in 0..<maximumSteps {
            guard let place = search.nextPlace(tolerance) else { break }
            search.take(Point(place: place, value: function(place)))
        }
        return search.best.place
    }

    /// Three places of which the middle one is lowest.
    private static func bracket(
        _ start: Double, _ next: Double, _ function: (Double) -> Double
    ) -> (low: Double, middle: Double, high: Double) {
        var (a, b) = (start, next)
        var (atA, atB) = (function(a), function(b))
        if atB > atA { (a, b, atA, atB) = (b, a, atB, atA) }
        var c = b + 1.618_034 * (b - a)
        var atC = function(c)
        var steps = 0
        while atC < atB, steps < 60 {
            (a, b, c) = (b, c, c + 1.618_034 * (c - b))
            (atA, atB, atC) = (atB, atC, function(c))
            steps += 1
        }
        return (min(a, c), b, max(a, c))
    }

    /// Where to look next: at the vertex of a parabola if that converges, else by golden section;
    /// nil once the ends are near enough.
    private mutating func nextPlace(_ tolerance: Double) -> Double? {
        let centre = (low + high) / 2
        let near = tolerance * abs(best.place) + 1e-11
        if abs(best.place - centre) <= 2 * near - (high - low) / 2 { return nil }
        if let vertex = parabolicStep(), abs(before) > near, abs(vertex) < abs(before) / 2 {
            (before, step) = (step, vertex)
            let place = best.place + step
            let isAtEnd = place - low < 2 * near || high - place < 2 * near
            if isAtEnd { step = centre < best.place ? -near : near }
        } else {
            before = best.place >= centre ? low - best.place : high - best.place
            step = Self.golden * before
        }
        return best.place + (abs(step) >= near ? step : step < 0 ? -near : near)
    }

    /// From the lowest point to the vertex of the parabola through three points; nil on a line, or
    /// where the vertex lies outside.
    private func parabolicStep() -> Double? {
        let first = (best.place - second.place) * (best.value - third.value)
        let other = (best.place - third.place) * (best.value - second.value)
        let denominator = 2 * (other - first)
        let numerator = (best.place - third.place) * other - (best.place - second.place) * first
        let step = -numerator / denominator
        let place = best.place + step
        return denominator != 0 && place > low && place < high ? step : nil
    }

    /// Narrows the ends by what was found.
    private mutating func take(_ point: Point) {
        if point.value <= best.value {
            if point.place >= best.place { low = best.place } else { high = best.place }
            (third, second, best) = (second, best, point)
            return
        }
        if point.place < best.place { low = point.place } else { high = point.place }
        if point.value <= second.value || second.place == best.place {
            (third, second) = (second, point)
        } else if point.value <= third.value || third.place == best.place
            || third.place == second.place
        {
            third = point
        }
    }

    private init(low: Double, high: Double, best: Point, second: Point, third: Point) {
        (self.low, self.high) = (low, high)
        (self.best, self.second, self.third) = (best, second, third)
    }
}
