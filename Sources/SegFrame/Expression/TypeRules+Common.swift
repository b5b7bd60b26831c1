import SegDiagnostics

extension TypeRules {
    /// The type of the first argument, single precision as double.
    static func asFirst(_ arguments: [TypedExpression]) -> ColumnType {
        let type = arguments.first?.type ?? .float64
        return type == .float32 ? .float64 : type
    }

    /// The type that holds the values of all: floats for mixed numbers; categories for literal
    /// texts beside categories or each other.
    static func common(_ parts: [TypedExpression]) throws(Failure) -> ColumnType? {
        var result: ColumnType?
        for part in parts {
            guard var next = part.type else { continue }
            if part.isLiteral, next == .string { next = .category }
            if next == .float32 { next = .float64 }
            guard let type = result, type != next else {
                result = next
                continue
            }
            if type.isNumeric, next.isNumeric {
                result = .float64
            } else if type.isText, next.isText {
                result = .string
            } else {
                let listed = parts.map(\.described).joined(separator: ", ")
                throw FrameError.types("values of one type are needed, not \(listed)")
            }
        }
        return result
    }
}
