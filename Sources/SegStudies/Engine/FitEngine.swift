import SegCore
import SegDiagnostics
import SegFrame
import SegTensor
import Synchronization

/// Trains the models of nodes in folds, each once, side by side on the pool.
///
/// Every fit has a random stream by fold, learner and node, so the bits don't depend on threads, on
/// the other arms, or on the order of work.
struct FitEngine: Sendable {
    let data: SegmentedRows
    let contents: [FoldContent]
    /// The row of each scored place.
    let rowsOfPlaces: [Int]
    let recipes: RecipeBook
    let context: FitContext
    let keepsModels: Bool
    let onError: ErrorPolicy
    let onProgress: (@Sendable (StudyProgress) -> Void)?

    /// One piece of work: a fit, and what is said of it.
    struct Job: Sendable {
        let key: FitKey
        let rows: Int
        let run: @Sendable (FitContext) throws -> FitOutcome
    }

    /// Fits of nodes on their own rows.
    ///
    /// A model of all rows that fails ends the work with its error, since nothing could serve in its place:
    /// those jobs are the longest and come first, and what comes after one that failed is not begun.
    func fit(_ keys: [FitKey]) throws -> [FitOutcome] {
        let jobs = keys.map { key in
            Job(key: key, rows: contents[key.fold].train[key.node].count) { context in try fit(key, context) }
        }
        return try run(jobs, endsWithRoot: true)
    }

    /// Runs jobs, the longest first, and gives what came of them in the order given.
    func run(_ jobs: [Job], endsWithRoot: Bool = false) throws -> [FitOutcome] {
        let order = jobs.indices.sorted { first, second in
            let (a, b) = (jobs[first], jobs[second])
            if (a.key.node == 0) != (b.key.node == 0) { return a.key.node == 0 }
            return a.rows == b.rows ? first < second : a.rows > b.rows
        }
        let done = Counter()
        let failedRoot = FirstPlace()
        let outcomes = try context.pool.map(jobs.count) { place -> FitOutcome? in
            let job = jobs[order[place]]
            try context.stop.check()
            guard !endsWithRoot || place <= failedRoot.place else { return nil }
            let outcome = try guarded(job, among: jobs.count)
            if job.key.node == 0, outcome.failure != nil { failedRoot.note(place) }
            report(job, outcome, done: done.next(), of: jobs.count)
            return outcome
        }
        if endsWithRoot, failedRoot.place < jobs.count, let failure = outcomes[failedRoot.place]?.failure {
            let learner = jobs[order[failedRoot.place]].key.learner
            throw Failure(failure.code, "'\(learner)': \(failure.message)", hint: failure.hint)
        }
        var result = [FitOutcome?](repeating: nil, count: jobs.count)
        for (place, outcome) in outcomes.enumerated() { result[order[place]] = outcome }
        let ordered = result.compactMap { $0 }
        if onError == .stop, let failure = ordered.lazy.compactMap(\.failure).first {
            throw failure
        }
        return ordered
    }

    private func report(_ job: Job, _ outcome: FitOutcome, done: Int, of total: Int) {
        onProgress?(
            StudyProgress(
                learner: job.key.learner, segment: data.segments.nodes[job.key.node].path,
                fold: job.key.fold, done: done, total: total, failed: outcome.failure != nil))
    }

    /// The job's outcome, with an error told in it.
    private func guarded(_ job: Job, among count: Int) throws -> FitOutcome {
        do {
            let context = stream(of: job.key).sharedAmong(count)
            return try job.run(recipes.limits(job.key)?.applied(to: context) ?? context)
        } catch {
            let failure = try Failure.of(error)
            let record = FitRecord(
                learner: job.key.learner, node: job.key.node, fold: job.key.fold, isOffset: false,
                rows: job.rows, rounds: nil, thresholds: nil, seconds: 0, status: .failed(failure), curve: [])
            return FitOutcome(record: record, predictions: nil, model: nil)
        }
    }

    private func stream(of key: FitKey) -> FitContext {
        let random = context.random.child("fold").child(key.fold).child(key.learner)
            .child(data.segments.nodes[key.node].path)
        return context.with(random: random)
    }

    private func fit(_ key: FitKey, _ context: FitContext) throws -> FitOutcome {
        let content = contents[key.fold]
        let sample = data.sample(content.train[key.node], node: key.node)
        let rows = content.places[key.node].map { rowsOfPlaces[$0] }
        return try fit(key, sample, predicting: rows, offset: nil, context)
    }

    /// Trains on a sample, and predicts rows of the data from an offset or without one.
    func fit(
        _ key: FitKey, _ sample: Sample, predicting rows: [Int], offset: [Double]?,
        _ context: FitContext
    ) throws -> FitOutcome {
        let learner = try recipes.learner(key)
        let predicted = data.table(rows)
        var memory: Int?
        let kept = try context.ledger.fit(
            key: {
                FitIdentity(
                    learner: learner, sample: seenBy(key, sample), predicted: seenBy(key, predicted), offset: offset,
                    keepsModel: keepsModels, random: context.random.key
                ).digest
            },
            make: {
                defer { memory = ResidentMemory.bytes }
                return try make(learner, sample, predicted, offset: offset, context)
            })
        let record = FitRecord(
            learner: key.learner, node: key.node, fold: key.fold, isOffset: sample.offset != nil,
            rows: sample.rowCount, rounds: kept.rounds, thresholds: kept.thresholds, seconds: kept.seconds, memory: memory,
            status: .trained,
            curve: kept.curve)
        return FitOutcome(record: record, predictions: kept.predictions, model: kept.model)
    }

    private func make(
        _ learner: any Learner, _ sample: Sample, _ predicted: Table, offset: [Double]?,
        _ context: FitContext
    ) throws -> KeptFit {
        let clock = ContinuousClock()
        let start = clock.now
        let (fitted, predictions) = try context.stop.during {
            let fitted = try learner.fit(sample, context)
            return (fitted, try predict(fitted, predicted, offset: offset))
        }
        return KeptFit(
            predictions: predictions, model: keepsModels ? fitted : nil, rounds: fitted.rounds, thresholds: fitted.thresholds,
            curve: fitted.watchedCurve, seconds: start.duration(to: clock.now) / .seconds(1))
    }

    /// The rows without the column that tells the segment, where the node's models don't see it.
    private func seenBy(_ key: FitKey, _ sample: Sample) -> Sample {
        sample.replacing(table: seenBy(key, sample.table))
    }

    private func seenBy(_ key: FitKey, _ table: Table) -> Table {
        guard let column = data.segmentColumn, data.segments.nodes[key.node].split == nil else { return table }
        return table.dropping([column])
    }

    private func predict(
        _ fitted: any FittedLearner, _ rows: Table, offset: [Double]?
    ) throws -> Predictions {
        let outputs = data.sample.problem.outputCount
        guard rows.rowCount > 0 else {
            return Predictions(rowCount: 0, outputCount: outputs, values: [])
        }
        let predictions = try fitted.predict(rows, offset: offset)
        guard predictions.values.allSatisfy(\.isFinite) else {
            throw Failure(
                "E554", "the model predicts numbers that are not finite",
                hint: "scale the features, or look for extreme values")
        }
        return predictions
    }
}

/// The first of the places that were noted, from any thread.
private final class FirstPlace: Sendable {
    private let value = Atomic<Int>(.max)

    var place: Int { value.load(ordering: .relaxed) }

    func note(_ place: Int) { value.min(place, ordering: .relaxed) }
}

/// Counts work that has ended, from any thread.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
