import SegDiagnostics

/// Evaluates expressions over the rows of a table, or over its groups.
final class Evaluator {
    /// What columns and functions refer to.
    enum Scope {
        /// A value per row; aggregates are spread over the rows of their group.
        case rows
        /// A value per group: columns are the keys, aggregates read the rows of the other table.
        case groups(rows: Table)
    }

    /// The table whose columns can be read directly.
    let table: Table
    let scope: Scope
    /// The groups that aggregates and ordered functions work in; without any, all rows are one.
    private(set) lazy var partition = givenPartition ?? .whole(table.rowCount)
    private let givenPartition: Partition?
    /// Whether the rows within groups have an order that means something.
    let isOrdered: Bool
    /// How many values came out not finite and so are missing.
    private(set) var notFinite = 0
    /// Things to tell the user that are no errors.
    private(set) var notes: [String] = []

    init(
        table: Table, scope: Scope = .rows, partition: Partition? = nil, isOrdered: Bool = false
    ) {
        self.table = table
        self.scope = scope
        givenPartition = partition
        self.isOrdered = isOrdered
    }

    /// How many values there are: rows, or groups.
    var count: Int { table.rowCount }

    /// The values of an expression, after checking its types.
    func column(_ expression: ColumnExpression) throws(Failure) -> Column {
        let type = try self.type(of: expression) ?? .float64
        return try evaluate(expression).column(count, as: type)
    }

    /// The type of an expression here.
    func type(of expression: ColumnExpression) throws(Failure) -> ColumnType? {
        guard case .groups(let rows) = scope else {
            return try TypeRules(schema: table.schema).type(of: expression)
        }
        let names = expression.referencedColumns
        let read = names.compactMap { table.schema[$0] ?? rows.schema[$0] }
        // With all columns for the message where one is unknown; else a wide table would be gone through for each expression.
        let others = { rows.schema.fields.filter { self.table.schema[$0.name] == nil } }
        let visible = Schema(read.count == names.count ? read : table.schema.fields + others())
        return try TypeRules(schema: visible, rows: rows.schema).type(of: expression)
    }

    func evaluate(_ expression: ColumnExpression) throws(Failure) -> Operand {
        switch expression {
        case .column(let name): return .column(try column(named: name))
        case .literal(let value): return .constant(value)
        case .unary(let symbol, let operand): return try unary(symbol, evaluate(operand))
        case .binary(let symbol, let left, let right):
            return try binary(symbol, evaluate(left), evaluate(right), expression)
        case .membership(let operand, let values, let negated):
            return try membership(evaluate(operand), values, negated)
        case .call(let name, let arguments, let options):
            return try call(name, arguments, options)
        case .window(let inner, let over, let order):
            return .column(try window(inner, over, order))
        }
    }

    private func column(named name: String) throws(Failure) -> Column {
        if let column = table[name] { return column }
        guard case .groups(let rows) = scope, rows[name] != nil else {
            return try table.column(name)
        }
        throw Failure(
            "E407", "'\(name)' has many values in each group",
            hint: "aggregate it, as in mean(.\(name)) or first(.\(name))")
    }

    /// Counts values that came out missing though their operands were not.
    func counting(_ column: Column, present: Bitmap?) -> Column {
        let before = present.map { $0.count - $0.setCount } ?? 0
        notFinite += max(0, column.missingCount - before)
        return column
    }

    func adopt(_ other: Evaluator) {
        notFinite += other.notFinite
        notes += other.notes
    }

    func note(_ text: String) { notes.append(text) }
}

extension Evaluator {
    /// Runs a computation of one-row columns for operands that are all constants.
    func folded(
        _ operands: [Operand], _ body: (Int) throws(Failure) -> Column
    ) throws(Failure) -> Operand {
        let areConstant = operands.allSatisfy { operand in
            if case .constant = operand { true } else { false }
        }
        guard areConstant, !operands.isEmpty else { return .column(try body(count)) }
        return .constant(try body(1)[0])
    }

    private func call(
        _ name: String, _ arguments: [ColumnExpression], _ options: [String: Scalar]
    ) throws(Failure) -> Operand {
        let function = try ColumnFunction.named(name, arguments: arguments.count)
        let expression = ColumnExpression.call(name, arguments, options: options)
        let use = FunctionUse(
            function: function, expression: expression, arguments: arguments, options: options,
            type: try type(of: expression) ?? .float64)
        switch function.functionClass {
        case .elementwise: return try elementwise(use)
        case .aggregate: return .column(try aggregate(use))
        case .ordered: return .column(try ordered(use))
        }
    }

    private func elementwise(_ use: FunctionUse) throws(Failure) -> Operand {
        let function = use.function
        let operands = try operands(use.arguments)
        return try folded(function.usesRowNumber ? [] : operands) { count throws(Failure) in
            let call = use.call(operands, count, partition)
            let result = try function.body(call)
            return function.mayBeUndefined ? counting(result, present: call.validity) : result
        }
    }

    private func aggregate(_ use: FunctionUse) throws(Failure) -> Column {
        if case .groups(let rows) = scope {
            let inner = Evaluator(table: rows, partition: partition)
            defer { adopt(inner) }
            return try inner.perGroup(use)
        }
        return try perGroup(use).taking(partition.codes.map(Int.init))
    }

    private func ordered(_ use: FunctionUse) throws(Failure) -> Column {
        guard isOrdered || !use.function.needsOrder else {
            throw Failure(
                "E407", "'\(use.function.name)' needs an order: the order of a file doesn't count",
                hint: "write .over(order: .date), or .over(.store, order: .date) within groups"
                    + (use.function.name == "row_number" ? "; range(0, count(t)) numbers rows as they come" : ""))
        }
        return try perGroup(use)
    }

    private func perGroup(_ use: FunctionUse) throws(Failure) -> Column {
        try use.function.body(use.call(operands(use.arguments), count, partition))
    }

    private func operands(_ arguments: [ColumnExpression]) throws(Failure) -> [Operand] {
        var operands: [Operand] = []
        for argument in arguments { operands.append(try evaluate(argument)) }
        return operands
    }
}
