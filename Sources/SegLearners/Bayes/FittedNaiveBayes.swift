import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// The distribution of each feature in each class.
struct FittedNaiveBayes: FittedLearner {
    static let archiveName = "naive_bayes@1"

    enum Feature: Sendable, Codable, Hashable {
        /// One mean and variance a class.
        case normal(means: DoubleTensor, variances: DoubleTensor)
        /// `classes × levels` shares, level after level of each class.
        case category(shares: DoubleTensor)
    }

    let encoder: FeatureEncoder
    let classShares: [Double]
    let isBinary: Bool
    let features: [Feature]

    var inputs: [Field] { encoder.inputs }

    var isSound: Bool {
        encoder.isSound && features.count == encoder.inputs.count && classShares.count >= 2
            && (!isBinary || classShares.count == 2) && features.allSatisfy { $0.isSound(classes: classShares.count) }
    }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        let rows = matrix.rowCount
        let classes = classShares.count
        var scores = classShares.flatMap { [Double](repeating: log($0), count: rows) }
        for (index, feature) in features.enumerated() {
            let values = matrix.values.column(index)
            for label in 0..<classes {
                for (row, value) in values.enumerated() where !value.isNaN {
                    scores[label * rows + row] += feature.logLikelihood(value, of: label)
                }
            }
        }
        let shares = Link.softmax(scores, rows: rows, outputs: classes)
        return Predictions(
            rowCount: rows, outputCount: isBinary ? 1 : classes,
            values: isBinary ? Array(shares[rows...]) : shares)
    }
}

extension FittedNaiveBayes.Feature {
    fileprivate func isSound(classes: Int) -> Bool {
        switch self {
        case .normal(let means, let variances): means.values.count == classes && variances.values.count == classes
        case .category(let shares): shares.shape.count == 2 && shares.shape[0] == classes
        }
    }

    /// The logarithm of the density or share of a value in a class; 0 for a level that was not
    /// seen.
    fileprivate func logLikelihood(_ value: Double, of label: Int) -> Double {
        switch self {
        case .normal(let means, let variances):
            let distance = value - means.values[label]
            let variance = variances.values[label]
            return -0.5 * (log(2 * .pi * variance) + distance * distance / variance)
        case .category(let shares):
            let levels = shares.shape.last ?? 0
            guard value >= 0, Int(value) < levels else { return 0 }
            return log(shares.values[label * levels + Int(value)])
        }
    }
}
