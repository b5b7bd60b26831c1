import SegCore
import SegDiagnostics

/// A single decision tree (Breiman et al. 1984): squared error in a regression, Gini in a
/// classification.
///
/// Numbers are parted midway between values that occur, categories by sets of levels, and missing
/// values go to the side that fits better. Features with more than 65,000 distinct values are cut
/// into bins.
public struct DecisionTree: Estimator, Hashable, Codable {
    /// Questions on the longest way to a leaf; nil for no limit.
    public var maxDepth: Int?
    public var minSamplesLeaf: Int

    public init(maxDepth: Int? = nil, minSamplesLeaf: Int = 1) {
        self.maxDepth = maxDepth
        self.minSamplesLeaf = minSamplesLeaf
    }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "decision_tree", summary: "One decision tree.", reference: "Breiman et al. 1984",
        parameters: [
            ModuleParameter(
                "max_depth", .optional(.int(1...1000)), default: .null,
                "Questions on the longest way to a leaf; nil for no limit."),
            ModuleParameter(
                "min_samples_leaf", .int(1...1_000_000_000), default: .int(1),
                "Rows that a leaf has at least."),
        ],
        make: {
            DecisionTree(
                maxDepth: try $0.optionalInt("max_depth", in: 1...1000),
                minSamplesLeaf: try $0.int("min_samples_leaf", in: 1...1_000_000_000))
        })

    public var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }
    public var accepts: FeatureSupport { .everything }

    public var source: String {
        var call = CallText("decision_tree")
        call.add("max_depth", maxDepth)
        call.add("min_samples_leaf", minSamplesLeaf, default: 1)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        let features = try RankedFeatures(
            matrix, maxBins: RankedFeatures.exactLimit, pool: context.pool)
        var builder = TreeBuilder(
            features, SplitTarget(rows), maxDepth: maxDepth, minRows: minSamplesLeaf,
            maxFeatures: features.featureCount, random: context.random)
        return FittedTrees(
            encoder: encoder, outputs: sample.problem.outputCount, trees: builder.grow())
    }
}
