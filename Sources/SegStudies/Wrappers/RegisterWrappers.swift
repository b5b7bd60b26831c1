import SegCore

/// Adds the trained forms of all wrappers to a registry, so that saved models find their types again.
public func registerWrappers(_ registry: inout ModuleRegistry) {
    registry.add(fittedLearner: FittedPipeline.self)
    registry.add(fittedLearner: FittedTree.self)
    registry.add(fittedLearner: EarlyStopped.self)
    registry.add(fittedLearner: Thresholded.self)
    registry.add(fittedLearner: Calibrated.self)
    registry.add(fittedLearner: TargetTransformed.self)
}
