import Foundation
import SegTensor

/// The penalised log loss of a logistic regression, its gradient and products with its Hessian.
///
/// Features are centred and scaled inside, which only conditions the problem: the penalty counts
/// coefficients of the columns as they are given. Parameters stand output after output, a
/// coefficient a feature and the intercept; two classes have one output, more have one each.
struct LogisticObjective: Sendable {
    private let design: LogisticDesign
    /// `C` of scikit-learn: the weight of the loss against the penalty.
    private let lossWeight: Double

    init(_ design: LogisticDesign, lossWeight: Double) {
        self.design = design
        self.lossWeight = lossWeight
    }

    /// Parameters at which an evaluation was made, and what it found.
    struct Point: Sendable {
        let parameters: [Double]
        let value: Double
        let gradient: [Double]
        /// For each block the probabilities of its rows, output after output.
        fileprivate let shares: [[Double]]
    }

    func point(_ parameters: [Double], _ pool: WorkerPool) throws -> Point {
        let parts = try pool.map(design.blocks.count) { index in
            try block(design.blocks[index], parameters)
        }
        let penalty = penalty(parameters)
        var gradient = penalty.gradient
        var value = penalty.value
        for part in parts {
            value += lossWeight * part.loss
            for index in gradient.indices { gradient[index] += lossWeight * part.gradient[index] }
        }
        return Point(
            parameters: parameters, value: value, gradient: gradient, shares: parts.map(\.shares))
    }

    /// The Hessian at a point times a direction.
    func hessian(at point: Point, times direction: [Double], _ pool: WorkerPool) throws -> [Double]
    {
        let parts = try pool.map(design.blocks.count) { index in
            let block = design.blocks[index]
            let scores = try design.scores(block, direction, withOffset: false)
            return try design.gradient(block, curved(block, point.shares[index], scores))
        }
        var result = penaltyHessian(direction)
        for part in parts {
            for index in result.indices { result[index] += lossWeight * part[index] }
        }
        return result
    }

    /// The diagonal of the Hessian at a point.
    func diagonal(at point: Point, _ pool: WorkerPool) throws -> [Double] {
        let parts = try pool.map(design.blocks.count) { index in
            let block = design.blocks[index]
            let weights = curvatures(block, point.shares[index])
            return design.curvature(block, weights)
        }
        var result = penaltyHessian([Double](repeating: 1, count: design.parameterCount))
        for part in parts {
            for index in result.indices { result[index] += lossWeight * part[index] }
        }
        return result
    }
}

// MARK: Blocks of rows

extension LogisticObjective {
    private func block(
        _ block: LogisticDesign.Block, _ parameters: [Double]
    ) throws -> (loss: Double, gradient: [Double], shares: [Double]) {
        var shares = try design.scores(block, parameters, withOffset: true)
        let loss =
            design.outputs == 1
            ? binaryLoss(block, &shares) : softmaxLoss(block, &shares)
        var errors = shares
        let count = block.rowCount
        for row in 0..<count {
            let truth = Int(block.target[row])
            if design.outputs == 1 {
                errors[row] -= Double(truth)
            } else {
                errors[truth * count + row] -= 1
            }
            for output in 0..<design.outputs { errors[output * count + row] *= block.weight(row) }
        }
        return (loss, try design.gradient(block, errors), shares)
    }

    /// The loss of scores, which become probabilities.
    private func binaryLoss(_ block: LogisticDesign.Block, _ scores: inout [Double]) -> Double {
        var loss = 0.0
        for row in 0..<block.rowCount {
            let score = block.target[row] == 1 ? scores[row] : -scores[row]
            loss += block.weight(row) * (score > 0 ? log1p(exp(-score)) : log1p(exp(score)) - score)
            scores[row] = Link.logistic(scores[row])
        }
        return loss
    }

    private func softmaxLoss(_ block: LogisticDesign.Block, _ scores: inout [Double]) -> Double {
        let count = block.rowCount
        var loss = 0.0
        var row = [Double](repeating: 0, count: design.outputs)
        for index in 0..<count {
            for output in row.indices { row[output] = scores[output * count + index] }
            let truth = row[Int(block.target[index])]
            let greatest = row.max() ?? 0
            loss +=
                block.weight(index)
                * (greatest - truth + log(row.reduce(0) { $0 + exp($1 - greatest) }))
            Link.softmax(&row)
            for output in row.indices { scores[output * count + index] = row[output] }
        }
        return loss
    }

    /// The second derivative of the loss of each row along the direction in which its scores
    /// change.
    private func curved(
        _ block: LogisticDesign.Block, _ shares: [Double], _ changes: [Double]
    ) -> [Double] {
        let count = block.rowCount
        var result = changes
        for row in 0..<count {
            var mean = 0.0
            for output in 0..<design.outputs {
                mean += shares[output * count + row] * changes[output * count + row]
            }
            for output in 0..<design.outputs {
                let place = output * count + row
                result[place] = block.weight(row) * shares[place] * (changes[place] - mean)
            }
        }
        return result
    }

    private func curvatures(_ block: LogisticDesign.Block, _ shares: [Double]) -> [Double] {
        let count = block.rowCount
        return shares.indices.map { block.weight($0 % count) * shares[$0] * (1 - shares[$0]) }
    }
}

// MARK: Penalty

extension LogisticObjective {
    private func penalty(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
        let gradient = penaltyHessian(parameters)
        let value = zip(gradient, parameters).reduce(0) { $0 + $1.0 * $1.1 } / 2
        return (value, gradient)
    }

    /// The penalty's second derivative times a direction: by the squared scale, as coefficients of
    /// scaled features are larger by the scale; 0 for intercepts.
    private func penaltyHessian(_ direction: [Double]) -> [Double] {
        let size = design.featureCount + 1
        return direction.indices.map { index in
            let feature = index % size
            guard feature < design.featureCount else { return 0 }
            return direction[index] / (design.scales[feature] * design.scales[feature])
        }
    }
}
