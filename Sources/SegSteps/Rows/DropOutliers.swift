import SegCore
import SegDiagnostics
import SegFrame

/// Drops training rows in which a number is an outlier; rows to be predicted are never dropped.
///
/// Missing values are no outliers. Weights are respected by `z`.
public struct DropOutliers: Step {
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        case iqr, z
    }

    /// nil: every numeric feature.
    public let columns: Selector?
    public let method: Method
    /// Interquartile ranges outside the quartiles (1.5 if nil) or deviations from the mean (3 if
    /// nil).
    public let limit: Double?

    public init(columns: Selector? = nil, method: Method = .iqr, limit: Double? = nil) {
        self.columns = columns
        self.method = method
        self.limit = limit
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "drop_outliers",
            summary:
                "Drops training rows with an outlier; drops no row to be predicted.",
            reference: "Tukey (1977), Exploratory Data Analysis",
            parameters: [
                .columns("columns of numbers; all numeric features if not given"),
                ModuleParameter(
                    "method", .choice(Method.allCases.map(\.rawValue)), default: .string("iqr"),
                    "interquartile ranges off the quartiles, or deviations from the mean"),
                ModuleParameter(
                    "limit", .optional(.number(0...1e6)), default: .null,
                    "how many of them; 1.5 and 3 if not given"),
            ]
        ) { arguments in
            let word = try arguments.choice("method", of: Method.allCases.map(\.rawValue))
            return DropOutliers(
                columns: try arguments.optionalSelector("columns"),
                method: Method(rawValue: word) ?? .iqr,
                limit: try arguments.optionalNumber("limit", in: 0...1e6))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String {
        StepSource("drop_outliers", columns: columns)
            .with("method", word: method.rawValue, default: "iqr").with("limit", number: limit).text
    }

    public var changesRows: Bool { true }

    private var rule: OutlierRule {
        switch method {
        case .iqr: .iqr(limit ?? 1.5)
        case .z: .z(limit ?? 3)
        }
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        var isOutlier = [Bool](repeating: false, count: sample.rowCount)
        let fields = try ColumnChoice.numbers(columns, in: sample, for: name)
        for field in fields {
            let values = try sample.table.column(field.name).doubles()
            guard let bounds = rule.bounds(Statistics(values, weights: sample.weights)) else {
                continue
            }
            for row in values.indices where bounds.excludes(values[row]) { isOutlier[row] = true }
        }
        let kept = isOutlier.indices.filter { !isOutlier[$0] }
        let fitted = PassThrough("outliers in \(Summary.columns(fields.count))")
        guard kept.count < sample.rowCount else { return StepFit(fitted: fitted, training: sample) }
        return StepFit(fitted: fitted, training: sample.taking(kept))
    }
}
