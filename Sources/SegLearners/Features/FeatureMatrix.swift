import SegCore
import SegDiagnostics
import SegTensor

/// The features of some rows as numbers: values, or codes of categories; NaN is missing.
struct FeatureMatrix: Sendable {
    /// The code of a category that training rows did not have.
    static let unseen: Double = -1

    let names: [String]
    /// For each feature the number of its levels; nil for a number.
    let categoryCounts: [Int?]
    /// `rows × features`.
    let values: Matrix

    var rowCount: Int { values.rowCount }
    var featureCount: Int { values.columnCount }

    /// The given rows in the given order.
    func taking(_ rows: [Int]) -> FeatureMatrix {
        FeatureMatrix(names: names, categoryCounts: categoryCounts, values: values.taking(rows))
    }

    /// E584 where a feature is a category, E585 where a value is missing: for estimators that do
    /// arithmetic on every value.
    func requireCompleteNumbers(for estimator: String) throws(Failure) {
        let categories = names.indices.filter { categoryCounts[$0] != nil }
        let missing = names.indices.filter { feature in
            categoryCounts[feature] == nil && values.column(feature).contains { $0.isNaN }
        }
        guard categories.isEmpty else {
            throw LearnerError.categories(categories.map { names[$0] }, estimator: estimator)
        }
        guard missing.isEmpty else {
            throw LearnerError.missing(missing.map { names[$0] }, estimator: estimator)
        }
    }
}
