import SegDiagnostics
import SegFrame
import SegVM

/// The builtins for a column taken out of a table.
enum SequenceNatives {
    static let declarations = aggregates + [list, count]

    /// Every aggregate of columns also computes on a column that was taken out.
    private static var aggregates: [NativeDeclaration] {
        ColumnFunction.all.filter { $0.functionClass == .aggregate && $0.parameters.first?.isConstant == false }
            .map { function in
                NativeDeclaration(
                    function.name, group: "sequences", function.summary,
                    parameters: [.init("values", .host("Sequence"), "A column taken out of a table.")]
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
    }

    private static func aggregate(_ function: ColumnFunction, _ call: Arguments) throws -> Value {
        let sequence = try call.host(0, as: SequenceValue.self)
        let table = try Table([(name: "values", kind: nil, column: sequence.column)])
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

    private static let count = NativeDeclaration(
        "count", group: "sequences", "The number of values, missing ones included.",
        parameters: [.init("values", .host("Sequence"), "A column taken out of a table.")], result: "Int"
    ) { call, _ in
        .int(try call.host(0, as: SequenceValue.self).column.count)
    }
}
