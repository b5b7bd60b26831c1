import SegCore

/// Adds all metrics to a registry.
public func registerMetrics(_ registry: inout ModuleRegistry) {
    registry.add(metric: RootMeanSquaredError.self)
    registry.add(metric: MeanAbsoluteError.self)
    registry.add(metric: MeanAbsolutePercentageError.self)
    registry.add(metric: RSquared.self)
    registry.add(metric: LogLoss.self)
    registry.add(metric: BrierScore.self)
    registry.add(metric: AreaUnderROC.self)
    registry.add(metric: AveragePrecision.self)
    registry.add(metric: Accuracy.self)
    registry.add(metric: BalancedAccuracy.self)
    registry.add(metric: Precision.self)
    registry.add(metric: Recall.self)
    registry.add(metric: F1Score.self)
    registry.add(metric: PinballLoss.self)
    registry.add(metric: DecisionCost.self)
}

/// The metrics of a kind of problem when nobody names any; the first is the primary one.
public func defaultMetrics(for kind: ProblemKind) -> [any Metric] {
    switch kind {
    case .regression: [RootMeanSquaredError(), MeanAbsoluteError()]
    case .binary: [LogLoss(), AreaUnderROC()]
    case .multiclass: [LogLoss(), Accuracy()]
    }
}
