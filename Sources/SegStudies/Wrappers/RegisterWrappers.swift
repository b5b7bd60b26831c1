import SegCore

/// Adds the trained forms of all wrappers to a registry, so that saved models are read back.
public func registerWrappers(_ registry: inout ModuleRegistry) {
    registry.add(fittedLearner: FittedPipeline.self)
    registry.add(fittedLearner: FittedTree.self)
    registry.add(fittedLearner: EarlyStopped.self)
    registry.add(fittedLearner: TransformedTargetModel.self)
    registry.add(fittedLearner: ThresholdModel.self)
    registry.add(fittedLearner: CalibratedModel.self)
}
