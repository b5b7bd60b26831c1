import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// How an estimator reads its features: which columns, and the levels of those that are categories.
///
/// Learned at fitting and saved with the model, so that later rows are read in the same way.
struct FeatureEncoder: Sendable, Codable, Hashable {
    /// The columns in the order of the features.
    let inputs: [Field]
    /// For each feature the levels that training rows had, sorted; nil for a number.
    let levels: [[String]?]

    var isSound: Bool { levels.count == inputs.count }

    /// For each feature the number of its levels; nil for a number.
    var categoryCounts: [Int?] { levels.map { $0?.count } }

    /// Learns the features of a sample and reads its rows. E583 where there is no feature.
    ///
    /// Booleans are the numbers 0 and 1 unless they are wanted as categories.
    static func fit(
        _ sample: Sample, booleansAreCategories: Bool = false
    ) throws -> (encoder: FeatureEncoder, matrix: FeatureMatrix) {
        guard !sample.features.isEmpty else { throw LearnerError.noFeatures }
        let fields = try sample.features.map { name in try sample.table.schema.field(name) }
        let columns = try sample.features.map { name in try sample.table.column(name) }
        var levels: [[String]?] = []
        var values: [[Double]] = []
        for (field, column) in zip(fields, columns) {
            if field.isCategory || (booleansAreCategories && field.type == .bool) {
                let encoded = column.encoded()
                levels.append(encoded.levels)
                values.append(encoded.codes.map { $0 < 0 ? .nan : Double($0) })
            } else {
                levels.append(nil)
                values.append(column.featureNumbers())
            }
        }
        let encoder = FeatureEncoder(inputs: fields, levels: levels)
        return (encoder, encoder.matrix(values, rows: sample.rowCount))
    }

    /// Reads later rows: a level that training rows did not have becomes `FeatureMatrix.unseen`.
    func matrix(_ table: Table) throws -> FeatureMatrix {
        let table = try table.conforming(to: inputs)
        let values = zip(table.columns, levels).map { column, levels in
            levels.map { Self.codes(column, $0) } ?? column.featureNumbers()
        }
        return matrix(values, rows: table.rowCount)
    }

    private func matrix(_ values: [[Double]], rows: Int) -> FeatureMatrix {
        FeatureMatrix(
            names: inputs.map(\.name), categoryCounts: categoryCounts,
            values: Matrix(columns: values, rows: rows))
    }

    private static func codes(_ column: Column, _ levels: [String]) -> [Double] {
        var known: [Utf8Key: Int] = [:]
        for (code, level) in levels.enumerated() { known[Utf8Key(level)] = code }
        let encoded = column.encoded()
        let translated = encoded.levels.map {
            known[Utf8Key($0)].map(Double.init) ?? FeatureMatrix.unseen
        }
        return encoded.codes.map { $0 < 0 ? .nan : translated[Int($0)] }
    }
}

extension Field {
    /// Whether an estimator reads the column as categories rather than as numbers.
    fileprivate var isCategory: Bool {
        switch type {
        case .category, .string: true
        case .bool: false
        default: kind == .categorical
        }
    }
}

extension Column {
    /// The column as numbers of a handy size: instants in days, durations in seconds, NaN where
    /// missing.
    fileprivate func featureNumbers() -> [Double] {
        switch type {
        case .dateTime: doubles().map { $0 / 86_400e6 }
        case .duration: doubles().map { $0 / 1e9 }
        default: doubles()
        }
    }
}
