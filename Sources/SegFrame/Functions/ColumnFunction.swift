import SegDiagnostics

/// A function over columns, declared once: for the checker, the evaluator, SQL, help and reference.
public struct ColumnFunction: Sendable {
    /// What values a parameter takes.
    public struct Accepted: OptionSet, Hashable, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue }

        public static let number = Accepted(rawValue: 1)
        public static let text = Accepted(rawValue: 2)
        public static let truth = Accepted(rawValue: 4)
        public static let date = Accepted(rawValue: 8)
        public static let instant = Accepted(rawValue: 16)
        public static let duration = Accepted(rawValue: 32)
        public static let time: Accepted = [.date, .instant]
        public static let any: Accepted = [.number, .text, .truth, .date, .instant, .duration]
    }

    /// One parameter of a column function.
    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let accepts: Accepted
        /// Whether it must be one value, written in place; it may then be given by its label too.
        public let isConstant: Bool
        /// The value where it isn't given; nil if it must be.
        public let defaultValue: Scalar?
        /// Whether it may be given any number of times, at least once.
        public let isRepeated: Bool

        static func column(_ name: String, _ accepts: Accepted) -> Parameter {
            Parameter(
                name: name, accepts: accepts, isConstant: false, defaultValue: nil, isRepeated: false)
        }

        static func several(_ name: String, _ accepts: Accepted) -> Parameter {
            Parameter(
                name: name, accepts: accepts, isConstant: false, defaultValue: nil, isRepeated: true)
        }

        static func constant(
            _ name: String, _ accepts: Accepted, default value: Scalar? = nil
        ) -> Parameter {
            Parameter(
                name: name, accepts: accepts, isConstant: true, defaultValue: value,
                isRepeated: false)
        }
    }

    typealias TypeRule = @Sendable ([TypedExpression]) throws(Failure) -> ColumnType
    typealias Body = @Sendable (FunctionCall) throws(Failure) -> Column
    typealias Translation = @Sendable ([SQLPart]) -> String?

    /// The name, in snake_case.
    public let name: String
    /// Where it may stand.
    public let functionClass: FunctionClass
    public let parameters: [Parameter]
    /// What it computes, in a sentence or two.
    public let summary: String
    /// Whether it looks only at the row and earlier ones; elementwise functions do.
    public let looksOnlyBack: Bool
    /// Whether it needs an order of the rows.
    public let needsOrder: Bool
    /// Whether present arguments can give a missing result, which the verb then counts.
    let mayBeUndefined: Bool
    /// Whether the result differs from row to row even where all arguments are constants.
    let usesRowNumber: Bool
    let type: TypeRule
    let translation: Translation?
    let body: Body

    /// Whether DuckDB can compute it with the same results.
    public var hasTranslation: Bool { translation != nil }
}

extension ColumnFunction {
    static func elementwise(
        _ name: String, _ parameters: [Parameter], _ summary: String, mayBeUndefined: Bool = false,
        usesRowNumber: Bool = false, type: @escaping TypeRule, sql: Translation? = nil, body: @escaping Body
    ) -> ColumnFunction {
        ColumnFunction(
            name: name, functionClass: .elementwise, parameters: parameters, summary: summary,
            looksOnlyBack: true, needsOrder: false, mayBeUndefined: mayBeUndefined,
            usesRowNumber: usesRowNumber, type: type,
            translation: sql, body: body)
    }

    /// A function whose body gives one value for each group.
    static func aggregate(
        _ name: String, _ parameters: [Parameter], _ summary: String, type: @escaping TypeRule,
        body: @escaping Body
    ) -> ColumnFunction {
        ColumnFunction(
            name: name, functionClass: .aggregate, parameters: parameters, summary: summary,
            looksOnlyBack: false, needsOrder: false, mayBeUndefined: false,
            usesRowNumber: false, type: type,
            translation: nil, body: body)
    }

    static func ordered(
        _ name: String, _ parameters: [Parameter], _ summary: String, looksOnlyBack: Bool = true,
        needsOrder: Bool = true, type: @escaping TypeRule, body: @escaping Body
    ) -> ColumnFunction {
        ColumnFunction(
            name: name, functionClass: .ordered, parameters: parameters, summary: summary,
            looksOnlyBack: looksOnlyBack, needsOrder: needsOrder, mayBeUndefined: false,
            usesRowNumber: false, type: type,
            translation: nil, body: body)
    }

    /// The type of the first argument, single precision as double.
    static func asFirst(_ arguments: [TypedExpression]) -> ColumnType {
        let type = arguments.first?.type ?? .float64
        return type == .float32 ? .float64 : type
    }

    /// The type that holds the values of all arguments.
    static func common(_ arguments: [TypedExpression]) throws(Failure) -> ColumnType {
        try TypeRules.common(arguments) ?? .float64
    }
}

/// One use of a function as it is evaluated.
struct FunctionCall {
    let function: ColumnFunction
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
        guard let place = function.parameters.firstIndex(where: { $0.name == name }) else { return .null }
        if place < arguments.count, case .constant(let value) = arguments[place] { return value }
        return options[name] ?? function.parameters[place].defaultValue ?? .null
    }

    /// A whole number that a constant parameter gives; E408 outside the range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard case .int(let value) = constant(name), range.contains(value) else {
            throw Failure(
                "E408",
                "'\(name)' of '\(function.name)' is \(constant(name).literal), "
                    + "and must be a whole number of \(range.lowerBound) or more")
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
