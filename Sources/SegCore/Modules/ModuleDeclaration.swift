import SegDiagnostics

/// The one declaration of a module (step, estimator, metric, splitter, wrapper).
///
/// It feeds the binding into the language, checks before a run, completion, help and the reference.
public struct ModuleDeclaration<Product: Sendable>: Sendable {
    public let name: String
    public let version: Int
    /// One sentence: what it does.
    public let summary: String
    /// The paper or book that the method comes from, where there is one.
    public let reference: String?
    public let parameters: [ModuleParameter]
    /// Whether any label is taken, each naming a column: `derive(z: .x + 1)`.
    public let hasOpenLabels: Bool
    public let make: @Sendable (ModuleArguments) throws -> Product

    public init(
        name: String, version: Int = 1, summary: String, reference: String? = nil,
        parameters: [ModuleParameter] = [], hasOpenLabels: Bool = false,
        make: @escaping @Sendable (ModuleArguments) throws -> Product
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.reference = reference
        self.parameters = parameters
        self.hasOpenLabels = hasOpenLabels
        self.make = make
    }

    /// `impute@1`.
    public var versionedName: String { "\(name)@\(version)" }
}

/// One parameter of a module.
public struct ModuleParameter: Sendable {
    public let name: String
    public let kind: ModuleParameterKind
    /// nil: it must be given. `.null` stands for "chosen by the module".
    public let defaultValue: ModuleArgument?
    /// Given by its label only, never by position.
    public let isLabelOnly: Bool
    /// One sentence.
    public let summary: String

    public init(
        _ name: String, _ kind: ModuleParameterKind, default defaultValue: ModuleArgument? = nil,
        labelOnly: Bool = true, _ summary: String
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        isLabelOnly = labelOnly
        self.summary = summary
    }
}

/// What a parameter takes.
public indirect enum ModuleParameterKind: Hashable, Sendable {
    case bool
    case int(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case string
    /// One of some fixed words.
    case choice([String])
    /// A bare column, `.price`.
    case column
    /// A column, a selector, or a list of them.
    case columns
    /// A column expression.
    case expression
    /// A date, number, string or the like.
    case scalar
    /// Nanoseconds.
    case duration
    /// A duration or a number of months, as `months(1)` gives.
    case period
    case step, learner, metric, splitter
    /// Learners by name, or names of a study's learners.
    case members
    case segments
    case list(ModuleParameterKind)
    case dictionary(ModuleParameterKind)
    /// nil is allowed beside the kind.
    case optional(ModuleParameterKind)
    case either([ModuleParameterKind])
}
