import SegFrame

/// The cells of a column as text.
enum CellText {
    /// Longer texts are cut in previews.
    private static let longestText = 160

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
        switch column.type {
        case .float64, .float32: return numbers(scalars, single: column.type == .float32)
        case .dateTime: return moments(scalars)
        case .duration: return scalars.map { duration($0) }
        case .int64, .bool, .string, .category, .date: return scalars.map { plain($0) }
        }
    }

    /// Images by their format and size, what is none (a path, say) as text; nil where missing.
    static func images(_ column: Column, rows: [Int]) -> [String?] {
        guard let files = column.stringStorage else { return texts(column, rows: rows) }
        return rows.map { row in
            column.isMissing(row) ? nil : files.withBytes(row) { ImageText.text($0) } ?? plain(column[row])
        }
    }

    private static func plain(_ scalar: Scalar) -> String? {
        guard !scalar.isNull else { return nil }
        return DisplayWidth.truncated(SafeText.oneLine(scalar.description), to: longestText)
    }

    /// Whole units from the largest, each as a literal is written: `9h 55m 30s`.
    private static func duration(_ scalar: Scalar) -> String? {
        guard case .duration(let nanoseconds) = scalar else { return nil }
        let sizes: [UInt64] = [
            86_400_000_000_000, 3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1000,
            1,
        ]
        var rest = nanoseconds.magnitude
        var parts: [String] = []
        for size in sizes where rest >= size {
            parts.append(DurationText.text(Int64(clamping: rest - rest % size)))
            rest %= size
        }
        guard !parts.isEmpty else { return DurationText.text(0) }
        return (nanoseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    /// A single-precision number is written from its own shortest digits, not from those of the
    /// double.
    private static func numbers(_ scalars: [Scalar], single: Bool) -> [String?] {
        let values = scalars.map { scalar in
            scalar.number.map { single ? Double(Float($0).description) ?? $0 : $0 }
        }
        let column = NumberColumn(values.compactMap { $0 })
        return values.map { $0.map(column.text) }
    }

    /// Moments without the offset, which the type names, and without seconds when none has any.
    private static func moments(_ scalars: [Scalar]) -> [String?] {
        let texts = scalars.map { scalar in
            scalar.isNull ? nil : wallClock(scalar.description)
        }
        guard texts.allSatisfy({ $0?.hasSuffix(":00") ?? true }) else { return texts }
        return texts.map { $0.map { String($0.dropLast(3)) } }
    }

    private static func wallClock(_ text: String) -> String {
        guard let space = text.firstIndex(of: " "),
            let offset = text[space...].firstIndex(where: { $0 == "+" || $0 == "-" })
        else { return text }
        return String(text[..<offset])
    }
}
