import SegDiagnostics

/// What stands for an argument that was not given.
public enum ParameterDefault: Hashable, Sendable {
    /// The argument must be given.
    case required
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// Nanoseconds.
    case duration(Int)
    case emptyList
    /// Found by the body, which receives an absent value; the text is what documentation shows,
    /// `auto` or an expression such as `all()`.
    case computed(String)

    public static let auto = ParameterDefault.computed("auto")

    /// The value that the body receives.
    public var value: Value {
        switch self {
        case .required, .computed: .absent
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .float(let number): .double(number)
        case .string(let text): .string(text)
        case .duration(let nanoseconds): .duration(nanoseconds)
        case .emptyList: .list([])
        }
    }

    /// As documentation writes it; nil when the argument is required.
    public var text: String? {
        switch self {
        case .required: nil
        case .computed(let text): text
        default: value.literal
        }
    }
}

/// One parameter of a builtin.
public struct NativeParameter: Hashable, Sendable {
    public let name: String
    public let kind: ParameterKind
    public let `default`: ParameterDefault
    /// Whether it can be given by label only.
    public let labelOnly: Bool
    /// One sentence of documentation.
    public let summary: String
    public let literal: LiteralRule

    public init(
        _ name: String, _ kind: ParameterKind = .any, default: ParameterDefault = .required,
        labelOnly: Bool = false, literal: LiteralRule = .any, _ summary: String = ""
    ) {
        self.literal = literal
        self.name = name
        self.kind = kind
        self.default = `default`
        self.labelOnly = labelOnly
        self.summary = summary
    }

    public var isRequired: Bool { self.default == .required }

    /// What it takes, and what it is where it isn't given: `Float? = auto`.
    public var kindAndDefault: String { self.default.text.map { "\(kind.name) = \($0)" } ?? kind.name }
}

/// What a builtin does besides giving a value; cells are ordered by it.
public enum Effect: Int, Comparable, Sendable, Codable {
    case pure
    /// Draws from the cell's random stream.
    case random
    /// Reads files, the network or a registry.
    case reads
    /// Reads the clock, so that no two runs need agree.
    case clock
    /// Changes files, the network or a registry.
    case writes

    public static func < (left: Effect, right: Effect) -> Bool { left.rawValue < right.rawValue }
}

/// A builtin: the one declaration that feeds the machine, the checker, completion, help and
/// reference.
///
/// Several declarations may share a name; they are overloads on the kind of the first argument.
public struct NativeDeclaration: Sendable {
    /// `(arguments, context) throws -> result`. `Failure` and `ArgumentFailure` become diagnostics
    /// at the call or the argument.
    public typealias Body = @Sendable (Arguments, NativeContext) throws -> Value

    public let name: String
    /// The section of the documentation, `lists`.
    public let group: String
    /// One sentence of documentation.
    public let summary: String
    public let parameters: [NativeParameter]
    /// What any label that is no parameter's takes; nil when such labels are errors.
    public let openLabels: ParameterKind?
    /// How many further positional arguments of the last parameter's kind may follow.
    public let isVariadic: Bool
    /// The name of the result's kind, `Any` when it depends.
    public let result: String
    public let effect: Effect
    /// Whether the declaration is meant when any argument, not only the first, has the kind of its
    /// first parameter: `max(0, .x)`.
    public let dispatchesOnAnyArgument: Bool
    /// Lines of code for documentation.
    public let examples: [String]
    public let body: Body

    public init(
        _ name: String, group: String, _ summary: String, parameters: [NativeParameter] = [],
        openLabels: ParameterKind? = nil, isVariadic: Bool = false, result: String = "Any",
        effect: Effect = .pure, dispatchesOnAnyArgument: Bool = false, examples: [String] = [],
        body: @escaping Body
    ) {
        self.name = name
        self.group = group
        self.summary = summary
        self.parameters = parameters
        self.openLabels = openLabels
        self.isVariadic = isVariadic
        self.result = result
        self.effect = effect
        self.dispatchesOnAnyArgument = dispatchesOnAnyArgument
        self.examples = examples
        self.body = body
    }

    /// `sort(list: [Any], by: Function? = nil, descending: Bool = false) -> List`.
    public var signature: String {
        var texts = parameters.map { "\($0.name): \($0.kindAndDefault)" }
        if isVariadic, let last = texts.popLast() { texts.append(last + "…") }
        if let openLabels { texts.append("…: \(openLabels.name)") }
        return "\(name)(\(texts.joined(separator: ", "))) -> \(result)"
    }
}
