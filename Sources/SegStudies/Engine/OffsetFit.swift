import SegCore
import SegDiagnostics
import SegTensor

/// Models that start from their parent's prediction, level after level.
///
/// The prediction that a child is trained from is out of fold: inner splits of the training rows
/// give each row a prediction of its parent's that was trained without it (Craig and others 2025
/// call it the prevalidated offset). What a child predicts for scored rows starts from its parent's
/// own model.
struct OffsetFit {
    private let learner: String
    private let engine: FitEngine
    private let innerFolds: [[InnerSplit.Part]]
    /// For each fold the out-of-fold predictions of all rows so far, NaN where there is none.
    private var training: [[Double]]
    /// Link-scale predictions of all places so far.
    private var scored: [Double]
    private var predictions: Predictions
    private(set) var servedBy: [Int]
    private(set) var records: [FitRecord] = []
    /// For each fold the model of each node, where models are kept.
    private(set) var models: [[Int: any FittedLearner]]

    private static let innerCount = 5

    /// Starts from the layer of the root's models.
    init(_ learner: String, engine: FitEngine, folds: Folds, root: Layer) throws {
        self.learner = learner
        self.engine = engine
        let data = engine.data
        innerFolds = try folds.folds.enumerated().map { fold, entry in
            let random = engine.context.random.child("offset").child(fold)
            let parts = try InnerSplit.crossFit(
                sample: data.sample.taking(entry.train), k: Self.innerCount, random: random)
            return parts.map { part in
                (part.train.map { entry.train[$0] }, part.validation.map { entry.train[$0] })
            }
        }
        let outputs = data.sample.problem.outputCount
        let empty = [Double](repeating: .nan, count: data.sample.rowCount * outputs)
        training = Array(repeating: empty, count: folds.folds.count)
        predictions = root.predictions
        scored = LinkScale.of(root.predictions, data.sample.problem.kind)
        servedBy = [Int](repeating: 0, count: root.servedBy.count)
        models = Array(repeating: [:], count: folds.folds.count)
    }

    /// Trains all levels; afterwards `layer` holds what they predict.
    mutating func run() throws {
        guard engine.data.segments.depth > 0 else { return }
        try trainInner(nodes: engine.contents.map { _ in [0] })
        for depth in 1...engine.data.segments.depth {
            let trained = try trainLevel(depth)
            if depth < engine.data.segments.depth {
                try trainInner(
                    nodes: trained.map { $0.filter { engine.data.segments.nodes[$0].split != nil } }
                )
            }
        }
    }

    var layer: Layer { Layer(predictions: predictions, servedBy: servedBy) }

    /// Fits the models of a level's nodes and moves their places' predictions; gives the nodes by
    /// fold.
    private mutating func trainLevel(_ depth: Int) throws -> [[Int]] {
        let data = engine.data
        var jobs: [FitEngine.Job] = []
        for (fold, content) in engine.contents.enumerated() {
            let nodes = data.segments.nodes.indices.filter {
                data.segments.nodes[$0].depth == depth && content.isLargeEnough[$0]
                    && (!content.places[$0].isEmpty || engine.keepsModels)
            }
            jobs += nodes.map { job(FitKey(learner: learner, node: $0, fold: fold)) }
        }
        var trained = [[Int]](repeating: [], count: engine.contents.count)
        for (job, outcome) in zip(jobs, try engine.run(jobs)) {
            records.append(outcome.record)
            guard let predictions = outcome.predictions else { continue }
            trained[job.key.fold].append(job.key.node)
            if let model = outcome.model { models[job.key.fold][job.key.node] = model }
            take(predictions, job.key)
        }
        return trained
    }

    private func job(_ key: FitKey) -> FitEngine.Job {
        let engine = engine
        let sample = sample(engine.contents[key.fold].train[key.node], key)
        let places = engine.contents[key.fold].places[key.node]
        let rows = places.map { engine.rowsOfPlaces[$0] }
        let offset = taking(scored, places)
        return FitEngine.Job(key: key, rows: sample.rowCount) { context in
            try engine.fit(key, sample, predicting: rows, offset: offset, context.child("offset"))
        }
    }

    /// The rows among these that have a prediction to start from, as a sample that starts from it.
    private func sample(_ rows: [Int], _ key: FitKey) -> Sample {
        let known = rows.filter { !training[key.fold][$0].isNaN }
        return engine.data.sample(known, node: key.node)
            .replacing(offset: taking(training[key.fold], known))
    }

    /// Numbers of some rows or places, output after output.
    private func taking(_ numbers: [Double], _ rows: [Int]) -> [Double] {
        let outputs = engine.data.sample.problem.outputCount
        let count = numbers.count / max(1, outputs)
        return (0..<outputs).flatMap { output in rows.map { numbers[output * count + $0] } }
    }

    private mutating func take(_ part: Predictions, _ key: FitKey) {
        let kind = engine.data.sample.problem.kind
        let places = engine.contents[key.fold].places[key.node]
        let link = LinkScale.of(part, kind)
        var values = predictions.values
        for output in 0..<part.outputCount {
            for (row, place) in places.enumerated() {
                scored[output * servedBy.count + place] = link[output * part.rowCount + row]
                values[output * servedBy.count + place] = part.values[output * part.rowCount + row]
            }
        }
        for place in places { servedBy[place] = key.node }
        predictions = Predictions(
            rowCount: predictions.rowCount, outputCount: predictions.outputCount, values: values)
    }

    /// Gives the training rows of these nodes the predictions of models trained without them.
    private mutating func trainInner(nodes: [[Int]]) throws {
        var jobs: [FitEngine.Job] = []
        var held: [[Int]] = []
        for (fold, nodes) in nodes.enumerated() {
            for node in nodes {
                for (number, part) in innerFolds[fold].enumerated() {
                    let rows = engine.data.rows(part.validation, below: node)
                    guard !rows.isEmpty else { continue }
                    jobs.append(
                        innerJob(
                            FitKey(learner: learner, node: node, fold: fold), number, part.train,
                            rows))
                    held.append(rows)
                }
            }
        }
        let outcomes = try engine.run(jobs)
        for place in jobs.indices {
            if let part = outcomes[place].predictions {
                keep(part, held[place], fold: jobs[place].key.fold)
            }
        }
    }

    private func innerJob(_ key: FitKey, _ number: Int, _ train: [Int], _ rows: [Int])
        -> FitEngine.Job
    {
        let engine = engine
        let own = engine.data.rows(train, below: key.node)
        let isRoot = key.node == 0
        let sample = isRoot ? engine.data.sample(own, node: 0) : sample(own, key)
        let offset = isRoot ? nil : taking(training[key.fold], rows)
        return FitEngine.Job(key: key, rows: sample.rowCount) { context in
            try engine.fit(
                key, sample, predicting: rows, offset: offset,
                context.child("inner").child("\(number)"))
        }
    }

    private mutating func keep(_ part: Predictions, _ rows: [Int], fold: Int) {
        let link = LinkScale.of(part, engine.data.sample.problem.kind)
        let count = engine.data.sample.rowCount
        for output in 0..<part.outputCount {
            for (place, row) in rows.enumerated() {
                training[fold][output * count + row] = link[output * part.rowCount + place]
            }
        }
    }
}
