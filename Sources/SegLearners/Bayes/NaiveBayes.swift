import SegCore
import SegDiagnostics

/// Naive Bayes: features that are independent within a class, numbers with a normal distribution
/// and categories with shares smoothed by `alpha` (Lidstone).
///
/// A missing value says nothing, in training and in prediction, and neither does a level that was
/// not seen in training. Booleans are categories. Variances are enlarged by a billionth of the
/// greatest one, as in scikit-learn.
public struct NaiveBayes: Estimator, Hashable, Codable {
    /// Rows that each level of a category has beforehand in each class.
    public var alpha: Double

    public init(alpha: Double = 1) { self.alpha = alpha }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "naive_bayes",
        summary: "Classifies by features as if they were independent in a class.",
        reference: "Hastie, Tibshirani and Friedman 2009, section 6.6.3",
        parameters: [
            ModuleParameter(
                "alpha", .number(1e-10...1e9), default: .number(1),
                "Rows that each level of a category has beforehand.")
        ],
        make: { NaiveBayes(alpha: try $0.number("alpha", in: 1e-10...1e9)) })

    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }
    public var accepts: FeatureSupport { .everything }

    public var source: String {
        var call = CallText("naive_bayes")
        call.add("alpha", alpha, default: 1)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample, booleansAreCategories: true)
        let moments = (0..<matrix.featureCount).map { feature in
            ClassMoments(
                matrix.values.column(feature), rows, isNumber: matrix.categoryCounts[feature] == nil
            )
        }
        let smallest = 1e-9 * (moments.map(\.overallVariance).max() ?? 0)
        let features = (0..<matrix.featureCount).map { feature -> FittedNaiveBayes.Feature in
            guard let levels = matrix.categoryCounts[feature] else {
                return moments[feature].normal(enlargedBy: smallest)
            }
            return category(matrix.values.column(feature), levels: levels, rows)
        }
        return FittedNaiveBayes(
            encoder: encoder, classShares: rows.classShares,
            isBinary: sample.problem.kind == .binary,
            features: features)
    }

    private func category(
        _ codes: ArraySlice<Double>, levels: Int, _ rows: TrainingRows
    ) -> FittedNaiveBayes.Feature {
        let classes = rows.problem.classes.count
        var counts = [Double](repeating: alpha, count: levels * classes)
        var totals = [Double](repeating: alpha * Double(levels), count: classes)
        for (row, code) in codes.enumerated() where !code.isNaN {
            let label = Int(rows.target[row])
            counts[label * levels + Int(code)] += rows.weight(row)
            totals[label] += rows.weight(row)
        }
        let shares = counts.indices.map { counts[$0] / totals[$0 / levels] }
        return .category(shares: DoubleTensor(shares, shape: [classes, levels]))
    }
}

/// Weighted means and variances of one number in each class.
private struct ClassMoments {
    let overallVariance: Double
    private let means: [Double]
    private let variances: [Double]

    init(_ values: ArraySlice<Double>, _ rows: TrainingRows, isNumber: Bool) {
        let classes = isNumber ? rows.problem.classes.count : 0
        // The last entry is over all classes.
        var weights = [Double](repeating: 0, count: classes + 1)
        var (sums, squares) = (weights, weights)
        for (row, value) in values.enumerated() where isNumber && !value.isNaN {
            for entry in [Int(rows.target[row]), classes] {
                weights[entry] += rows.weight(row)
                sums[entry] += rows.weight(row) * value
            }
        }
        let averages = zip(sums, weights).map { $1 > 0 ? $0 / $1 : 0 }
        for (row, value) in values.enumerated() where isNumber && !value.isNaN {
            for entry in [Int(rows.target[row]), classes] {
                squares[entry] +=
                    rows.weight(row) * (value - averages[entry]) * (value - averages[entry])
            }
        }
        let spreads = zip(squares, weights).map { $1 > 0 ? $0 / $1 : 0 }
        overallVariance = spreads[classes]
        // A class without a value takes those of all rows, which say nothing for or against it.
        means = (0..<classes).map { weights[$0] > 0 ? averages[$0] : averages[classes] }
        variances = (0..<classes).map { weights[$0] > 0 ? spreads[$0] : spreads[classes] }
    }

    func normal(enlargedBy smallest: Double) -> FittedNaiveBayes.Feature {
        let enlarged = variances.map { $0 + smallest > 0 ? $0 + smallest : 1 }
        return .normal(means: DoubleTensor(means), variances: DoubleTensor(enlarged))
    }
}
