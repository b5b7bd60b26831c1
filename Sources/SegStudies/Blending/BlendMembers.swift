import SegCore

/// The layers that a blend or an ensemble joins, and what weights can be learned from them.
struct BlendMembers: Sendable {
    /// `gbdt all`, `gbdt origin`: learner and level.
    let names: [String]
    let layers: [Layer]
    let data: SegmentedRows
    let places: ScoredRows
    let folds: Folds
    /// Weight of each row of the data in scores; nil: all 1.
    let weights: [Double]?
    /// Places that weights for use may be learned from, by source fold; nil: all.
    private var allowed: [[Int]]?

    /// Places from whose predictions the weights for a fold may be learned, by source fold.
    ///
    /// Their rows may train for that fold, so no group of it is among them and none is later or
    /// within its gap; and they are of the same pass over the rows.
    func sources(for fold: Int) -> [[Int]] {
        var mayTrain = [Bool](repeating: false, count: data.sample.rowCount)
        for row in folds.folds[fold].train { mayTrain[row] = true }
        var sources = [[Int]](repeating: [], count: folds.folds.count)
        for place in 0..<places.count where mayTrain[places.rows[place]] {
            let source = places.folds[place]
            guard folds.folds[source].repeat == folds.folds[fold].repeat else { continue }
            sources[source].append(place)
        }
        return sources
    }

    init(
        names: [String], layers: [Layer], data: SegmentedRows, places: ScoredRows, folds: Folds,
        weights: [Double]?
    ) {
        self.names = names
        self.layers = layers
        self.data = data
        self.places = places
        self.folds = folds
        self.weights = weights
    }

    /// The same members, whose weights may be learned from some places only.
    func restricted(to sources: [[Int]]) -> BlendMembers {
        var copy = self
        copy.allowed = sources
        return copy
    }

    /// Places from which the weights of a model that is to be used are learned: all of the plan.
    func allSources() -> [[Int]] {
        if let allowed { return allowed }
        var sources = [[Int]](repeating: [], count: folds.folds.count)
        for place in 0..<places.count { sources[places.folds[place]].append(place) }
        return sources
    }

    /// Weights from the predictions at some places.
    func weights(_ sources: [[Int]], bySegment: Bool) -> BlendWeights {
        let moments = sources.filter { !$0.isEmpty }.map(moments)
        return BlendSolver(
            moments: moments, memberCount: layers.count, nodeCount: data.segments.nodes.count,
            isTemporal: folds.isTemporal
        ).solve(bySegment: bySegment)
    }

    private func moments(_ source: [Int]) -> [Int: MemberMoments] {
        var parts: [Int: MemberMoments] = [:]
        let problem = data.sample.problem
        var errors = [Double](repeating: 0, count: layers.count)
        for place in source {
            let row = places.rows[place]
            let weight = weights?[row] ?? 1
            var part = parts[places.segments[place]] ?? MemberMoments(memberCount: layers.count)
            parts[places.segments[place]] = nil
            for output in 0..<problem.outputCount {
                let truth = truth(row, output, problem.kind)
                for (member, layer) in layers.enumerated() {
                    errors[member] = layer.predictions.values[output * places.count + place] - truth
                }
                part.add(errors: errors, weight: weight)
            }
            part.count(weight: weight)
            parts[places.segments[place]] = part
        }
        return parts
    }

    /// What an output should have been: the value, or 1 for the class that is true.
    private func truth(_ row: Int, _ output: Int, _ kind: ProblemKind) -> Double {
        switch data.sample.target {
        case .values(let values): values[row]
        case .classes(let classes):
            kind == .binary ? Double(classes[row]) : Int(classes[row]) == output ? 1 : 0
        case .none: 0
        }
    }

    /// The members' predictions joined at some places.
    func combine(_ blend: BlendWeights, at places: [Int]) -> Predictions {
        let members = layers.map { $0.predictions.taking(places) }
        return WeightedCombination.join(members, rows: places.count, data.sample.problem) { row in
            blend.weights(of: self.places.segments[places[row]])
        }
    }

    /// The deepest node whose model took part in each place's prediction.
    var servedBy: [Int] {
        (0..<places.count).map { place in
            layers.reduce(0) { deepest, layer in
                let node = layer.servedBy[place]
                return data.paths[node].count > data.paths[deepest].count ? node : deepest
            }
        }
    }
}
