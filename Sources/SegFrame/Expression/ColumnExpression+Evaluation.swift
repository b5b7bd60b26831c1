import SegDiagnostics

extension ColumnExpression {
    /// What the expression needs to see: the widest class of the functions in it.
    public var functionClass: FunctionClass {
        let inner = children.map(\.functionClass).max() ?? .elementwise
        switch self {
        case .window: return .ordered
        case .call(let name, let arguments, _):
            let own = ColumnFunction.find(name, arguments: arguments.count)?.functionClass
            return max(inner, own ?? .elementwise)
        case .column, .literal, .unary, .binary, .membership: return inner
        }
    }

    /// Whether everything in it that looks at other rows looks only at earlier ones.
    public var looksOnlyBack: Bool {
        if case .call(let name, let arguments, _) = self,
            let function = ColumnFunction.find(name, arguments: arguments.count),
            function.functionClass != .elementwise, !function.looksOnlyBack
        {
            return false
        }
        return children.allSatisfy(\.looksOnlyBack)
    }

    /// The type of its values on a table with this schema. E401 for an unknown column, E402 where
    /// types don't fit, E409 for an unknown function or a wrong number of arguments.
    public func resultType(in schema: Schema) throws(Failure) -> ColumnType {
        try TypeRules(schema: schema).type(of: self) ?? .float64
    }

    /// Its value in every row. E401, E402 and E409 as `resultType`, E407 where a function can't
    /// stand there, E408 where a value can't be computed.
    public func evaluate(on table: Table) throws(Failure) -> Column {
        try Evaluator(table: table).column(self)
    }

    /// True in the rows where the predicate is true, false where it is false or missing. Errors as
    /// `evaluate`; E402 where it isn't a predicate.
    public func evaluateMask(on table: Table) throws(Failure) -> [Bool] {
        try predicate(Evaluator(table: table)).array
    }

    /// The rows in which the predicate is true, ascending. Errors as `evaluateMask`.
    public func evaluateRows(on table: Table) throws(Failure) -> [Int] {
        try predicate(Evaluator(table: table)).setIndices
    }

    /// As `evaluateRows`, with what there is to say of values that have no finite result.
    func evaluateRowsWithNotes(on table: Table, for verb: String) throws(Failure) -> (rows: [Int], notes: [String]) {
        let evaluator = Evaluator(table: table)
        let answer = try truth(evaluator)
        let rows = answer.truths(table.rowCount).setIndices
        // What a condition guards against is lost to nobody.
        guard evaluator.notFinite > 0, let present = answer.validity(table.rowCount), present.setCount < present.count else { return (rows, []) }
        return (rows, ["\(verb): the condition is missing in \(present.count - present.setCount) rows, some of them for want of a finite result"])
    }

    private func predicate(_ evaluator: Evaluator) throws(Failure) -> Bitmap {
        try truth(evaluator).truths(evaluator.count)
    }

    private func truth(_ evaluator: Evaluator) throws(Failure) -> Operand {
        let table = evaluator.table
        let type = try resultType(in: table.schema)
        guard type == .bool || self == .literal(.null) else {
            throw FrameError.types(
                "'\(self)' gives \(type), not true or false",
                hint: type.isNumeric ? "compare it, as in \(self) > 0" : nil)
        }
        return try evaluator.evaluate(self)
    }

    /// E407 where the expression looks at other rows, for places that have one row only.
    public func requireElementwise(in place: String) throws(Failure) {
        guard functionClass != .elementwise else { return }
        throw Failure(
            "E407", "'\(self)' looks at other rows, which \(place) doesn't have",
            hint: "compute it with derive or summarize on a table, or use a step")
    }
}
