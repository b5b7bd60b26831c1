import SegCore
import SegDiagnostics
import SegIdentity

/// Gradient boosting of decision trees on binned features, in the manner of LightGBM (Ke et al.
/// 2017).
///
/// Numbers, categories and missing values are taken as they come. Features are cut into at most 255
/// bins. Regression starts from the mean (or the median), classification from the classes' shares.
public struct GradientBoosting: Estimator, Hashable, Codable {
    /// Trees an output.
    public var rounds: Int
    public var learningRate: Double
    public var maxLeafNodes: Int
    /// Rows that each leaf has at least.
    public var minSamplesLeaf: Int
    /// Rows that each further group of a category's levels has in a split.
    public var minSamplesCategory: Int
    /// `squared_error`, `absolute_error`, `poisson` or `log_loss`; nil: by the kind of problem.
    public var loss: String?
    /// L2 penalty of a leaf's output.
    public var l2Regularization: Double
    /// Share of the rows that each tree sees, drawn without replacement.
    public var subsample: Double
    /// Share of the features that each tree sees.
    public var maxFeatures: Double

    public init(
        rounds: Int = 300, learningRate: Double = 0.05, maxLeafNodes: Int = 31,
        minSamplesLeaf: Int = 20, minSamplesCategory: Int = 100,
        loss: String? = nil, l2Regularization: Double = 0, subsample: Double = 1,
        maxFeatures: Double = 1
    ) {
        self.rounds = rounds
        self.learningRate = learningRate
        self.maxLeafNodes = maxLeafNodes
        self.minSamplesLeaf = minSamplesLeaf
        self.minSamplesCategory = minSamplesCategory
        self.loss = loss
        self.l2Regularization = l2Regularization
        self.subsample = subsample
        self.maxFeatures = maxFeatures
    }

    public var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }
    public var acceptsOffset: Bool { loss != BoostingLoss.poisson.rawValue }
    public var accepts: FeatureSupport { .everything }

    public var source: String {
        let standard = GradientBoosting()
        var call = CallText("gbdt")
        call.add("rounds", rounds, default: standard.rounds)
        call.add("learning_rate", learningRate, default: standard.learningRate)
        call.add("max_leaf_nodes", maxLeafNodes, default: standard.maxLeafNodes)
        call.add("min_samples_leaf", minSamplesLeaf, default: standard.minSamplesLeaf)
        call.add("min_samples_category", minSamplesCategory, default: standard.minSamplesCategory)
        call.add("loss", loss)
        call.add("l2_regularization", l2Regularization, default: standard.l2Regularization)
        call.add("subsample", subsample, default: standard.subsample)
        call.add("max_features", maxFeatures, default: standard.maxFeatures)
        return call.text
    }

    /// Trains all rounds. E583–E592 for samples that can't be learned from.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        var run = try BoostingRun(self, sample, context)
        let checkpoint = context.checkpoint(of: self, sample)
        checkpoint?.resumed(BoostingState.self).map { run.resume($0) }
        while run.round < rounds {
            try run.addRound(keeping: checkpoint)
            context.onRound?(run.round, rounds)
        }
        checkpoint?.finish()
        return run.fitted(rounds: rounds)
    }

    /// Trains until the loss of the validation rows has not fallen for `patience` rounds, or all
    /// rounds.
    public func fit(
        _ sample: Sample, monitor: RoundMonitor, _ context: FitContext
    ) throws -> MonitoredFit? {
        var run = try BoostingRun(self, sample, context)
        let checkpoint = context.checkpoint(of: self, sample)
        checkpoint?.resumed(BoostingState.self).map { run.resume($0) }
        var validation = try run.validation(monitor.validation)
        var curve: [Double] = []
        var best = (rounds: 0, loss: Double.infinity)
        while curve.count < rounds, curve.count - best.rounds < max(1, monitor.patience) {
            // Rounds of an earlier run are watched anew: their trees decide what the validation rows get.
            if curve.count == run.round { try run.addRound(keeping: checkpoint) }
            context.onRound?(run.round, rounds)
            try validation.add(run.trees[curve.count])
            curve.append(monitor.loss(validation.predictions))
            if let loss = curve.last, loss < best.loss - monitor.minDelta {
                best = (curve.count, loss)
            }
        }
        checkpoint?.finish()
        let rounds = best.rounds == 0 ? curve.count : best.rounds
        return MonitoredFit(fitted: run.fitted(rounds: rounds), bestRounds: rounds, curve: curve)
    }

    public func with(rounds: Int) -> (any Learner)? {
        var copy = self
        copy.rounds = rounds
        return copy
    }
}
