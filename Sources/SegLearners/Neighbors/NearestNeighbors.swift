import SegCore
import SegDiagnostics
import SegTensor

/// The mean of the nearest training rows, or their shares of the classes (Fix and Hodges 1951).
///
/// Distances are Euclidean in the columns as they are given; columns of unlike scale should be
/// standardised before. A row weight counts a neighbour so many times.
public struct NearestNeighbors: Estimator, Hashable, Codable {
    /// How neighbours count.
    public enum Weighting: String, Hashable, Sendable, Codable, CaseIterable {
        case uniform
        /// By the inverse of their distance; rows at no distance count alone.
        case distance
    }

    public var neighbors: Int
    public var weighting: Weighting

    public init(neighbors: Int = 5, weighting: Weighting = .uniform) {
        self.neighbors = neighbors
        self.weighting = weighting
    }

    public static let declaration = ModuleDeclaration<any Estimator>(
        name: "knn", summary: "Predicts from the nearest training rows.",
        reference: "Fix and Hodges 1951; Bentley 1975 for the search",
        parameters: [
            ModuleParameter("n_neighbors", .int(1...1_000_000), default: .int(5), "How many rows."),
            ModuleParameter(
                "weights", .choice(Weighting.allCases.map(\.rawValue)), default: .string("uniform"),
                "Whether near rows count more: uniform or distance."),
        ],
        make: { arguments in
            let words = Weighting.allCases.map(\.rawValue)
            return NearestNeighbors(
                neighbors: try arguments.int("n_neighbors", in: 1...1_000_000),
                weighting: Weighting(rawValue: try arguments.choice("weights", of: words))
                    ?? .uniform)
        })

    public var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }

    public var source: String {
        var call = CallText("knn")
        call.add("n_neighbors", neighbors, default: 5)
        call.add("weights", weighting.rawValue, default: Weighting.uniform.rawValue)
        return call.text
    }

    /// E583–E590 for samples that can't be learned from. With fewer rows than neighbours all count.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let rows = try TrainingRows(sample, for: self)
        let (encoder, matrix) = try FeatureEncoder.fit(sample)
        try matrix.requireCompleteNumbers(for: name)
        let kept = (0..<rows.rowCount).filter { rows.weight($0) > 0 }
        return FittedNeighbors(
            encoder: encoder, settings: self, outputs: sample.problem.outputCount,
            isClassification: sample.problem.kind.isClassification,
            tree: PointTree(matrix.values.taking(kept)),
            target: DoubleTensor(kept.map { rows.target[$0] }),
            rowWeights: rows.weights.map { weights in DoubleTensor(kept.map { weights[$0] }) })
    }
}
