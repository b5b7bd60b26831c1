import SegDiagnostics

extension ColumnFunction {
    static let conversions: [ColumnFunction] = [
        elementwise(
            "float", [.column("x", [.number, .truth, .text])],
            "The number as a float; text that is no number is missing.", mayBeUndefined: true,
            type: .fixed(.float64),
            sql: SQLForm { $0[0].type?.isNumeric == true ? $0[0].float : nil }
        ) { call in
            Column(doubles: floats(call))
        },
        elementwise(
            "int", [.column("x", [.number, .truth, .text])],
            "The number without its decimals; text that is no number is missing.",
            mayBeUndefined: true, type: .fixed(.int64)
        ) { call throws(Failure) in
            if call.arguments[0].type == .int64 { return try call.column(0) }
            let truncated = Column(doubles: floats(call)).truncatedToIntegers()
            guard call.arguments[0].type?.isText == true, let numbers = truncated.int64s() else { return truncated }
            // Whole numbers beyond 2⁵³ are no floats.
            let exact = TextMap(call.arguments[0], call.count).values { Int64($0.filter { $0 != "_" }) }
            let valid = call.validity
            return Column(
                ints: (0..<call.count).map { exact[$0] ?? numbers[$0] },
                missing: (0..<call.count).map { !(valid?[$0] ?? true) || exact[$0] == nil && truncated.isMissing($0) })
        },
        elementwise(
            "text", [.column("x", .any)], "The value as text, as tables show it.",
            type: .fixed(.string)
        ) { call throws(Failure) in
            Column(strings: try call.column(0).strings())
        },
        elementwise(
            "category", [.column("x", .any)], "The value as one of a list of categories.",
            type: .fixed(.category)
        ) { call throws(Failure) in
            let column = try call.column(0)
            return column.type == .category ? column : column.cast(to: .category)
        },
    ]

    /// A number as the language and files write it: neither `0x10` nor `inf`.
    @Sendable
    private static func decimal(_ text: String) -> Double? {
        text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) } ? Double(text) : nil
    }

    private static func floats(_ call: FunctionCall) -> [Double] {
        let operand = call.arguments[0]
        if operand.type?.isText == true {
            let numbers = TextMap(operand, call.count).values(Self.decimal)
            let valid = call.validity
            return (0..<call.count).map { valid?[$0] ?? true ? numbers[$0] ?? .nan : .nan }
        }
        let valid = call.validity
        let values = operand.doubles
        return (0..<call.count).map { valid?[$0] ?? true ? values[$0] : .nan }
    }
}
