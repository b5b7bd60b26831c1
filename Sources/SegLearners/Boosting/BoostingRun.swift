import SegCore
import SegDiagnostics
import SegTensor

/// The state of boosting between its rounds: scores of the training rows and the trees so far.
struct BoostingRun {
    /// Rows whose gradients are one block of work.
    private static let blockSize = 1 << 15

    private let settings: GradientBoosting
    private let context: FitContext
    private let encoder: FeatureEncoder
    private let matrix: FeatureMatrix
    private let rows: TrainingRows
    private let loss: BoostingLoss
    private let features: BinnedFeatures
    private let grower: TreeGrower
    private let base: [Double]
    private let scores: BoostingScores
    /// The trees of each round.
    private(set) var trees: [TreeEnsemble] = []

    init(_ settings: GradientBoosting, _ sample: Sample, _ context: FitContext) throws {
        self.settings = settings
        self.context = context
        rows = try TrainingRows(sample, for: settings)
        loss = try BoostingLoss(settings.loss, for: sample.problem.kind)
        (encoder, matrix) = try FeatureEncoder.fit(sample)
        features = try BinnedFeatures(
            matrix, random: context.random.child("bins"), pool: context.pool)
        let finder = SplitFinder(
            minRows: settings.minSamplesLeaf, minGroupRows: settings.minSamplesCategory, penalty: settings.l2Regularization)
        grower = TreeGrower(
            features: features, finder: finder, maxLeaves: settings.maxLeafNodes, pool: context.pool
        )
        let best = try loss.baseScores(rows)
        base = rows.offset == nil ? best : best.map { _ in 0 }
        scores = BoostingScores(rows, base: base)
    }

    private var outputs: Int { rows.problem.outputCount }
    var round: Int { trees.count }

    /// Grows a tree an output and adds them to the scores of the training rows.
    ///
    /// A stop is looked for before the round only, so that the state is always one between two rounds.
    mutating func addRound(keeping checkpoint: Checkpoint?) throws {
        do { try context.stop.check() } catch {
            if error is Interruption { checkpoint?.keep(state) }
            throw error
        }
        checkpoint?.step { state }
        try fillGradients()
        let random = context.random.child("round").child(round)
        let sample = sampledRows(random.child("rows"))
        let chosen = sampledFeatures(random.child("features"))
        let grown = try (0..<outputs).map { output in
            try grow(output, sample, chosen)
        }
        let added = TreeEnsemble(
            joining: grown, featureCount: features.featureCount, outputCount: 1)
        if let sample { try addUnsampled(added, sample) }
        trees.append(added)
    }

    private var state: BoostingState {
        BoostingState(trees: trees, scores: DoubleTensor(scores.all))
    }

    /// Goes on from a state of the same fit.
    mutating func resume(_ state: BoostingState) {
        guard state.scores.values.count == scores.count, state.trees.count <= settings.rounds,
            state.trees.allSatisfy({ $0.featureCount == features.featureCount && $0.treeCount == outputs })
        else { return }
        scores.replace(state.scores.values)
        trees = state.trees
    }

    /// The model of the first rounds.
    func fitted(rounds: Int) -> FittedBoosting {
        FittedBoosting(
            encoder: encoder, loss: loss, base: base, startsFromOffset: rows.offset != nil,
            trees: TreeEnsemble(
                joining: Array(trees.prefix(rounds)), featureCount: features.featureCount,
                outputCount: 1),
            trainedRounds: rounds)
    }

    /// Validation rows at the start, before any round.
    func validation(_ sample: Sample) throws -> BoostingValidation {
        BoostingValidation(
            matrix: try encoder.matrix(sample.table), loss: loss,
            scores: try fitted(rounds: 0).start(rows: sample.rowCount, offset: sample.offset))
    }
}

// MARK: A round

extension BoostingRun {
    private func fillGradients() throws {
        let (loss, rows, scores) = (loss, rows, scores)
        let blocks = (rows.rowCount + Self.blockSize - 1) / Self.blockSize
        _ = try context.pool.map(blocks) { block in
            let start = block * Self.blockSize
            let range = start..<min(rows.rowCount, start + Self.blockSize)
            loss.fill(scores.gradients, scores: scores.values, rows, range)
        }
    }

