import SegCore
import SegDiagnostics
import SegFrame

/// Trains the models of an arm on rows of which none is held back, to be used.
struct TreeTraining {
    let data: SegmentedRows
    /// Rows of the data to train on.
    let rows: [Int]
    let learners: [NamedArm]
    let overrides: [NodeOverride]
    let onError: ErrorPolicy
    let context: FitContext

    /// One layer: models of one depth.
    func single(_ learner: String, depth: Int) throws -> FittedTree {
        try tree([(learner, depth)]) { _ in .single }
    }

    /// Several layers with weights or a learner that joins them, learned from out-of-fold
    /// predictions.
    func joined(
        _ layers: [(learner: String, depth: Int)], _ joining: Joining, members: BlendMembers?,
        bySegment: Bool
    ) throws -> FittedTree {
        try tree(layers) { names in
            if case .learner(let learner) = joining, let members {
                let places = members.allSources().flatMap { $0 }
                let fitted = try learner.fit(members.metaSample(places), context.child("join"))
                return .learner(ArchivedLearner(fitted), names: names)
            }
            let weights: BlendWeights =
                if let members {
                    members.weights(joining, members.allSources(), bySegment)
                } else {
                    joining.weightsAlone(names.count)
                }
            return .weights(
                FoldWeights(fold: nil, members: names, weights: weights))
        }
    }

    /// Several layers joined by weights that are known.
    func joined(_ layers: [(learner: String, depth: Int)], by weights: BlendWeights) throws -> FittedTree {
        try tree(layers) { names in .weights(FoldWeights(fold: nil, members: names, weights: weights)) }
    }

    private var folds: Folds {
        Folds(folds: [Folds.Fold(train: rows, score: [])], source: "all", isTemporal: false)
    }

    private func engine() throws -> FitEngine {
        let contents = FoldContent.all(folds, data)
        return FitEngine(
            data: data, contents: contents, rowsOfPlaces: [],
            recipes: try RecipeBook(learners, overrides: overrides, data: data, contents: contents),
            context: context, keepsModels: true, onError: onError, onProgress: nil)
    }

    private func tree(
        _ layers: [(learner: String, depth: Int)],
        _ joining: ([String]) throws -> FittedTree.Joining
    ) throws -> FittedTree {
        var fit = CrossFit(engine: try engine(), places: ScoredRows(folds, data))
        try fit.prepare(layers.map { LayerRequest(learner: $0.learner, depths: [$0.depth]) })
        var models: [FittedTree.NodeModel] = []
        var placed: [FitKey: Int] = [:]
        let serving = layers.map { layer in
            data.segments.nodes.indices.map { node -> Int in
                let wanted = data.ancestor(node, depth: layer.depth)
                let key = FitKey(
                    learner: layer.learner, node: fit.servingNode(layer.learner, 0, wanted), fold: 0
                )
                if let known = placed[key] { return known }
                guard let outcome = fit.outcome(key), let model = outcome.model else { return 0 }
                placed[key] = models.count
                models.append(
                    FittedTree.NodeModel(
                        learner: key.learner, node: key.node, rows: outcome.record.rows, model))
                return models.count - 1
            }
        }
        let names = layers.map { BlendMembers.name($0.learner, depth: $0.depth, data.segments) }
        return finished(models, serving, try joining(names))
    }

    /// Models that each start from their parent's prediction.
    func offset(_ learner: String) throws -> FittedTree {
        let engine = try engine()
        var roots = CrossFit(engine: engine, places: ScoredRows(folds, data))
        try roots.prepare([LayerRequest(learner: learner, depths: [0])])
        var fit = try OffsetFit(
            learner, engine: engine, folds: folds, root: roots.layer(learner, depth: 0))
        try fit.run()
        var byNode = fit.models[0]
        byNode[0] = roots.outcome(FitKey(learner: learner, node: 0, fold: 0))?.model
        let nodes = data.segments.nodes.indices.filter { byNode[$0] != nil }
            .sorted { (data.paths[$0].count, $0) < (data.paths[$1].count, $1) }
        let models = nodes.compactMap { node in
            byNode[node].map { model in
                FittedTree.NodeModel(
                    learner: learner, node: node, rows: engine.contents[0].train[node].count, model)
            }
        }
        return finished(models, [], .offset)
    }

    private func finished(
        _ models: [FittedTree.NodeModel], _ layers: [[Int]], _ joining: FittedTree.Joining
    ) -> FittedTree {
        FittedTree(
            problem: data.sample.problem, segments: data.segments, models: models,
            inputs: inputs(of: models), segmentColumn: data.segmentColumn, layers: layers,
            joining: joining)
    }

    /// Columns that any model or the routing reads, in the order of the training table.
    private func inputs(of models: [FittedTree.NodeModel]) -> [Field] {
        let needed = Set(
            (models.flatMap { $0.fitted.inputs.map(\.name) } + data.segments.columns).map(
                Utf8Key.init))
        return data.sample.table.schema.fields.filter {
            needed.contains(Utf8Key($0.name)) && $0.name != data.segmentColumn
        }
    }
}

extension TreeTraining {
    /// The models of a learner with a scope. Blends take their weights from inner folds of the
    /// rows.
    func trained(_ learner: NamedArm, _ scope: Scope, innerFolds: Int = 5) throws -> FittedTree {
        let depth = scope.depth(in: data.segments)
        switch scope {
        case .pooled, .level, .local: return try single(learner.name, depth: depth)
        case .offset:
            guard learner.learner.acceptsOffset else {
                throw Failure(
                    "E552", "'\(learner.name)' can't start from an offset",
                    hint: "use scope: \"blended\"")
            }
            return try offset(learner.name)
        case .blended, .path:
            let layers = (0...depth).map { (learner: learner.name, depth: $0) }
            return try joined(
                layers, .convex, members: try innerMembers(layers, folds: innerFolds),
                bySegment: true)
        }
    }

    /// Out-of-fold predictions of layers by inner folds of the training rows; nil where the roles
    /// leave no way to hold rows back, so that weights are equal.
    func innerMembers(
        _ layers: [(learner: String, depth: Int)], folds count: Int
    ) throws -> BlendMembers? {
        let parts = try InnerSplit.trainableFolds(
            sample: data.sample.taking(rows), k: count, random: context.random.child("inner folds"))
        guard !parts.isEmpty else { return nil }
        let folds = Folds(
            folds: parts.map { part in
                Folds.Fold(
                    train: part.train.map { rows[$0] }, score: part.validation.map { rows[$0] })
            }, source: "inner", isTemporal: data.sample.problem.roles.time != nil)
        let contents = FoldContent.all(folds, data)
        let engine = FitEngine(
            data: data, contents: contents, rowsOfPlaces: folds.folds.flatMap(\.score),
            recipes: try RecipeBook(learners, overrides: overrides, data: data, contents: contents),
            context: context.child("inner"), keepsModels: false, onError: onError, onProgress: nil)
        var fit = CrossFit(engine: engine, places: ScoredRows(folds, data))
        try fit.prepare(layers.map { LayerRequest(learner: $0.learner, depths: [$0.depth]) })
        let places = ScoredRows(folds, data)
        return BlendMembers(
            names: layers.map { BlendMembers.name($0.learner, depth: $0.depth, data.segments) },
            layers: layers.map { fit.layer($0.learner, depth: $0.depth) }, data: data,
            places: places,
            folds: folds, weights: nil)
    }
}
