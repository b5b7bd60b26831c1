import SegCore
import SegVM

extension ParameterKind {
    /// What the language checks for a module's parameter.
    init(_ kind: ModuleParameterKind) {
        switch kind {
        case .bool: self = .bool
        case .int: self = .int
        case .number: self = .float
        case .string: self = .string
        case .choice(let words): self = .choice(words)
        case .column: self = .column
        case .columns: self = .host("Selector")
        case .expression: self = .host("Column")
        case .scalar, .members: self = .any
        case .duration: self = .duration
        case .period: self = .either([.duration, .host("Months"), .number])
        case .step: self = .host("Pipeline")
        case .learner: self = .host("Learner")
        case .metric: self = .host("Metric")
        case .splitter: self = .host("Splitter")
        case .segments: self = .host("Segments")
        case .list(let element): self = .list(of: ParameterKind(element))
        case .dictionary(let value): self = .dictionary(of: ParameterKind(value))
        case .optional(let inner): self = .optional(ParameterKind(inner))
        case .either(let kinds): self = .either(kinds.map { ParameterKind($0) })
        }
    }
}

extension ParameterDefault {
    /// The default as the language documents it; a null default reads `auto`.
    init(_ argument: ModuleArgument?) {
        switch argument {
        case nil: self = .required
        case .null: self = .auto
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .number(let number): self = .float(number)
        case .string(let text): self = .string(text)
        case .list(let items) where items.isEmpty: self = .emptyList
        case .selector(let selector): self = .computed(selector.description)
        case .metric(let metric): self = .computed(metric.source)
        case .learner(let learner): self = .computed(learner.sourceText)
        case .splitter(let splitter): self = .computed(splitter.source)
        case .scalar(let scalar): self = .computed(scalar.literal)
        case .expression(let expression): self = .computed(expression.description)
        case .period, .list, .dictionary, .step, .segments: self = .auto
        }
    }
}

extension NativeParameter {
    init(_ parameter: ModuleParameter) {
        self.init(
            parameter.name, ParameterKind(parameter.kind), default: ParameterDefault(parameter.defaultValue),
            labelOnly: parameter.isLabelOnly, parameter.summary)
    }
}
