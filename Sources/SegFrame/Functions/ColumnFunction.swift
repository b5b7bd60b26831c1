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
                name: name, accepts: accepts, isConstant: false, defaultValue: nil,
                isRepeated: false)
        }

        static func several(_ name: String, _ accepts: Accepted) -> Parameter {
            Parameter(
                name: name, accepts: accepts, isConstant: false, defaultValue: nil, isRepeated: true
            )
        }

        static func constant(
            _ name: String, _ accepts: Accepted, default value: Scalar? = nil
        ) -> Parameter {
            Parameter(
                name: name, accepts: accepts, isConstant: true, defaultValue: value,
                isRepeated: false)
        }
    }

    /// How the type of the result follows from the arguments.
    enum ResultType: Sendable {
        case fixed(ColumnType)
        /// The type of the first argument, single precision as double.
        case asFirst
        /// The type that holds the values of all arguments.
        case common
        case computed(@Sendable ([TypedExpression]) throws(Failure) -> ColumnType)
    }

    typealias Body = @Sendable (FunctionCall) throws(Failure) -> Column

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
    public let usesRowNumber: Bool
    let type: ResultType
    let translation: SQLForm?
    let body: Body

    /// Whether DuckDB can compute it with the same results.
    public var hasTranslation: Bool { translation != nil }
}

extension ColumnFunction {
    static func elementwise(
        _ name: String, _ parameters: [Parameter], _ summary: String, mayBeUndefined: Bool = false,
        usesRowNumber: Bool = false, type: ResultType, sql: SQLForm? = nil, body: @escaping Body
    ) -> ColumnFunction {
        ColumnFunction(
            name: name, functionClass: .elementwise, parameters: parameters, summary: summary,
            looksOnlyBack: true, needsOrder: false, mayBeUndefined: mayBeUndefined,
            usesRowNumber: usesRowNumber, type: type,
            translation: sql, body: body)
    }

    /// A function whose body gives one value for each group.
    static func aggregate(
        _ name: String, _ parameters: [Parameter], _ summary: String, type: ResultType,
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
        needsOrder: Bool = true, type: ResultType, body: @escaping Body
    ) -> ColumnFunction {
        ColumnFunction(
            name: name, functionClass: .ordered, parameters: parameters, summary: summary,
            looksOnlyBack: looksOnlyBack, needsOrder: needsOrder, mayBeUndefined: false,
            usesRowNumber: false, type: type,
            translation: nil, body: body)
    }
}

extension ColumnFunction.ResultType {
    /// The type for these arguments.
    func type(_ arguments: [TypedExpression]) throws(Failure) -> ColumnType {
        switch self {
        case .fixed(let type): type
        case .asFirst: TypeRules.asFirst(arguments)
        case .common: try TypeRules.common(arguments) ?? .float64
        case .computed(let rule): try rule(arguments)
        }
    }
}
