import SegCore
import SegDiagnostics
import SegFrame

/// Fills missing values with a statistic of the training rows, or with a constant.
///
/// Weights are respected. A column without any value in training is filled with 0, false, the text
/// `missing` or, where none of these fits its type, left as it is.
public struct Impute: Step {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        case median, mean, mode, constant
    }

    /// nil: numeric features; with `mode` categorical ones too; with a text as constant those only.
    public let columns: Selector?
    public let strategy: Strategy
    /// What `constant` fills in.
    public let fillValue: Scalar
    /// Whether each column that had missing values in training gets a column `x_missing` of 0 and
    /// 1.
    public let indicator: Bool

    public init(
        columns: Selector? = nil, strategy: Strategy = .median, fillValue: Scalar = .null,
        indicator: Bool = false
    ) {
        self.columns = columns
        self.strategy = strategy
        self.fillValue = fillValue
        self.indicator = indicator
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "impute",
            summary:
                "Fills missing values with median, mean or mode of training rows, or a constant.",
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
            ]
        ) { arguments in
            let word = try arguments.choice("strategy", of: Strategy.allCases.map(\.rawValue))
            let value = try arguments.scalar("fill_value")
            let strategy = Strategy(rawValue: word) ?? .median
            guard (strategy == .constant) != value.isNull else {
                throw Failure(
                    "E503",
                    "impute: 'fill_value:' goes with strategy: \"constant\" and with no other",
                    hint: "impute(strategy: \"constant\", fill_value: 0)")
            }
            return Impute(
                columns: try arguments.optionalSelector("columns"), strategy: strategy,
                fillValue: value,
                indicator: try arguments.bool("indicator"))
        }
    }

    public var source: String {
        StepSource("impute", columns: columns)
            .with("strategy", word: strategy.rawValue, default: "median")
            .with("fill_value", fillValue.isNull ? nil : fillValue.literal)
            .with("indicator", indicator ? "true" : nil).text
    }

    private var defaultColumns: Selector {
        switch strategy {
        case .median, .mean: .numeric
        case .mode: .union(.numeric, .categorical(moreThan: nil))
        case .constant: fillValue.text == nil ? .numeric : .categorical(moreThan: nil)
        }
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: defaultColumns, in: sample, for: name)
        let fields = try ColumnChoice.fields(names, in: sample.table)
        let fills = try fields.map { field in
            let column = try sample.table.column(field.name)
            return ColumnFill(
                field: field, value: try value(for: field, column, sample.weights),
                hasIndicator: indicator && column.missingCount > 0)
        }
        return try StepFit(FittedImpute(strategy: strategy.rawValue, fills: fills), on: sample)
    }

    private func value(for field: Field, _ column: Column, _ weights: [Double]?) throws -> Scalar {
        switch strategy {
        case .constant: return try constant(for: field)
        case .mode: return Self.mode(column, weights) ?? Self.placeholder(field.type)
        case .median, .mean:
            guard field.type.isCountable else {
                throw Failure(
                    "E541",
                    "'\(field.name)' holds \(field.type) and has no \(strategy.rawValue)",
                    hint: "use strategy: \"mode\" for it")
            }
            let statistics = Statistics(column.doubles(), weights: weights)
            return .double((strategy == .mean ? statistics.mean : statistics.median) ?? 0)
        }
    }

    private func constant(for field: Field) throws(Failure) -> Scalar {
        let fits =
            field.type.isText
            ? fillValue.text != nil
            : field.type.isCountable ? fillValue.number != nil : fillValue.type == field.type
        guard fits else {
            throw Failure(
                "E541",
                "impute can't fill \(fillValue.literal) into '\(field.name)', a \(field.type)",
                hint: "impute columns of other types in a step of their own")
        }
        return field.type.isCountable ? .double(fillValue.number ?? 0) : fillValue
    }

    /// The value with the greatest weight; the smallest of equals.
    private static func mode(_ column: Column, _ weights: [Double]?) -> Scalar? {
        let (codes, levels) = column.encoded()
        var weightOf = [Double](repeating: 0, count: levels.count)
        var firstRow = [Int](repeating: 0, count: levels.count)
        for row in codes.indices.reversed() where codes[row] >= 0 {
            weightOf[Int(codes[row])] += weights?[row] ?? 1
            firstRow[Int(codes[row])] = row
        }
        guard let most = weightOf.max(), let level = weightOf.firstIndex(of: most) else {
            return nil
        }
        return column[firstRow[level]]
    }

    private static func placeholder(_ type: ColumnType) -> Scalar {
        type.isText ? .string("missing") : type.isCountable ? .double(0) : .null
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
