import SegCore
import SegDiagnostics
import SegFrame

/// How far from the rest a number may lie before it counts as an outlier.
public enum OutlierRule: Hashable, Sendable, Codable {
    /// This many interquartile ranges outside the quartiles (Tukey 1977).
    case iqr(Double)
    /// This many standard deviations from the mean; respects weights.
    case z(Double)
    /// Between two quantiles.
    case quantiles(Double, Double)

    /// The bounds of a column; nil where it has no value.
    func bounds(_ statistics: Statistics) -> Bounds? {
        guard !statistics.isEmpty else { return nil }
        switch self {
        case .iqr(let factor):
            let quartiles = statistics.quantiles([0.25, 0.75])
            let reach = factor * (quartiles[1] - quartiles[0])
            return Bounds(low: quartiles[0] - reach, high: quartiles[1] + reach)
        case .z(let factor):
            guard let mean = statistics.mean, let variance = statistics.variance else { return nil }
            let reach = factor * variance.squareRoot()
            return Bounds(low: mean - reach, high: mean + reach)
        case .quantiles(let low, let high):
            let ends = statistics.quantiles([low, high])
            return Bounds(low: ends[0], high: ends[1])
        }
    }
}

/// The smallest and largest number that is allowed.
struct Bounds: Codable, Hashable, Sendable {
    let low: Double
    let high: Double

    /// The number itself, or the bound that it passes; NaN stays.
    func clip(_ value: Double) -> Double { value < low ? low : value > high ? high : value }

    func excludes(_ value: Double) -> Bool { value < low || value > high }
}

/// Pulls numbers that lie outside learned bounds back to them.
///
/// Missing values stay missing; a column without any value is left as it is.
public struct Clip: Step {
    /// nil: every numeric feature.
    public let columns: Selector?
    public let rule: OutlierRule

    public init(columns: Selector? = nil, rule: OutlierRule = .iqr(1.5)) {
        self.columns = columns
        self.rule = rule
    }

    public static var declaration: ModuleDeclaration<any Step> {
        let factor = ModuleParameterKind.optional(.number(0...1e6))
        return ModuleDeclaration(
            name: "clip", summary: "Pulls numbers outside learned bounds back to them.",
            reference: "Tukey (1977), Exploratory Data Analysis",
            parameters: [
                .columns("columns of numbers; all numeric features if not given"),
                ModuleParameter(
                    "iqr", factor, default: .null,
                    "bounds so many interquartile ranges off the quartiles; 1.5 by default"
                ),
                ModuleParameter(
                    "z", factor, default: .null, "bounds this many deviations from the mean"),
                ModuleParameter(
                    "quantiles", .optional(.list(.number(0...1))), default: .null,
                    "bounds at two quantiles, as [0.01, 0.99]"),
            ]
        ) { arguments in
            Clip(columns: try arguments.optionalSelector("columns"), rule: try rule(arguments))
        }
    }

    private static func rule(_ arguments: ModuleArguments) throws(Failure) -> OutlierRule {
        let given = ["iqr", "z", "quantiles"].filter { !arguments.isNull($0) }
        guard given.count <= 1 else {
            throw Failure(
                "E503", "clip: '\(given[0]):' and '\(given[1]):' can't both set the bounds",
                hint: "give one of them")
        }
        if let factor = try arguments.optionalNumber("z", in: 0...1e6) { return .z(factor) }
        guard !arguments.isNull("quantiles") else {
            return .iqr(try arguments.optionalNumber("iqr", in: 0...1e6) ?? 1.5)
        }
        let ends = try arguments.numbers("quantiles")
        guard ends.count == 2, ends[0] >= 0, ends[0] < ends[1], ends[1] <= 1 else {
            throw arguments.mismatch(
                "quantiles", "two numbers from 0 to 1, the smaller first: [0.01, 0.99]")
        }
        return .quantiles(ends[0], ends[1])
    }

    public var keepsColumns: Bool { true }

    public var source: String {
        let call = StepSource("clip", columns: columns)
        switch rule {
        case .iqr(1.5): return call.text
        case .iqr(let factor): return call.with("iqr", number: factor).text
        case .z(let factor): return call.with("z", number: factor).text
        case .quantiles(let low, let high): return call.with("quantiles", "[\(low), \(high)]").text
        }
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        let (rule, table, weights) = (rule, sample.table, sample.weights)
        let bounds = try context.pool.map(fields.count) { index in
            let values = try table.column(fields[index].name).doubles()
            return rule.bounds(Statistics(values, weights: weights))
        }
        return try StepFit(FittedClip(fields: fields, bounds: bounds), on: sample)
    }
}

/// Bounds of training rows.
public struct FittedClip: FittedStep {
    public static let archiveName = "clip@1"
    let fields: [Field]
    let bounds: [Bounds?]

    public var isSound: Bool { bounds.count == fields.count }

    public var inputs: [Field] { fields }

    public var learned: String {
        let items = zip(fields, bounds).map { field, bounds in
            guard let bounds else { return "\(field.name) has no value" }
            return "\(field.name) \(Summary.number(bounds.low)) … \(Summary.number(bounds.high))"
        }
        return Summary.columns(fields.count) + (items.isEmpty ? "" : ": " + Summary.list(items))
    }

    public func apply(_ table: Table) throws -> Table {
        try table.mappingNumbers(fields.map(\.name)) { index, values in
            guard let bounds = bounds[index] else { return values }
            return values.map { bounds.clip($0) }
        }
    }
}
