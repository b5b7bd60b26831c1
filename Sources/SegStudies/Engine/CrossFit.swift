import SegCore
import SegDiagnostics

/// All models that a plan needs so far, and the out-of-fold predictions that they give together.
///
/// A fit is made once, whoever needs it: the root's model serves the pooled arm, is the ancestor
/// that serves small segments, and is a member of blends.
struct CrossFit: Sendable {
    let engine: FitEngine
    let places: ScoredRows
    /// Found by key only, never gone through.
    private var outcomes: [FitKey: FitOutcome] = [:]
    /// All fits in the order in which they were asked for.
    private(set) var records: [FitRecord] = []

    init(engine: FitEngine, places: ScoredRows) {
        self.engine = engine
        self.places = places
    }

    var data: SegmentedRows { engine.data }

    /// The same fits for an engine with further recipes.
    func continuing(with engine: FitEngine) -> CrossFit {
        var copy = CrossFit(engine: engine, places: places)
        copy.outcomes = outcomes
        copy.records = records
        return copy
    }

    func outcome(_ key: FitKey) -> FitOutcome? { outcomes[key] }

    mutating func note(_ further: [FitRecord]) { records += further }

    /// Trains what is missing so that these learners have models at these depths for every place.
    ///
    /// Where a fit fails its rows need the model of an ancestor, so work goes on until nothing is
    /// missing.
    mutating func prepare(_ requests: [LayerRequest]) throws {
        while true {
            let missing = needed(requests).filter { outcomes[$0] == nil }
            guard !missing.isEmpty else { break }
            for (key, outcome) in zip(missing, try engine.fit(missing)) {
                outcomes[key] = outcome
                records.append(outcome.record)
            }
        }
    }

    /// Keys in order of request, fold, node, each once.
    private func needed(_ requests: [LayerRequest]) -> [FitKey] {
        var seen: Set<FitKey> = []
        return requests.flatMap { request in
            engine.contents.indices.flatMap { fold in
                neededNodes(request.learner, fold, request.depths)
                    .map { FitKey(learner: request.learner, node: $0, fold: fold) }
            }
        }.filter { seen.insert($0).inserted }
    }

    private func neededNodes(_ learner: String, _ fold: Int, _ depths: [Int]) -> [Int] {
        let content = engine.contents[fold]
        var isNeeded = [Bool](repeating: false, count: data.segments.nodes.count)
        for node in content.placesReached.indices
        where !content.placesReached[node].isEmpty || engine.keepsModels {
            for depth in depths {
                let wanted = data.ancestor(node, depth: depth)
                isNeeded[servingNode(learner, fold, wanted)] = true
            }
        }
        return isNeeded.indices.filter { isNeeded[$0] }
    }

    /// The node whose model serves another: itself, or the nearest ancestor that is large enough
    /// and whose training did not fail.
    func servingNode(_ learner: String, _ fold: Int, _ node: Int) -> Int {
        let content = engine.contents[fold]
        return data.paths[node].last { candidate in
            candidate == 0
                || (content.isLargeEnough[candidate]
                    && outcomes[FitKey(learner: learner, node: candidate, fold: fold)]?.failure
                        == nil)
        } ?? 0
    }

    /// Predictions of all places by the models of one depth; `prepare` has been called for it.
    func layer(_ learner: String, depth: Int) -> Layer {
        var servedBy = [Int](repeating: 0, count: places.count)
        var writer = PredictionWriter(places.count, data.sample.problem)
        for (fold, content) in engine.contents.enumerated() {
            var isServing = [Bool](repeating: false, count: data.segments.nodes.count)
            for (node, reached) in content.placesReached.enumerated() where !reached.isEmpty {
                let serving = servingNode(learner, fold, data.ancestor(node, depth: depth))
                isServing[serving] = true
                for place in reached { servedBy[place] = serving }
            }
            for node in isServing.indices where isServing[node] {
                let key = FitKey(learner: learner, node: node, fold: fold)
                guard let predictions = outcomes[key]?.predictions else { continue }
                writer.write(predictions, at: content.places[node]) { servedBy[$0] == node }
            }
        }
        return Layer(predictions: writer.finished(), servedBy: servedBy)
    }
}

/// Asks for the models of a learner at some depths.
struct LayerRequest: Sendable {
    let learner: String
    let depths: [Int]
}

/// Puts predictions of some places into those of all.
struct PredictionWriter {
    private let count: Int
    private let problem: Problem
    private var values: [Double]
    private var thresholds: [Double]
    private var isCut = false

    init(_ count: Int, _ problem: Problem) {
        self.count = count
        self.problem = problem
        values = Array(repeating: .nan, count: count * problem.outputCount)
        thresholds = Array(repeating: 0.5, count: count)
    }

    /// Writes the predictions whose place is wanted.
    mutating func write(_ part: Predictions, at places: [Int], where isWanted: (Int) -> Bool) {
        isCut = isCut || part.thresholds != nil
        for (row, place) in places.enumerated() where isWanted(place) {
            for output in 0..<problem.outputCount {
                values[output * count + place] = part.values[output * part.rowCount + row]
            }
            thresholds[place] = part.thresholds?[row] ?? 0.5
        }
    }

    func finished() -> Predictions {
        Predictions(
            rowCount: count, outputCount: problem.outputCount, values: values,
            thresholds: isCut ? thresholds : nil)
    }
}
