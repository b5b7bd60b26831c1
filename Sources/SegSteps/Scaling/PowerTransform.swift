import SegCore
import SegDiagnostics
import SegFrame

/// Makes columns of numbers as normal as a power can, then standardises them.
///
/// The exponent is that of greatest likelihood (Yeo and Johnson 2000). Weights are not regarded.
/// Missing values stay missing; a constant column becomes 0.
public struct PowerTransform: Step {
    /// nil: every numeric feature.
    public let columns: Selector?

    public init(columns: Selector? = nil) { self.columns = columns }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "power_transform",
            summary:
                "Makes numbers as normal as a Yeo–Johnson power can, then standardises them.",
            reference: "Yeo and Johnson (2000), Biometrika 87",
            parameters: [.columns("columns of numbers; all numeric features if not given")]
        ) { arguments in
            PowerTransform(columns: try arguments.optionalSelector("columns"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String { StepSource("power_transform", columns: columns).text }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let table = sample.table
        let powers = try context.pool.map(fields.count) { index in
            FittedPower(try table.column(fields[index].name).doubles())
        }
        return try StepFit(FittedPowerTransform(fields: fields, powers: powers), on: sample)
    }
}

/// The exponent of a column, and mean and standard deviation after it.
struct FittedPower: Codable, Sendable {
    let lambda: Double
    let mean: Double
    let scale: Double

    init(_ column: [Double]) {
        let values = Statistics(column).values
        lambda = YeoJohnson.bestLambda(values)
        let exponent = lambda
        let transformed = Statistics(values.map { YeoJohnson.transform($0, lambda: exponent) })
        mean = transformed.mean ?? 0
        let deviation = (transformed.variance ?? 0).squareRoot()
        scale = deviation > 0 && deviation.isFinite ? deviation : 1
    }

    func apply(_ x: Double) -> Double { (YeoJohnson.transform(x, lambda: lambda) - mean) / scale }
}

/// Exponents, means and standard deviations of training rows.
public struct FittedPowerTransform: FittedStep {
    public static let archiveName = "power_transform@1"
    let fields: [Field]
    let powers: [FittedPower]

    public var isSound: Bool { powers.count == fields.count }

    /// The exponent of each column.
    public var lambdas: [Double] { powers.map(\.lambda) }
    public var inputs: [Field] { fields }

    public var learned: String {
        let items = zip(fields, powers).map { "\($0.name) λ \(Summary.number($1.lambda))" }
        return Summary.columns(fields.count) + (items.isEmpty ? "" : ": " + Summary.list(items))
    }

    public func apply(_ table: Table) throws -> Table {
        try table.mappingNumbers(fields.map(\.name)) { index, values in
            let power = powers[index]
            return values.map { power.apply($0) }
        }
    }
}
