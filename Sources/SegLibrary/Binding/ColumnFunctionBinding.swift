import SegDiagnostics
import SegFrame
import SegVM

/// Makes builtins of the language from the registry of column functions.
enum ColumnFunctionBinding {
    static let declarations: [NativeDeclaration] = ColumnFunction.all.map(declaration) + [over, named, part, same]

    private static func declaration(_ function: ColumnFunction) -> NativeDeclaration {
        NativeDeclaration(
            function.name, group: "column functions", function.summary,
            parameters: function.parameters.map(parameter), isVariadic: function.parameters.last?.isRepeated ?? false,
            result: "Column", dispatchesOnAnyArgument: true
        ) { call, _ in
            let expression = try expression(function, call)
            return try value(of: expression, function, call).map { Value($0) } ?? .column(expression)
        }
    }

    /// What an elementwise function of plain values gives: a plain value too.
    private static func value(
        of expression: ColumnExpression, _ function: ColumnFunction, _ call: Arguments
    ) throws -> Scalar? {
        guard function.functionClass == .elementwise, !function.usesRowNumber, call.count > 0,
            (0..<call.count).allSatisfy({ (call[$0].asHost as? ColumnValue)?.isConstant ?? true })
        else { return nil }
        let row = try Table([("", nil, Column(ints: [0]))])
        return try row.derive([NamedExpression("value", expression)]).column("value")[0]
    }

    private static func parameter(_ parameter: ColumnFunction.Parameter) -> NativeParameter {
        let fallback: ParameterDefault =
            parameter.defaultValue.map { .computed($0.literal) } ?? .required
        return NativeParameter(
            parameter.name, parameter.isConstant ? .any : .column, default: fallback,
            parameter.isConstant ? "One value for all rows." : "A column expression, or one value.")
    }

    /// Constants stand behind the columns while all are given, and are labelled from the first gap on.
    private static func expression(_ function: ColumnFunction, _ call: Arguments) throws -> ColumnExpression {
        var arguments: [ColumnExpression] = []
        var options: [String: Scalar] = [:]
        var hasGap = false
        for position in 0..<call.count {
            guard call.isGiven(position) else {
                hasGap = true
                continue
            }
            guard let argument = ColumnExpression(call[position]) else {
                throw ArgumentFailure(
                    position, "E411", "\(function.name) takes columns and single values, not \(call[position].kindPhrase)")
            }
            if hasGap, case .literal(let value) = argument, position < function.parameters.count {
                options[function.parameters[position].name] = value
            } else {
                arguments.append(argument)
            }
        }
        return .call(function.name, arguments, options: options)
    }

    /// `.sales.lag(7).over(.store, order: .date)`.
    private static let over = NativeDeclaration(
        "over", group: "column functions",
        "Computes an expression within the rows that share values, in an order.",
        parameters: [
            .init("expression", .column, "An expression with aggregate or ordered functions."),
            .init(
                "by", .either([.column, .list(of: .column)]), default: .auto,
                "Columns whose values the rows of a group share; without them all rows are one group."),
            .init(
                "order", .either([.column, .list(of: .column)]), default: .auto, labelOnly: true,
                "Columns by which rows are ordered, ascending."),
        ],
        isVariadic: false, result: "Column", examples: ["t |> derive(before: .sales.lag(7).over(.store, order: .day))"]
    ) { call, _ in
        try .column(
            .window(
                call.expression(0), over: call.expressions(1), order: call.expressions(2)))
    }

    private static let named = NativeDeclaration(
        "col", group: "column functions", "The column whose name is a text.",
        parameters: [.init("name", .string, "The column's name.")], result: "Column",
        examples: ["t |> derive([name: col(name) * 2])"]
    ) { call, _ in
        try .column(.column(call.string(0)))
    }
}

extension ColumnFunctionBinding {
    /// `.address.part("city")`: a struct is read as a column for each part.
    fileprivate static let part = NativeDeclaration(
        "part", group: "column functions",
        "A part of a structured column. Files give each part as a column of its own, `address.city`; this names it.",
        parameters: [.init("column", .column, "A column, or a part of one."), .init("name", .string, "The part's name.")],
        result: "Column", examples: ["t |> filter(.address.part(\"city\") == \"Rome\")"]
    ) { call, _ in
        try .column(.column(FlatColumn.name(of: call.string(1), in: call.columnName(0))))
    }

    /// `==` between columns is a column; this tells whether two expressions are the same.
    fileprivate static let same = NativeDeclaration(
        "same", group: "column functions", "Whether two column expressions are written alike.",
        parameters: [
            .init("first", .column, "An expression."), .init("second", .column, "Another one."),
        ], result: "Bool", examples: ["same(.x + 1, .x + 1)    // true"]
    ) { call, _ in
        .bool(try call.expression(0) == call.expression(1))
    }
}

extension Arguments {
    /// A column expression, or one value for all rows.
    func expression(_ position: Int) throws -> ColumnExpression {
        guard let expression = ColumnExpression(self[position]) else {
            throw ArgumentFailure(
                position, "E411", "expected a column expression such as .price * 2, not \(self[position].kindPhrase)")
        }
        return expression
    }

    /// A column expression or a list of them; none where the argument is left out.
    func expressions(_ position: Int) throws -> [ColumnExpression] {
        guard isGiven(position), !self[position].isNull else { return [] }
        guard let list = self[position].asList else { return [try expression(position)] }
        return try list.values.map { item in
            guard let expression = ColumnExpression(item) else {
                throw ArgumentFailure(position, "E411", "expected columns, not \(item.kindPhrase)")
            }
            return expression
        }
    }

    /// The name of a bare column.
    func columnName(_ position: Int) throws -> String {
        guard let name = (self[position].asHost as? ColumnValue)?.bareName else {
            throw ArgumentFailure(
                position, "E411", "expected a bare column such as .price, not \(self[position].display)",
                hint: self[position].asString.map { "write .\($0)" })
        }
        return name
    }

    /// The names of bare columns: one or a list; none where the argument is left out.
    func columnNames(_ position: Int) throws -> [String] {
        guard isGiven(position), !self[position].isNull else { return [] }
        if let text = self[position].asString { return [text] }
        guard let list = self[position].asList else { return [try columnName(position)] }
        return try list.values.map { item in
            if let name = (item.asHost as? ColumnValue)?.bareName ?? item.asString { return name }
            throw ArgumentFailure(position, "E411", "expected bare columns such as .price, not \(item.display)")
        }
    }

    func table(_ position: Int) throws -> Table { try host(position, as: TableValue.self).table }

    func selector(_ position: Int) throws -> Selector {
        guard let selector = Selector(self[position]) else {
            throw ArgumentFailure(
                position, "E411", "expected columns, a selector, or a list of them, not \(self[position].kindPhrase)")
        }
        return selector
    }
}
