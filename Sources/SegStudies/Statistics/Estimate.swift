/// A figure with its standard error and interval.
public struct Estimate: Sendable, Hashable, Codable {
    public let value: Double
    /// nil where it can't be told: fewer than two blocks or folds.
    public let standardError: Double?
    /// Of the standard error.
    public let degreesOfFreedom: Double
    public let lower: Double?
    public let upper: Double?

    public init(
        value: Double, standardError: Double?, degreesOfFreedom: Double, lower: Double?, upper: Double?
    ) {
        self.value = value
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.lower = lower
        self.upper = upper
    }

    /// With the symmetric interval of Student's t.
    public init(value: Double, standardError: Double?, degreesOfFreedom: Double, level: Double) {
        let half = standardError.map {
            $0 * Distributions.studentQuantile((1 + level) / 2, degreesOfFreedom: max(1, degreesOfFreedom))
        }
        self.init(
            value: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
            lower: half.map { value - $0 }, upper: half.map { value + $0 })
    }

    /// The same with an interval that ends where the figure's range does.
    func within(_ range: ClosedRange<Double>) -> Estimate {
        Estimate(
            value: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
            lower: lower.map { max($0, min(value, range.lowerBound)) },
            upper: upper.map { min($0, max(value, range.upperBound)) })
    }

    /// The two-sided p-value of the hypothesis that the figure is 0; nil without a standard error.
    public var pValue: Double? {
        guard let standardError else { return nil }
        guard standardError > 0 else { return value == 0 ? 1 : 0 }
        let t = abs(value) / standardError
        return 2 * (1 - Distributions.studentCDF(t, degreesOfFreedom: max(1, degreesOfFreedom)))
    }
}
