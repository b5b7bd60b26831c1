import SegCore

/// Adds every estimator of this target to the modules that a program knows.
public func registerEstimators(into registry: inout ModuleRegistry) {
    registry.add(estimator: Baseline.self, fitted: [FittedBaseline.self])
    registry.add(estimator: LinearRegression.self, fitted: [FittedLinear.self])
    registry.add(estimator: Ridge.self, fitted: [FittedLinear.self])
    registry.add(estimator: GradientBoosting.self, fitted: [FittedBoosting.self])
}
