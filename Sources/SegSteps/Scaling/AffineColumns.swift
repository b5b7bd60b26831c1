import SegCore
import SegDiagnostics
import SegFrame

/// Columns of numbers that are shifted and divided: what the scaling steps learn.
struct AffineColumns: Codable, Sendable {
    let fields: [Field]
    /// Subtracted from each column.
    let centers: [Double]
    /// What each column is then divided by; never 0.
    let scales: [Double]

    /// Learns center and scale of each column; a scale of 0 becomes 1, so that a constant column
    /// gives its distance from the center, and a column without any value is left as it is.
    static func learn(
        _ fields: [Field], _ sample: Sample, _ context: FitContext,
        _ measure: @escaping @Sendable (Statistics) -> (center: Double, scale: Double)?
    ) throws -> AffineColumns {
        let (table, weights) = (sample.table, sample.weights)
        let measured = try context.pool.map(fields.count) {
            index -> (center: Double, scale: Double) in
            let values = try table.column(fields[index].name).doubles()
            return measure(Statistics(values, weights: weights)) ?? (0, 1)
        }
        return AffineColumns(
            fields: fields, centers: measured.map(\.center),
            scales: measured.map { $0.scale > 0 && $0.scale.isFinite ? $0.scale : 1 })
    }

    var isSound: Bool { centers.count == fields.count && scales.count == fields.count }

    func apply(_ table: Table) throws(Failure) -> Table {
        try table.mappingNumbers(fields.map(\.name)) { index, values in
            let (center, scale) = (centers[index], scales[index])
            return values.map { ($0 - center) / scale }
        }
    }

    /// `1 column: age (x - 28) / 14.5`.
    var summary: String {
        let items = fields.indices.map { index in
            let (center, scale) = (Summary.number(centers[index]), Summary.number(scales[index]))
            return "\(fields[index].name) (x - \(center)) / \(scale)"
        }
        let detail = items.isEmpty ? "" : ": " + Summary.list(items)
        return Summary.columns(fields.count) + detail
    }
}
