import SegCore
import SegDiagnostics
import SegFrame

/// What one column is filled with.
struct ColumnFill: Codable, Sendable {
    let field: Field
    let value: Scalar
    /// The column of 0 and 1 that tells where values were missing; nil without one.
    let indicator: String?

    /// The column with its missing rows filled.
    ///
    /// Integers and booleans stay what they are where the value is one, whether or not a row is
    /// missing, so that training and later rows have one type.
    func filled(_ column: Column) throws(Failure) -> Column {
        guard column.missingCount > 0 || changesType else { return column }
        if let number = value.number, column.type.isCountable { return filled(column, number) }
        guard !value.isNull else { return column }
        if let codes = column.categoryCodes, let levels = column.levels, let text = value.text {
            return Self.filled(codes: Array(0..<codes.count).map { codes[$0] }, levels, text)
        }
        let cells = column.scalars().map { $0.isNull ? value : $0 }
        return try Column(scalars: cells, type: column.type)
    }

    /// Durations become nanoseconds, and whole numbers floats where the value has a fraction.
    private var changesType: Bool {
        guard let number = value.number else { return false }
        switch field.type {
        case .int64: return Int64(exactly: number) == nil
        case .bool: return number != 0 && number != 1
        case .duration: return true
        default: return false
        }
    }

    private func filled(_ column: Column, _ number: Double) -> Column {
        if column.type == .int64, let whole = Int64(exactly: number), let values = column.int64s() {
            return Column(ints: values.indices.map { column.isMissing($0) ? whole : values[$0] })
        }
        if column.type == .bool, !changesType {
            let bits = column.doubles().map { $0.isNaN ? number == 1 : $0 == 1 }
            return Column(bools: bits)
        }
        return Column(doubles: column.doubles().map { $0.isNaN ? number : $0 })
    }

    private static func filled(codes: [Int32], _ levels: [String], _ text: String) -> Column {
        var levels = levels
        let known = levels.firstIndex { $0.hasSameBytes(as: text) }
        if known == nil { levels.append(text) }
        let code = Int32(known ?? levels.count - 1)
        return Column(codes: codes.map { $0 < 0 ? code : $0 }, levels: levels)
    }
}

/// Fill values of training rows.
public struct FittedImpute: FittedStep {
    public static let archiveName = "impute@1"
    let strategy: String
    let fills: [ColumnFill]

    public var inputs: [Field] { fills.map(\.field) }

    /// What a column's missing rows are filled with; nil for a column that is not filled.
    public func value(of column: String) -> Scalar? {
        fills.first { $0.field.name.hasSameBytes(as: column) }?.value
    }

    public var learned: String {
        let items = fills.map { fill in
            let value = fill.value.number.map(Summary.number) ?? fill.value.literal
            return "\(fill.field.name) \(value)"
        }
        guard !items.isEmpty else { return Summary.columns(0) }
        let indicators = fills.count { $0.indicator != nil }
        let note = indicators == 0 ? "" : "; \(indicators) with indicator"
        return "\(strategy) of \(Summary.columns(fills.count)): \(Summary.list(items))\(note)"
    }

    public func apply(_ table: Table) throws -> Table {
        var replacements: [(name: String, made: [MadeColumn])] = []
        var indicators: [MadeColumn] = []
        for fill in fills {
            let column = try table.column(fill.field.name)
            let made = MadeColumn(fill.field.name, try fill.filled(column), kind: fill.field.kind)
            replacements.append((fill.field.name, [made]))
            guard let indicator = fill.indicator else { continue }
            let flags = (0..<column.count).map { column.isMissing($0) ? 1.0 : 0.0 }
            indicators.append(MadeColumn(indicator, numbers: flags))
        }
        return try table.replacing(replacements, adding: indicators, namesAreFree: true)
    }
}
