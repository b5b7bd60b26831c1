import SegDiagnostics

/// Kinds and conversions between them.
enum KindBuiltins {
    static let all = [kind, int, float, string, bool]

    private static let kind = NativeDeclaration(
        "kind", group: "conversion", "The name of a value's kind.",
        parameters: [NativeParameter("value", .any, "Any value.")], result: "String",
        examples: ["kind(2.5)    // \"Float\""]
    ) { arguments, _ in .string(arguments[0].kindName) }

    private static let int = NativeDeclaration(
        "int", group: "conversion", "An Int of a Float without a fraction, a text or a Bool.",
        parameters: [
            NativeParameter(
                "value", .either([.number, .string, .bool]),
                "A number, a text such as \"-12\", or a Bool, which gives 0 or 1.")
        ], result: "Int", examples: ["int(\"12\")", "int(round(2.6))"]
    ) { arguments, _ in
        switch arguments[0] {
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .double(let number):
            guard let exact = Int(exactly: number) else {
                throw ArgumentFailure(
                    0, "E321", "\(number) is no Int",
                    hint: abs(number) < 0x1p53 ? "round, floor or ceil it first" : "an Int goes to 9,223,372,036,854,775,807")
            }
            return .int(exact)
        case .string(let text):
            guard let number = Int(text.text.filter { $0 != "_" }) else {
                throw unreadable(text, "Int")
            }
            return .int(number)
        default: return arguments[0]
        }
    }

    private static let float = NativeDeclaration(
        "float", group: "conversion", "A Float of an Int or a text.",
        parameters: [
            NativeParameter(
                "value", .either([.number, .string]), "A number or a text such as \"2.5\".")
        ], result: "Float", examples: ["float(\"2.5\")"]
    ) { arguments, _ in
        if let number = arguments[0].asDouble { return .double(number) }
        let text = try arguments.text(0)
        guard let number = Double(text.text), number.isFinite, isPlainNumber(text) else {
            throw unreadable(text, "Float")
        }
        return .double(number)
    }

    private static let string = NativeDeclaration(
        "string", group: "conversion", "A value as text, as print writes it, and lists in full however long they are.",
        parameters: [NativeParameter("value", .any, literal: .noColumn, "Any value; of a column text(…) makes text.")],
        result: "String", examples: ["string(12)"]
    ) { arguments, _ in
        if let object = arguments[0].asHost, object.isSymbolic {
            let failure = LiteralRule.noSingleValue(object.display)
            throw ArgumentFailure(0, "E305", failure.message, hint: failure.hint)
        }
        return .string(arguments[0].text)
    }

    private static let bool = NativeDeclaration(
        "bool", group: "conversion", "A Bool of \"true\" or \"false\", or of 1 or 0.",
        parameters: [
            NativeParameter("value", .either([.bool, .int, .string]), "What to convert.")
        ],
        result: "Bool", examples: ["bool(\"true\")"]
    ) { arguments, _ in
        switch arguments[0] {
        case .bool: return arguments[0]
        case .int(let number) where number == 0 || number == 1: return .bool(number == 1)
        default:
            switch arguments[0].display {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default:
                throw ArgumentFailure(
                    0, "E321", "\(arguments[0].excerpt) is no Bool",
                    hint: "it is true, false, 1 or 0")
            }
        }
    }

    /// Digits, signs, a point and an exponent only: no `nan`, `inf` or hexadecimal.
    private static func isPlainNumber(_ text: StringObject) -> Bool {
        text.bytes.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
    }

    private static func unreadable(_ text: StringObject, _ kind: String) -> ArgumentFailure {
        ArgumentFailure(
            0, "E321",
            "\(Value.string(text).excerpt) can't be read as \(ValueKind.withArticle(kind))")
    }
}
