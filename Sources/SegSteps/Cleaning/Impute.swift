import SegCore
import SegDiagnostics
import SegFrame

/// Fills missing values with a statistic of the training rows, or with a constant.
///
/// Weights are respected, but not by `knn`, which takes the mean of the nearest training rows that
/// have the value. A column without any value in training is filled with 0, false, the text
/// `missing` or, where none of these fits its type, left as it is.
public struct Impute: Step {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        case median, mean, mode, constant, knn
    }

    /// nil: numeric features; with `mode` categorical ones too; with a text as constant those only.
    public let columns: Selector?
    public let strategy: Strategy
    /// What `constant` fills in.
    public let fillValue: Scalar
    /// Whether each column that had missing values in training gets a column `x_missing` of 0 and
    /// 1.
    public let indicator: Bool
    /// How many rows `knn` takes the mean of.
    public let neighborCount: Int

    public init(
        columns: Selector? = nil, strategy: Strategy = .median, fillValue: Scalar = .null,
        indicator: Bool = false, neighborCount: Int = 5
    ) {
        self.columns = columns
        self.strategy = strategy
        self.fillValue = fillValue
        self.indicator = indicator
        self.neighborCount = max(1, neighborCount)
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "impute",
            summary:
                "Fills missing values with a statistic of training rows, near rows, or a constant.",
            parameters: [
                .columns(
                    "columns to fill; numeric features if not given, categorical too with \"mode\""
                ),
                ModuleParameter(
                    "strategy", .choice(Strategy.allCases.map(\.rawValue)),
                    default: .string("median"),
                    "what to fill in"),
                ModuleParameter(
                    "fill_value", .optional(.scalar), default: .null, "what \"constant\" fills in"),
                ModuleParameter(
                    "indicator", .bool, default: .bool(false),
                    "adds x_missing, 1 where x was missing, if training had missing values"
                ),
                ModuleParameter(
                    "n_neighbors", .optional(.int(1...10_000)), default: .null,
                    "how many near rows \"knn\" takes the mean of; 5 if not given. Near by the columns that it fills: one alone gets its mean"),
            ]
        ) { try make($0) }
    }

    private static func make(_ arguments: ModuleArguments) throws(Failure) -> Impute {
        let word = try arguments.choice("strategy", of: Strategy.allCases.map(\.rawValue))
        let value = try arguments.scalar("fill_value")
        let strategy = Strategy(rawValue: word) ?? .median
        guard (strategy == .constant) != value.isNull else {
            throw Failure(
                "E503",
                "impute: 'fill_value:' goes with strategy: \"constant\" and with no other",
                hint: "impute(strategy: \"constant\", fill_value: 0)")
        }
        let neighbors = try arguments.optionalInt("n_neighbors", in: 1...10_000)
        guard neighbors == nil || strategy == .knn else {
            throw Failure("E503", "impute: 'n_neighbors:' goes with strategy: \"knn\" only")
        }
        return Impute(
            columns: try arguments.optionalSelector("columns"), strategy: strategy,
            fillValue: value, indicator: try arguments.bool("indicator"),
            neighborCount: neighbors ?? 5)
    }

    public var keepsColumns: Bool { !indicator }

    public var source: String {
        StepSource("impute", columns: columns)
            .with("strategy", word: strategy.rawValue, default: "median")
            .with("fill_value", fillValue.isNull ? nil : fillValue.literal)
            .with("indicator", indicator ? "true" : nil)
            .with("n_neighbors", neighborCount == 5 ? nil : String(neighborCount)).text
    }

    var defaultColumns: Selector {
        switch strategy {
        case .median, .mean, .knn: .numeric
        case .mode: .union(.numeric, .categorical(moreThan: nil))
        case .constant: fillValue.text == nil ? .numeric : .categorical(moreThan: nil)
        }
    }
}

extension ModuleArguments {
    /// A single value; `.null` where none was given. E503 for anything else.
    func scalar(_ name: String) throws(Failure) -> Scalar {
        switch self[name] {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .number(let value): return .double(value)
        case .string(let value): return .string(value)
        case .scalar(let value): return value
        case .expression(.literal(let value)): return value
        default: throw mismatch(name, "a single value")
        }
    }
}
