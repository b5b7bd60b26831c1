import SegTensor

/// The features of training rows, cut into at most 256 bins of one byte a value.
struct BinnedFeatures: Sendable {
    /// Bins of values that are present, beside the one for missing values.
    static let maxBins = 255
    /// Rows from which bins are learned; with more, a random part of them.
    static let sampleSize = 200_000

    let rowCount: Int
    let mappings: [BinMapping]
    /// `rowCount` bytes a feature, feature after feature.
    let bins: [UInt8]
    /// Where each feature's bins start in a histogram over all features; the last is its size.
    let starts: [Int]

    var featureCount: Int { mappings.count }

    init(_ matrix: FeatureMatrix, random: RandomStream, pool: WorkerPool) throws {
        let rows = matrix.rowCount
        let sample =
            rows > Self.sampleSize ? RowSample.draw(Self.sampleSize, of: rows, random) : nil
        let parts = try pool.map(matrix.featureCount) { feature in
            let values = matrix.values.column(feature)
            let learned = sample.map { $0.map { values[values.startIndex + $0] } } ?? Array(values)
            let mapping =
                matrix.categoryCounts[feature].map {
                    BinMapping(codes: learned, levels: $0, maxBins: Self.maxBins)
                } ?? BinMapping(numbers: learned, maxBins: Self.maxBins)
            return (mapping, values.map { UInt8(truncatingIfNeeded: mapping.bin($0)) })
        }
        rowCount = rows
        mappings = parts.map(\.0)
        bins = parts.flatMap(\.1)
        starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.0.binCount) }
    }
}
