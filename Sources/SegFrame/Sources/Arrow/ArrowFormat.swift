/// Type codes of the Arrow C data interface.
enum ArrowFormat {
    static let table = "+s"
    static let codes = "i"
    static let text = "U"
    static let bytes = "Z"

    /// The code of a column; a category's is that of its codes, its levels are the dictionary.
    static func code(of field: Field) -> String {
        switch field.type {
        case .int64: "l"
        case .float64: "g"
        case .float32: "f"
        case .bool: "b"
        case .string: field.kind == .image ? bytes : text
        case .category: codes
        case .date: "tdD"
        case .dateTime(let zone): "tsu:" + (zone ?? "")
        case .duration: "tDn"
        }
    }
}
