import SegCore

/// Adds every estimator of this target to the modules that a program knows.
public func registerEstimators(into registry: inout ModuleRegistry) {
    registry.add(estimator: GradientBoosting.self, fitted: [FittedBoosting.self])
}
