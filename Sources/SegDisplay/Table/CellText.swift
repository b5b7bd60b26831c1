import SegFrame

/// The cells of a column as text.
enum CellText {
    /// Longer texts are cut in previews.
    private static let longestText = 160

    static func typeName(_ type: ColumnType) -> String {
        switch type {
        case .int64: "int64"
        case .float64: "float64"
        case .float32: "float32"
        case .bool: "bool"
        case .string: "string"
        case .category: "category"
        case .date: "date"
        case .dateTime(let zone): zone.map { "datetime \($0)" } ?? "datetime"
        case .duration: "duration"
        }
    }

    static func alignment(_ type: ColumnType) -> TextAlignment {
        switch type {
        case .float64, .float32: .around(".")
        case .int64, .duration: .trailing
        case .bool, .string, .category, .date, .dateTime: .leading
        }
    }

    /// The texts of some rows, numbers and moments written alike throughout; nil where missing.
    static func texts(_ column: Column, rows: [Int]) -> [String?] {
        let scalars = rows.map { column[$0] }
        let numbers = NumberColumn(scalars.compactMap { scalar in
            if case .double(let value) = scalar { value } else { nil }
        })
        let precision = scalars.compactMap { scalar -> CalendarText.Precision? in
            if case .dateTime(let microseconds, _) = scalar { .init(needed: microseconds) } else { nil }
        }.max() ?? .minutes
        return scalars.map { text($0, numbers, precision) }
    }

    private static func text(
        _ scalar: Scalar, _ numbers: NumberColumn, _ precision: CalendarText.Precision
    ) -> String? {
        switch scalar {
        case .null: nil
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .double(let value): numbers.text(value)
        case .string(let value): DisplayWidth.truncated(SafeText.oneLine(value), to: longestText)
        case .date(let days): CalendarText.date(Int(days))
        case .dateTime(let microseconds, _): CalendarText.moment(microseconds, precision)
        case .duration(let nanoseconds): CalendarText.duration(nanoseconds)
        }
    }
}
