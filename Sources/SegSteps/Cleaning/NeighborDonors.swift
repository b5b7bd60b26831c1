import SegCore
import SegFrame
import SegTensor

/// Training rows from which missing numbers of other rows are taken.
///
/// Distances are those of scikit-learn's `KNNImputer`: over the columns that both rows have, scaled
/// up for those that they lack (Troyanskaya and others 2001, Bioinformatics 17). Here columns are
/// first divided by their standard deviation, so that no unit outweighs another.
struct NeighborDonors: Codable, Sendable {
    /// Rows that are kept; more are drawn down to this number.
    static let maximumRows = 10_000

    let neighborCount: Int
    let centers: [Double]
    let scales: [Double]
    /// `rows × columns` numbers in units of the standard deviation, row after row; 0 where missing.
    private let values: DoubleTensor
    /// Places in `values` that are missing, ascending.
    private let missing: Int32Tensor

    /// Whether the kept rows have these many columns.
    func isSound(columns: Int) -> Bool {
        neighborCount > 0 && centers.count == columns && scales.count == columns
            && (columns == 0 ? values.values.isEmpty : values.values.count % columns == 0)
    }

    /// Learns from columns of numbers, NaN where missing.
    init(_ columns: [[Double]], neighborCount: Int, random: RandomStream) {
        let statistics = columns.map { Statistics($0) }
        let centers = statistics.map { $0.mean ?? 0 }
        let scales = statistics.map { statistics in
            let deviation = (statistics.variance ?? 0).squareRoot()
            return deviation > 0 ? deviation : 1
        }
        let rows = Self.rows(columns.first?.count ?? 0, random)
        let numbers = rows.flatMap { row in
            columns.indices.map { (columns[$0][row] - centers[$0]) / scales[$0] }
        }
        (self.neighborCount, self.centers, self.scales) = (neighborCount, centers, scales)
        missing = Int32Tensor(numbers.indices.filter { numbers[$0].isNaN }.map(Int32.init))
        values = DoubleTensor(
            numbers.map { $0.isNaN ? 0 : $0 }, shape: [rows.count, columns.count])
    }

    private static func rows(_ count: Int, _ random: RandomStream) -> [Int] {
        guard count > maximumRows else { return Array(0..<count) }
        var random = random
        return random.permutation(count).prefix(maximumRows).sorted()
    }

    /// The columns with each missing number replaced by the mean of the nearest donors that have
    /// it; by the column's mean where no donor is comparable.
    func filled(_ columns: [[Double]]) -> [[Double]] {
        let count = columns.first?.count ?? 0
        let incomplete = (0..<count).filter { row in columns.contains { $0[row].isNaN } }
        guard !incomplete.isEmpty else { return columns }
        var donors = values.values
        for place in missing.values where donors.indices.contains(Int(place)) {
            donors[Int(place)] = .nan
        }
        var filled = columns
        for row in incomplete {
            let receiver = columns.indices.map { (columns[$0][row] - centers[$0]) / scales[$0] }
            let distances = distances(from: receiver, to: donors)
            for column in columns.indices where columns[column][row].isNaN {
                let value = nearestMean(column, distances, donors)
                filled[column][row] = centers[column] + scales[column] * value
            }
        }
        return filled
    }

    /// Squared distances to all donors; infinite where no column is shared.
    private func distances(from receiver: [Double], to donors: [Double]) -> [Double] {
        let present = receiver.indices.filter { !receiver[$0].isNaN }
        let width = receiver.count
        return stride(from: 0, to: donors.count, by: max(1, width)).map { start in
            var (sum, shared) = (0.0, 0)
            for column in present {
                let distance = donors[start + column] - receiver[column]
                guard !distance.isNaN else { continue }
                sum += distance * distance
                shared += 1
            }
            return shared == 0 ? .infinity : sum * Double(width) / Double(shared)
        }
    }

    /// The mean of a column over its nearest donors; 0, the column's mean, where there is none.
    private func nearestMean(_ column: Int, _ distances: [Double], _ donors: [Double]) -> Double {
        let width = centers.count
        // Ascending by distance, then by row, so that ties never depend on anything else.
        var nearest: [(distance: Double, value: Double)] = []
        for (row, distance) in distances.enumerated() {
            let value = donors[row * width + column]
            guard distance.isFinite, !value.isNaN else { continue }
            if nearest.count == neighborCount {
                guard let last = nearest.last, distance < last.distance else { continue }
                nearest.removeLast()
            }
            let place = nearest.firstIndex { $0.distance > distance } ?? nearest.count
            nearest.insert((distance, value), at: place)
        }
        return nearest.isEmpty ? 0 : nearest.reduce(0) { $0 + $1.value } / Double(nearest.count)
    }
}

/// Training rows whose numbers fill missing ones: what `impute(strategy: "knn")` learns.
public struct FittedNeighborImpute: FittedStep {
    public static let archiveName = "impute_knn@1"
    let fields: [Field]
    /// For each column the one of 0 and 1 that tells where values were missing; nil without one.
    let indicators: [String?]
    let donors: NeighborDonors

    public var isSound: Bool { indicators.count == fields.count && donors.isSound(columns: fields.count) }

    public var inputs: [Field] { fields }

    public var learned: String {
        fields.isEmpty
            ? Summary.columns(0)
            : "\(donors.neighborCount) nearest rows over \(Summary.columns(fields.count))"
    }

    public func apply(_ table: Table) throws -> Table {
        let columns = try fields.map { try table.column($0.name).doubles() }
        let filled = zip(fields, donors.filled(columns)).map { field, numbers in
            (name: field.name, made: [MadeColumn(field.name, numbers: numbers)])
        }
        let flags = zip(indicators, columns).compactMap { indicator, numbers in
            indicator.map { MadeColumn($0, numbers: numbers.map { $0.isNaN ? 1 : 0 }) }
        }
        return try table.replacing(filled, adding: flags, namesAreFree: true)
    }
}
