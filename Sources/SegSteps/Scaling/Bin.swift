import SegCore
import SegDiagnostics
import SegFrame

/// Replaces columns of numbers by the number of the bin that each value falls into, from 0.
///
/// Bins hold equally many training rows (`quantile`) or are equally wide (`uniform`). Equal
/// quantiles make fewer bins; a constant column becomes 0. Values outside go to the first or last
/// bin, missing ones stay missing. Weights are not regarded.
public struct Bin: Step {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        case quantile, uniform
    }

    /// nil: every numeric feature.
    public let columns: Selector?
    public let binCount: Int
    public let strategy: Strategy

    public init(columns: Selector? = nil, binCount: Int = 10, strategy: Strategy = .quantile) {
        self.columns = columns
        self.binCount = max(2, binCount)
        self.strategy = strategy
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "bin",
            summary: "Replaces columns of numbers by the number of the bin of each value.",
            parameters: [
                .columns("columns of numbers; all numeric features if not given"),
                ModuleParameter("n_bins", .int(2...65_536), default: .int(10), "how many bins"),
                ModuleParameter(
                    "strategy", .choice(Strategy.allCases.map(\.rawValue)),
                    default: .string("quantile"),
                    "equally many rows a bin, or equally wide bins"),
            ]
        ) { arguments in
            let word = try arguments.choice("strategy", of: Strategy.allCases.map(\.rawValue))
            return Bin(
                columns: try arguments.optionalSelector("columns"),
                binCount: try arguments.int("n_bins", in: 2...65_536),
                strategy: Strategy(rawValue: word) ?? .quantile)
        }
    }

    public var source: String {
        StepSource("bin", columns: columns)
            .with("n_bins", binCount == 10 ? nil : String(binCount))
            .with("strategy", word: strategy.rawValue, default: "quantile").text
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let table = sample.table
        let edges = try context.pool.map(fields.count) { index in
            self.edges(of: Statistics(try table.column(fields[index].name).doubles()))
        }
        return try StepFit(FittedBin(fields: fields, edges: edges), on: sample)
    }

    /// The inner edges, ascending: a value belongs to the bin right of each edge that it reaches.
    private func edges(of statistics: Statistics) -> [Double] {
        guard let (low, high) = statistics.range, low < high else { return [] }
        let shares = (0...binCount).map { Double($0) / Double(binCount) }
        switch strategy {
        case .uniform: return shares.dropFirst().dropLast().map { low + (high - low) * $0 }
        case .quantile:
            // Bins narrower than rounding are merged into the one before.
            var kept: [Double] = []
            for edge in statistics.quantiles(shares) where edge - (kept.last ?? -.infinity) > 1e-8 {
                kept.append(edge)
            }
            return Array(kept.dropFirst().dropLast())
        }
    }
}

/// Inner edges of the bins of training rows.
public struct FittedBin: FittedStep {
    public static let archiveName = "bin@1"
    let fields: [Field]
    /// For each column the edges between its bins, ascending.
    public let edges: [[Double]]

    public var isSound: Bool { edges.count == fields.count }

    public var inputs: [Field] { fields }

    public var learned: String {
        let items = zip(fields, edges).map { "\($0.name) \($1.count + 1) bins" }
        return Summary.columns(fields.count) + (items.isEmpty ? "" : ": " + Summary.list(items))
    }

    public func apply(_ table: Table) throws -> Table {
        try table.mappingNumbers(fields.map(\.name)) { index, values in
            values.map { $0.isNaN ? $0 : Double(Self.place($0, edges[index])) }
        }
    }

    /// How many edges the value reaches.
    private static func place(_ value: Double, _ edges: [Double]) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
