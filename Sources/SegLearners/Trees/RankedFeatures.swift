import SegTensor

/// The features of training rows as the ranks of their values, for trees that sort rows.
struct RankedFeatures: Sendable {
    /// Distinct values that are told apart; with more, values are cut into so many bins.
    static let exactLimit = 65_000

    let rowCount: Int
    let mappings: [BinMapping]
    /// `rowCount` ranks a feature, feature after feature.
    let ranks: [UInt16]

    /// Cuts features into at most `maxBins` bins; below that number of distinct values into as
    /// many.
    init(_ matrix: FeatureMatrix, maxBins: Int, pool: WorkerPool) throws {
        let limit = min(maxBins, Self.exactLimit)
        let parts = try pool.map(matrix.featureCount) { feature in
            let values = Array(matrix.values.column(feature))
            let mapping =
                matrix.categoryCounts[feature].map {
                    BinMapping(codes: values, levels: $0, maxBins: limit)
                } ?? BinMapping(numbers: values, maxBins: limit)
            return (mapping, values.map { UInt16(truncatingIfNeeded: mapping.bin($0)) })
        }
        rowCount = matrix.rowCount
        mappings = parts.map(\.0)
        ranks = parts.flatMap(\.1)
    }

    var featureCount: Int { mappings.count }
}
