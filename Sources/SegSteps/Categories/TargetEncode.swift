import SegCore
import SegDiagnostics
import SegFrame

/// Replaces categorical columns by the mean target of each level, pulled towards the mean of all
/// rows.
///
/// Regression and binary problems: the column is replaced in place by the mean or the share of the
/// positive class. Multiclass: by a column a class, `x_<class>`. Missing values are a level of
/// their own; a level that training didn't have gets the mean of all rows.
///
/// Training rows get values that were learned from other rows: folds of the training rows that obey
/// the task's groups and time. Under a time role the earliest rows, which nothing precedes, get one
/// common value. Weights are respected.
public struct TargetEncode: Step {
    /// nil: every categorical feature.
    public let columns: Selector?
    /// How many rows the mean of all rows counts as; nil: from the variances (see `LevelMeans`).
    public let smooth: Double?
    public let folds: Int

    public init(columns: Selector? = nil, smooth: Double? = nil, folds: Int = 5) {
        self.columns = columns
        self.smooth = smooth
        self.folds = folds
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "target_encode",
            summary:
                "Replaces categories by the smoothed mean target of each level, cross-fitted.",
            reference: "Micci-Barreca (2001), SIGKDD Explorations 3(1)",
            parameters: [
                .columns("columns to encode; all categorical features if not given"),
                ModuleParameter(
                    "smooth", .optional(.number(0...Double.greatestFiniteMagnitude)),
                    default: .null,
                    "rows that the overall mean counts as; from the variances if not given"
                ),
                ModuleParameter(
                    "folds", .int(2...100), default: .int(5),
                    "folds from which training rows are encoded"),
            ]
        ) { arguments in
            TargetEncode(
                columns: try arguments.optionalSelector("columns"),
                smooth: try arguments.optionalNumber(
                    "smooth", in: 0...Double.greatestFiniteMagnitude),
                folds: try arguments.int("folds", in: 2...100))
        }
    }

    public var source: String {
        StepSource("target_encode", columns: columns).with("smooth", number: smooth)
            .with("folds", folds == 5 ? nil : String(folds)).text
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: .categorical(moreThan: nil), in: sample, for: name)
        let outputs = try OutputTargets(sample)
        let parts =
            names.isEmpty
            ? []
            : try InnerSplit.folds(sample: sample, k: folds, random: context.random.child("folds"))
        let fields = try ColumnChoice.fields(names, in: sample.table)
        let table = sample.table
        let fits = try context.pool.map(fields.count) { index in
            let column = try table.column(fields[index].name)
            return CrossFit(fields[index], column, outputs, smooth: smooth).result(parts)
        }
        let fitted = FittedTargetEncode(encodings: fits.map(\.encoding))
        let training = try table.replacing(fits.map { ($0.encoding.field.name, $0.training) })
        return StepFit(fitted: fitted, training: sample.replacing(table: training))
    }
}

/// The target as numbers to take means of: one list, or one a class of 0 and 1.
struct OutputTargets: Sendable {
    let values: [[Double]]
    /// What is added to the column's name; nil: the column is replaced in place.
    let suffixes: [String]?
    let weights: [Double]?
    let isTemporal: Bool

    init(_ sample: Sample) throws(Failure) {
        weights = sample.weights
        isTemporal = sample.problem.roles.time != nil
        switch sample.target {
        case .none:
            throw Failure(
                "E538", "target_encode needs a target, and a bare table has none",
                hint: "put it in a pipeline that is trained on a task, or use frequency_encode")
        case .classes(let classes) where sample.problem.kind == .multiclass:
            suffixes = sample.problem.classes
            values = sample.problem.classes.indices.map { index in
                classes.map { Int($0) == index ? 1 : 0 }
            }
        case .values, .classes:
            suffixes = nil
            values = [sample.target.numbers]
        }
    }

    /// Names of the columns that a column becomes.
    func names(for column: String) -> [String] {
        suffixes?.map { "\(column)_\($0)" } ?? [column]
    }
}

/// What a column's levels become.
struct TargetEncoding: Codable, Sendable {
    let field: Field
    let index: LevelIndex
    let names: [String]
    /// `names × (levels + 1)`: the last place is that of missing values.
    let values: DoubleTensor
    /// For each name the value of levels that training didn't have.
    let unseen: [Double]

    var isSound: Bool {
        values.values.count == names.count * (index.levels.count + 1) && unseen.count == names.count
    }

    func columns(of column: Column) -> [MadeColumn] {
        let codes = index.codes(of: column)
        let width = index.levels.count + 1
        return names.indices.map { output in
            let numbers = codes.map { code -> Double in
                switch code {
                case LevelIndex.unseen: unseen[output]
                case LevelIndex.missing: values.values[output * width + width - 1]
                default: values.values[output * width + Int(code)]
                }
            }
            return MadeColumn(names[output], numbers: numbers)
        }
    }
}

/// Mean targets of the levels of training rows.
public struct FittedTargetEncode: FittedStep {
    public static let archiveName = "target_encode@1"
    let encodings: [TargetEncoding]

    public var isSound: Bool { encodings.allSatisfy(\.isSound) }

    public var inputs: [Field] { encodings.map(\.field) }

    public var learned: String {
        let items = encodings.map { "\($0.field.name) \($0.index.levels.count) levels" }
        return items.isEmpty ? Summary.columns(0) : Summary.list(items)
    }

    public func apply(_ table: Table) throws -> Table {
        try table.replacing(
            encodings.map { ($0.field.name, $0.columns(of: try table.column($0.field.name))) })
    }
}