    private func grow(_ output: Int, _ sample: [Int32]?, _ chosen: [Int]) throws -> TreeEnsemble {
        let start = output * rows.rowCount
        let tree = try grower.grow(
            gradients: scores.gradients + start, sample: sample, using: chosen)
        let outputs = tree.leaves.map { leaf in
            settings.learningRate
                * (loss.hasMedianLeaves ? medianResidual(leaf, start) : leaf.output)
        }
        for (leaf, value) in zip(tree.leaves, outputs) {
            for row in grower.rows(leaf.places) { scores.values[start + Int(row)] += value }
        }
        return tree.ensemble(outputs: outputs, features.mappings)
    }

    private func medianResidual(_ leaf: GrownTree.Leaf, _ start: Int) -> Double {
        let places = grower.rows(leaf.places)
        return WeightedMedian.of(
            places.map { rows.target[Int($0)] - scores.values[start + Int($0)] },
            weights: rows.weights.map { weights in places.map { weights[Int($0)] } })
    }

    /// Adds the trees of a round to the rows that they were not grown on.
    private func addUnsampled(_ added: TreeEnsemble, _ sample: [Int32]) throws {
        var isSampled = [Bool](repeating: false, count: rows.rowCount)
        for row in sample { isSampled[Int(row)] = true }
        let others = (0..<rows.rowCount).filter { !isSampled[$0] }
        var sums = [Double](repeating: 0, count: others.count * outputs)
        try added.add(matrix.taking(others), to: &sums, outputs: outputs)
        for output in 0..<outputs {
            for (place, row) in others.enumerated() {
                scores.values[output * rows.rowCount + row] += sums[output * others.count + place]
            }
        }
    }

    /// Sorted rows drawn without replacement; nil for all.
    private func sampledRows(_ random: RandomStream) -> [Int32]? {
        guard settings.subsample < 1 else { return nil }
        let wanted = max(1, Int((settings.subsample * Double(rows.rowCount)).rounded()))
        return RowSample.draw(wanted, of: rows.rowCount, random).map {
            Int32(truncatingIfNeeded: $0)
        }
    }

    private func sampledFeatures(_ random: RandomStream) -> [Int] {
        guard settings.maxFeatures < 1 else { return Array(0..<features.featureCount) }
        let wanted = max(1, Int((settings.maxFeatures * Double(features.featureCount)).rounded()))
        return RowSample.draw(wanted, of: features.featureCount, random)
    }
}

/// What boosting has made of a fit after some rounds.
struct BoostingState: Codable {
    /// The trees of each round.
    let trees: [TreeEnsemble]
    /// The scores of the training rows, output after output.
    let scores: DoubleTensor
}

/// Scores, and gradients with Hessians, of the training rows, output after output.
final class BoostingScores: @unchecked Sendable {
    // SAFETY: the memory lives as long as the object. Blocks of rows are written by one thread
    // each, and nobody reads before all blocks are done.
    let values: UnsafeMutablePointer<Double>
    let count: Int
    let gradients: UnsafeMutablePointer<SIMD2<Float>>

    init(_ rows: TrainingRows, base: [Double]) {
        count = rows.rowCount * base.count
        values = .allocate(capacity: max(1, count))
        gradients = .allocate(capacity: max(1, count))
        gradients.initialize(repeating: .zero, count: count)
        for index in 0..<count {
            (values + index).initialize(
                to: base[index / rows.rowCount] + (rows.offset?[index] ?? 0))
        }
    }

    var all: [Double] { Array(UnsafeBufferPointer(start: values, count: count)) }

    /// Takes `count` scores over.
    func replace(_ scores: [Double]) {
        for (index, score) in scores.enumerated().prefix(count) { values[index] = score }
    }

    deinit {
        values.deallocate()
        gradients.deallocate()
    }
}

/// Validation rows whose scores follow the rounds.
struct BoostingValidation {
    let matrix: FeatureMatrix
    let loss: BoostingLoss
    var scores: [Double]

    var predictions: Predictions { loss.predictions(scores, rows: matrix.rowCount) }

    mutating func add(_ round: TreeEnsemble) throws {
        try round.add(matrix, to: &scores, outputs: round.treeCount)
    }
}
