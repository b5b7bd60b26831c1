import SegCore

/// Adds every estimator of this target to the modules that a program knows.
public func registerEstimators(into registry: inout ModuleRegistry) {
    registry.add(estimator: Baseline.self, fitted: [FittedBaseline.self])
    registry.add(estimator: LinearRegression.self, fitted: [FittedLinear.self])
    registry.add(estimator: Ridge.self, fitted: [FittedLinear.self])
    registry.add(estimator: Lasso.self, fitted: [FittedLinear.self])
    registry.add(estimator: ElasticNet.self, fitted: [FittedLinear.self])
    registry.add(estimator: LogisticRegression.self, fitted: [FittedLogistic.self])
    registry.add(estimator: NearestNeighbors.self, fitted: [FittedNeighbors.self])
    registry.add(estimator: NaiveBayes.self, fitted: [FittedNaiveBayes.self])
    registry.add(estimator: DecisionTree.self, fitted: [FittedTrees.self])
    registry.add(estimator: RandomForest.self, fitted: [FittedTrees.self])
    registry.add(estimator: GradientBoosting.self, fitted: [FittedBoosting.self])
}
