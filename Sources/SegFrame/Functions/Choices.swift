import SegDiagnostics

extension ColumnFunction {
    static let choices: [ColumnFunction] = [
        conditional, firstPresent, missingTest, extreme("min", .less), extreme("max", .greater),
    ]

    private static let conditional = elementwise(
        "when", [.column("condition", .truth), .column("then", .any), .column("otherwise", .any)],
        "One value where the condition is true, another where it is false or missing.",
        type: .computed { arguments throws(Failure) in
            try TypeRules.common(Array(arguments.dropFirst())) ?? .float64
        },
        sql: SQLForm { parts in
            guard parts[1].type == parts[2].type else { return nil }
            return "CASE WHEN \(parts[0].text) THEN \(parts[1].typed) ELSE \(parts[2].typed) END"
        }
    ) { call throws(Failure) in
        try Choice.choose(
            call.arguments[0].truths(call.count), call.arguments[1], call.arguments[2], call.type)
    }

    private static let firstPresent = elementwise(
        "coalesce", [.several("x", .any)], "The first value that isn't missing.", type: .common,
        sql: SQLForm { parts in
            guard parts.allSatisfy({ $0.type == parts[0].type }) else { return nil }
            return "coalesce(\(parts.map(\.typed).joined(separator: ", ")))"
        }
    ) { call throws(Failure) in
        try Choice.firstPresent(call.arguments, call.count, call.type)
    }

    private static let missingTest = elementwise(
        "is_missing", [.column("x", .any)], "Whether there is no value.", type: .fixed(.bool),
        sql: SQLForm { "(\($0[0].text) IS NULL)" }
    ) { call in
        guard let valid = call.validity else {
            return Column(bool: Bitmap(count: call.count, repeating: false))
        }
        return Column(bool: ~valid)
    }

    /// The least or greatest of several values in a row.
    private static func extreme(_ name: String, _ symbol: BinaryOperator) -> ColumnFunction {
        let word = name == "min" ? "least" : "greatest"
        let accepted: Accepted = [.number, .date, .instant, .duration]
        return elementwise(
            name, [.column("x", accepted), .several("others", accepted)],
            "The \(word) of several values in a row; missing if any is.",
            type: .common
        ) { call throws(Failure) in
            var result = try call.arguments[0].column(call.count, as: call.type)
            for argument in call.arguments.dropFirst() {
                let other = try argument.column(call.count, as: call.type)
                let evaluator = Evaluator(
                    table: try Table([("a", nil, result), ("b", nil, other)]))
                let wins = ColumnExpression.binary(symbol, .column("b"), .column("a"))
                let bits = try evaluator.evaluate(wins).truths(call.count)
                let present = Bitmap.both(result.validity, other.validity)
                result = try Choice.choose(bits, .column(other), .column(result), call.type)
                if let present { result = result.masked(by: present) }
            }
            return result
        }
    }
}
