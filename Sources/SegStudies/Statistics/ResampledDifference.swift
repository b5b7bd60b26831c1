/// The corrected resampled t-test for repeated cross-validation (Nadeau and Bengio 2003): differences of
/// folds share training rows, so their variance is raised by the ratio of scored to trained rows.
public enum ResampledDifference {
    /// `differences`: one a fold over all repeats; `scoredToTrained`: mean of scored / training rows.
    public static func estimate(_ differences: [Double], scoredToTrained: Double, level: Double) -> Estimate? {
        guard !differences.isEmpty else { return nil }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        guard differences.count > 1 else {
            return Estimate(value: mean, standardError: nil, degreesOfFreedom: 0, level: level)
        }
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        return Estimate(
            value: mean, standardError: ((1 / count + scoredToTrained) * variance).squareRoot(),
            degreesOfFreedom: count - 1, level: level)
    }
}
