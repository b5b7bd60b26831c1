import SegDiagnostics
import SegFrame
import SegVM

/// The builtins for a column taken out of a table.
enum SequenceNatives {
    static let declarations = aggregates + [list]

    private static var functions: [ColumnFunction] {
        ColumnFunction.all.filter {
            $0.functionClass == .aggregate && $0.parameters.first?.isConstant == false
        }
    }

    /// Every aggregate of columns also computes on a column that was taken out, and on a list where the
    /// language itself has no function of that name.
    private static var aggregates: [NativeDeclaration] {
        functions.map { declaration($0, of: .host("Sequence"), "A column taken out of a table.") }
            + functions.filter { Registry.core[$0.name] == nil }
            .map { declaration($0, of: .list(of: .any), "Numbers, texts or dates; nil is missing.") }
    }

    private static func declaration(
        _ function: ColumnFunction, of kind: ParameterKind, _ summary: String
    ) -> NativeDeclaration {
        NativeDeclaration(
            function.name, group: "sequences", function.summary,
            parameters: [.init("values", kind, summary)]
                + function.parameters.dropFirst().map { parameter in
                    NativeParameter(
                        parameter.name, .any,
                        default: parameter.defaultValue.map { .computed($0.literal) } ?? .required)
                },
            result: "Any"
        ) { call, _ in
            try aggregate(function, call)
        }
    }

    private static func column(_ call: Arguments) throws -> Column {
        if let sequence = call[0].asHost as? SequenceValue { return sequence.column }
        let scalars = try call.list(0).values.map { value in
            guard let scalar = Scalar(value) else {
                throw ArgumentFailure(0, "E305", "expected numbers, texts or dates, not \(value.kindPhrase)")
            }
            return scalar
        }
        return try Column(scalars: scalars)
    }

    private static func aggregate(_ function: ColumnFunction, _ call: Arguments) throws -> Value {
        let table = try Table([(name: "values", kind: nil, column: try column(call))])
        var arguments: [ColumnExpression] = [.column("values")]
        for position in 1..<max(1, call.count) where call.isGiven(position) {
            arguments.append(.literal(Scalar(call[position]) ?? .null))
        }
        let expression = ColumnExpression.call(function.name, arguments, options: [:])
        let result = try table.summarize([NamedExpression("result", expression)])
        return Value(try result.column("result")[0])
    }

    private static let list = NativeDeclaration(
        "to_list", group: "sequences", "The values of a column as a list.",
        parameters: [.init("values", .host("Sequence"), "A column taken out of a table.")], result: "List"
    ) { call, _ in
        .list(try call.host(0, as: SequenceValue.self).column.scalars().map { Value($0) })
    }
}
