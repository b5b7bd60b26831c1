import SegCore
import SegDiagnostics
import SegFrame

/// Replaces the levels of categorical columns that few training rows have by the one level `other`.
///
/// A level that training didn't have becomes `other` too; missing values stay missing. Weights are
/// not regarded.
public struct GroupRare: Step {
    /// nil: every categorical feature.
    public let columns: Selector?
    public let minFrequency: Double

    public init(columns: Selector? = nil, minFrequency: Double = 0.01) {
        self.columns = columns
        self.minFrequency = minFrequency
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "group_rare",
            summary:
                "Replaces levels of categorical columns that few training rows have by \"other\".",
            parameters: [
                .columns("columns to change; all categorical features if not given"),
                .minFrequency(default: .number(0.01)),
            ]
        ) { arguments in
            GroupRare(
                columns: try arguments.optionalSelector("columns"),
                minFrequency: try arguments.minimumFrequency()?.value ?? 0.01)
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String {
        StepSource("group_rare", columns: columns)
            .with("min_frequency", number: minFrequency == 0.01 ? nil : minFrequency).text
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try ColumnChoice.features(
            columns, default: .categorical(moreThan: nil), in: sample, for: name)
        let minimum = MinimumFrequency(value: minFrequency)
        let kept = try ColumnChoice.fields(names, in: sample.table).map { field in
            let (index, codes) = LevelIndex.training(try sample.table.column(field.name))
            let frequent = minimum.isFrequent(codes, levelCount: index.levels.count)
            let levels = index.levels.indices.filter { frequent[$0] }.map { index.levels[$0] }
            return FrequentLevels(
                field: field, index: LevelIndex(levels: levels),
                rareCount: index.levels.count - levels.count)
        }
        return try StepFit(FittedGroupRare(columns: kept), on: sample)
    }
}

/// The levels of a column that stand alone.
struct FrequentLevels: Codable, Sendable {
    let field: Field
    let index: LevelIndex
    /// How many levels of training were too rare.
    let rareCount: Int

    func column(of column: Column) -> MadeColumn {
        var levels = index.levels
        let known = levels.firstIndex { $0.hasSameBytes(as: "other") }
        if known == nil { levels.append("other") }
        let other = Int32(known ?? levels.count - 1)
        let codes = index.codes(of: column).map { $0 == LevelIndex.unseen ? other : $0 }
        return MadeColumn(field.name, Column(codes: codes, levels: levels), kind: .categorical)
    }
}

/// Frequent levels of training rows.
public struct FittedGroupRare: FittedStep {
    public static let archiveName = "group_rare@1"
    let columns: [FrequentLevels]

    public var inputs: [Field] { columns.map(\.field) }

    public var learned: String {
        let items = columns.map {
            "\($0.field.name) \($0.rareCount) rare of \($0.rareCount + $0.index.levels.count)"
        }
        return items.isEmpty ? Summary.columns(0) : Summary.list(items)
    }

    public func apply(_ table: Table) throws -> Table {
        try table.replacing(
            columns.map { ($0.field.name, [$0.column(of: try table.column($0.field.name))]) })
    }
}
