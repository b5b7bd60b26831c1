/// Type codes of the Arrow C data interface.
enum ArrowFormat {
    static let table = "+s"
    static let codes = "i"
    static let text = "U"

    /// The code of a column; a category's is that of its codes, its levels are the dictionary.
    static func code(of field: Field, _ column: Column) -> String {
        switch field.type {
        case .int64: "l"
        case .float64: "g"
        case .float32: "f"
        case .bool: "b"
        case .string: code(ofTexts: column, areBytes: field.kind == .image)
        case .category: codes
        case .date: "tdD"
        case .dateTime(let zone): "tsu:" + (zone ?? "")
        case .duration: "tDn"
        }
    }

    /// The small letters have offsets of 32 bits.
    private static func code(ofTexts column: Column, areBytes: Bool) -> String {
        if case .narrow? = column.stringStorage?.offsets { areBytes ? "z" : "u" } else { areBytes ? "Z" : text }
    }
}
