import SegCore
import SegDiagnostics
import SegFrame

/// Replaces categorical columns by a column of 0 and 1 for each level: `sex` by `sex_F` and
/// `sex_M`.
///
/// Levels with fewer rows than `minFrequency` share the column `sex_other`, to which levels that
/// training didn't have belong too; without such a column their rows are 0 everywhere. Where
/// training had missing values there is a column `sex_missing`. Weights are not regarded.
public struct OneHot: Step {
    /// nil: every categorical feature.
    public let columns: Selector?
    public let minFrequency: Double?
    /// Columns that one column may become.
    static let maximumLevels = 4_096

    public init(columns: Selector? = nil, minFrequency: Double? = nil) {
        self.columns = columns
        self.minFrequency = minFrequency
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "one_hot",
            summary: "Replaces categorical columns by a column of 0 and 1 for each level.",
            parameters: [
                .columns("columns to encode; all categorical features if not given"),
                .minFrequency(default: .null),
            ]
        ) { arguments in
            OneHot(
                columns: try arguments.optionalSelector("columns"),
                minFrequency: try arguments.minimumFrequency()?.value)
        }
    }

    public var source: String {
        StepSource("one_hot", columns: columns).with("min_frequency", number: minFrequency).text
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: .categorical(moreThan: nil), in: sample, for: name)
        let minimum = minFrequency.map(MinimumFrequency.init)
        var made: Set<Utf8Key> = []
        let replaced = Set(names.map(Utf8Key.init))
        let encodings = try ColumnChoice.fields(names, in: sample.table).map { field in
            try IndicatorColumns(field, try sample.table.column(field.name), minimum) {
                sample.table.freeName($0, replacing: replaced, made: &made)
            }
        }
        return try StepFit(FittedOneHot(encodings: encodings), on: sample)
    }
}

/// The columns that one categorical column becomes.
struct IndicatorColumns: Codable, Sendable {
    let field: Field
    let index: LevelIndex
    /// For each level the column that its rows are 1 in.
    let place: [Int32]
    /// Names of the columns, in order.
    let names: [String]
    /// The column for missing values and the one for rare and unseen levels; nil where there is
    /// none.
    let missingPlace: Int32?
    let otherPlace: Int32?

    /// - Parameter freeName: what a column may be called that is to be called so.
    init(
        _ field: Field, _ column: Column, _ minimum: MinimumFrequency?, freeName: (String) -> String
    ) throws(Failure) {
        let (index, codes) = LevelIndex.training(column)
        let frequent = minimum?.isFrequent(codes, levelCount: index.levels.count)
        var names: [String] = []
        var place = [Int32](repeating: -1, count: index.levels.count)
        for level in index.levels.indices where frequent?[level] ?? true {
            place[level] = Int32(names.count)
            names.append(freeName("\(field.name)_\(index.levels[level])"))
        }
        func extra(_ word: String, where isNeeded: Bool) -> Int32? {
            guard isNeeded else { return nil }
            names.append(freeName("\(field.name)_\(word)"))
            return Int32(names.count - 1)
        }
        otherPlace = extra("other", where: place.contains(-1))
        missingPlace = extra("missing", where: column.missingCount > 0)
        guard names.count <= OneHot.maximumLevels else {
            throw Self.tooMany(field.name, names.count)
        }
        let other = otherPlace ?? -1
        (self.field, self.index, self.names) = (field, index, names)
        self.place = place.map { $0 < 0 ? other : $0 }
    }

    private static func tooMany(_ column: String, _ count: Int) -> Failure {
        Failure(
            "E537",
            "one_hot would make \(count) columns of '\(column)', over \(OneHot.maximumLevels)",
            hint: "give min_frequency:, or use target_encode or frequency_encode for it")
    }

    var isSound: Bool {
        place.count == index.levels.count
            && (place + [missingPlace, otherPlace].compactMap { $0 }).allSatisfy { $0 < names.count }
    }

    func columns(of column: Column) -> [MadeColumn] {
        var flags = [[Double]](
            repeating: [Double](repeating: 0, count: column.count), count: names.count)
        for (row, code) in index.codes(of: column).enumerated() {
            let target: Int32? =
                switch code {
                case LevelIndex.missing: missingPlace
                case LevelIndex.unseen: otherPlace
                default: place[Int(code)]
                }
            if let target, target >= 0 { flags[Int(target)][row] = 1 }
        }
        return zip(names, flags).map { MadeColumn($0, numbers: $1) }
    }
}

/// Levels of training rows.
public struct FittedOneHot: FittedStep {
    public static let archiveName = "one_hot@1"
    let encodings: [IndicatorColumns]

    public var isSound: Bool { encodings.allSatisfy(\.isSound) }

    /// Names of the columns made, in order.
    public var outputs: [String] { encodings.flatMap(\.names) }
    public var inputs: [Field] { encodings.map(\.field) }

    public var learned: String {
        let items = encodings.map { "\($0.field.name) \($0.names.count)" }
        return items.isEmpty ? Summary.columns(0) : "columns made: " + Summary.list(items)
    }

    public func apply(_ table: Table) throws -> Table {
        try table.replacing(
            encodings.map { ($0.field.name, $0.columns(of: try table.column($0.field.name))) }, namesAreFree: true)
    }
}
