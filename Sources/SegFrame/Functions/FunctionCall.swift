import SegDiagnostics

/// One use of a function in an expression.
struct FunctionUse {
    let function: ColumnFunction
    /// The call, for messages.
    let expression: ColumnExpression
    let arguments: [ColumnExpression]
    /// Constant parameters given by label.
    let options: [String: Scalar]
    /// The type to give.
    let type: ColumnType

    /// The use on values; an elementwise one never asks for the groups.
    func call(
        _ operands: [Operand], _ count: Int, _ partition: @autoclosure () -> Partition
    ) -> FunctionCall {
        FunctionCall(
            function: function, expression: expression, arguments: operands, options: options,
            count: count, type: type,
            partition: function.functionClass == .elementwise ? .whole(0) : partition())
    }
}

/// One use of a function as it is evaluated.
struct FunctionCall {
    let function: ColumnFunction
    /// The call, for messages.
    let expression: ColumnExpression
    let arguments: [Operand]
    /// Constant parameters given by label.
    let options: [String: Scalar]
    /// How many rows there are.
    let count: Int
    /// The type to give.
    let type: ColumnType
    /// The groups, and the order within them.
    let partition: Partition

    /// An argument with a value per row.
    func column(_ index: Int) throws(Failure) -> Column {
        let type = arguments[index].type ?? .float64
        return try arguments[index].column(count, as: type == .float32 ? .float64 : type)
    }

    /// The value of a constant parameter: positional, by label, or its default.
    func constant(_ name: String) -> Scalar {
        guard let place = function.parameters.firstIndex(where: { $0.name == name }) else {
            return .null
        }
        if place < arguments.count, case .constant(let value) = arguments[place] { return value }
        return options[name] ?? function.parameters[place].defaultValue ?? .null
    }

    /// A whole number that a constant parameter gives; E408 outside the range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard case .int(let value) = constant(name), range.contains(value) else {
            throw Failure(
                "E408",
                "'\(name)' of '\(function.name)' is \(constant(name).literal), "
                    + "and must be a whole number "
                    + (range.upperBound == .max ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"))
        }
        return value
    }

    /// Where all arguments are present; nil where they are everywhere.
    var validity: Bitmap? {
        var present: Bitmap?
        for argument in arguments { present = Bitmap.both(present, argument.validity(count)) }
        return present
    }
}
