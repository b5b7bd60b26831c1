import Foundation
import SegCore
import SegDiagnostics
import SegTensor

/// The mean of many trees, each on a bootstrap of the rows and a random choice of features at each
/// node (Breiman 2001).
///
/// Above 10,000 rows features are cut into at most 255 bins. Trees grow side by side, each from a
/// random stream of its own; those of a fit that is cut off are kept.
public struct RandomForest: Estimator, Hashable, Codable {
    /// Rows up to which every value may part a node.
    private static let exactRows = 10_000

    public var estimators: Int
    /// Features that a node tries; nil: the root of their number in a classification, a third in a
    /// regression.
    public var maxFeatures: Int?
    public var minSamplesLeaf: Int

    public init(estimators: Int = 300, maxFeatures: Int? = nil, minSamplesLeaf: Int = 1) {
        self.estimators = estimators
        self.maxFeatures = maxFeatures
        self.minSamplesLeaf = minSamplesLeaf
    }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "random_forest",
        summary: "The mean of many decision trees on random rows and features.",
        reference: "Breiman 2001",
        parameters: [
            ModuleParameter(
                "n_estimators", .int(1...100_000), default: .int(300), "How many trees."),
            ModuleParameter(
                "max_features", .optional(.int(1...1_000_000)), default: .null,
                "Features that a node tries; auto: the root of their number, or a third."
            ),
            ModuleParameter(
                "min_samples_leaf", .int(1...1_000_000_000), default: .int(1),
                "Rows that a leaf has at least."),
        ],
        make: {
            RandomForest(
                estimators: try $0.int("n_estimators", in: 1...100_000),
                maxFeatures: try $0.optionalInt("max_features", in: 1...1_000_000),
                minSamplesLeaf: try $0.int("min_samples_leaf", in: 1...1_000_000_000))
        })

    public var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }
    public var accepts: FeatureSupport { .everything }

    public var source: String {
        var call = CallText("random_forest")
        call.add("n_estimators", estimators, default: 300)
        call.add("max_features", maxFeatures)
        call.add("min_samples_leaf", minSamplesLeaf, default: 1)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        let maxBins =
            sample.rowCount > Self.exactRows ? BinnedFeatures.maxBins : RankedFeatures.exactLimit
        let features = try RankedFeatures(matrix, maxBins: maxBins, pool: context.pool)
        let target = SplitTarget(rows)
        let tried = triedFeatures(of: features.featureCount, sample.problem.kind)
        let kept = KeptTrees(context.checkpoint(of: self, sample), count: estimators) {
            $0.treeCount == 1 && $0.featureCount == features.featureCount && $0.outputCount == target.outputCount
        }
        let trees = try kept.whole {
            try context.pool.map(estimators) { number in
                try kept.tree(number) {
                    try context.stop.check()
                    let random = context.random.child("tree").child(number)
                    let bootstrap = Self.bootstrap(target.weights, random.child("rows"))
                    var builder = TreeBuilder(
                        features, target.replacing(weights: bootstrap), maxDepth: nil, minRows: minSamplesLeaf,
                        maxFeatures: tried, random: random.child("features"))
                    return builder.grow()
                }
            }
        }
        return FittedTrees(
            encoder: encoder, outputs: sample.problem.outputCount,
            trees: TreeEnsemble(
                joining: trees, featureCount: features.featureCount, outputCount: target.outputCount
            ))
    }

    private func triedFeatures(of count: Int, _ kind: ProblemKind) -> Int {
        if let maxFeatures { return min(count, maxFeatures) }
        let share = kind == .regression ? Double(count) / 3 : Double(count).squareRoot()
        return max(1, Int(share.rounded(.up)))
    }

    /// The weight of each row times how often it was drawn, of as many draws as there are rows.
    private static func bootstrap(_ weights: [Double], _ random: RandomStream) -> [Double] {
        var random = random
        var counts = [Double](repeating: 0, count: weights.count)
        var total = 0.0
        // A draw of rows without weight only would leave nothing to learn from.
        while total == 0 {
            for _ in weights.indices { counts[random.nextInt(below: weights.count)] += 1 }
            total = zip(counts, weights).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return zip(counts, weights).map { $0 * $1 }
    }
}
