import SegCore

/// Adds all steps of this module to a registry.
public func registerSteps(into registry: inout ModuleRegistry) {
    registry.add(step: Prepare.self, fitted: FittedPrepare.self)
    registerCleaning(&registry)
    registerScaling(&registry)
    registerCategories(&registry)
    registerFeatures(&registry)
}

private func registerCleaning(_ registry: inout ModuleRegistry) {
    registry.add(step: Impute.self, fitted: FittedImpute.self)
    registry.add(fittedStep: FittedNeighborImpute.self)
    registry.add(step: Clip.self, fitted: FittedClip.self)
    registry.add(step: DropDuplicates.self, fitted: PassThrough.self)
    registry.add(step: DropOutliers.self, fitted: PassThrough.self)
}

private func registerScaling(_ registry: inout ModuleRegistry) {
    registry.add(step: Standardize.self, fitted: FittedStandardize.self)
    registry.add(step: RobustScale.self, fitted: FittedRobustScale.self)
    registry.add(step: MinMaxScale.self, fitted: FittedMinMaxScale.self)
    registry.add(step: PowerTransform.self, fitted: FittedPowerTransform.self)
    registry.add(step: Bin.self, fitted: FittedBin.self)
}

private func registerCategories(_ registry: inout ModuleRegistry) {
    registry.add(step: OneHot.self, fitted: FittedOneHot.self)
    registry.add(step: Ordinal.self, fitted: FittedOrdinal.self)
    registry.add(step: FrequencyEncode.self, fitted: FittedFrequencyEncode.self)
    registry.add(step: TargetEncode.self, fitted: FittedTargetEncode.self)
    registry.add(step: GroupRare.self, fitted: FittedGroupRare.self)
}

private func registerFeatures(_ registry: inout ModuleRegistry) {
    registry.add(step: Calendar.self, fitted: FittedCalendar.self)
    registry.add(step: Derive.self, fitted: FittedDerive.self)
    registry.add(step: Select.self, fitted: FittedDrop.self)
    registry.add(step: Drop.self, fitted: FittedDrop.self)
}
