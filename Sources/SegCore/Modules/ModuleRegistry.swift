/// All modules that a program knows: one list a kind, filled once at start-up by whoever assembles it.
public struct ModuleRegistry: Sendable {
    public private(set) var steps: [ModuleDeclaration<any Step>] = []
    public private(set) var estimators: [ModuleDeclaration<any Estimator>] = []
    public private(set) var metrics: [ModuleDeclaration<any Metric>] = []
    public private(set) var splitters: [ModuleDeclaration<any Splitter>] = []
    private var fittedSteps: [String: any FittedStep.Type] = [:]
    private var fittedLearners: [String: any FittedLearner.Type] = [:]

    public init() { fittedSteps[SegmentIndicators.archiveName] = SegmentIndicators.self }

    public mutating func add(step: any Step.Type, fitted: any FittedStep.Type) {
        steps.append(step.declaration)
        fittedSteps[fitted.archiveName] = fitted
    }

    public mutating func add(estimator: any Estimator.Type, fitted: [any FittedLearner.Type]) {
        estimators.append(estimator.declaration)
        for type in fitted { fittedLearners[type.archiveName] = type }
    }

    public mutating func add(metric: any Metric.Type) { metrics.append(metric.declaration) }

    public mutating func add(splitter: any Splitter.Type) { splitters.append(splitter.declaration) }

    /// A wrapper's trained form, which has no declaration of its own here.
    public mutating func add(fittedLearner type: any FittedLearner.Type) {
        fittedLearners[type.archiveName] = type
    }

    /// A step's further trained form, where fitting gives one of several.
    public mutating func add(fittedStep type: any FittedStep.Type) { fittedSteps[type.archiveName] = type }

    public func fittedStep(_ archiveName: String) -> (any FittedStep.Type)? { fittedSteps[archiveName] }

    public func fittedLearner(_ archiveName: String) -> (any FittedLearner.Type)? {
        fittedLearners[archiveName]
    }
}
