import SegCore
import SegDiagnostics
import SegFrame

/// Keeps the first of training rows that are equal; rows to be predicted are never dropped.
///
/// Without columns, rows are equal where all features and the target are.
public struct DropDuplicates: Step {
    /// nil: all features and the target.
    public let on: Selector?

    public init(on: Selector? = nil) { self.on = on }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "drop_duplicates",
            summary:
                "Keeps the first of equal training rows; drops no row to be predicted.",
            parameters: [
                ModuleParameter(
                    "on", .optional(.columns), default: .null,
                    "columns that decide; all features and the target if not given")
            ]
        ) { arguments in
            DropDuplicates(on: try arguments.optionalSelector("on"))
        }
    }

    public var keepsColumns: Bool { true }

    public var source: String {
        StepSource("drop_duplicates").with("on", on?.description).text
    }

    public var changesRows: Bool { true }
    public var learnsFromRows: Bool { false }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let keys = RowKeys.numbers(try deciding(sample), rowCount: sample.rowCount)
        var seen: Set<Int> = []
        let kept = keys.indices.filter { seen.insert(keys[$0]).inserted }
        let fitted = PassThrough("\(sample.rowCount - kept.count) duplicates")
        guard kept.count < sample.rowCount else { return StepFit(fitted: fitted, training: sample) }
        return StepFit(fitted: fitted, training: sample.taking(kept))
    }

    private func deciding(_ sample: Sample) throws -> [Column] {
        if let on { return try on.resolve(in: sample.table).map { try sample.table.column($0) } }
        let features = try sample.features.map { try sample.table.column($0) }
        switch sample.target {
        case .none: return features
        case .values, .classes: return features + [Column(doubles: sample.target.numbers)]
        }
    }
}

/// Numbers rows by their values in some columns: equal numbers, equal rows. Missing equals missing.
enum RowKeys {
    static func numbers(_ columns: [Column], rowCount: Int) -> [Int] {
        var keys = [Int](repeating: 0, count: rowCount)
        var distinct = 1
        // Once no two rows are equal, further columns can't part them more.
        for column in columns where distinct < rowCount {
            let (codes, levels) = column.encoded()
            // Renumbered after each column, so that pairs never overflow.
            var seen: [Int: Int] = [:]
            for row in keys.indices {
                let pair = keys[row] * (levels.count + 1) + Int(codes[row]) + 1
                let number = seen[pair] ?? seen.count
                seen[pair] = number
                keys[row] = number
            }
            distinct = seen.count
        }
        return keys
    }
}
