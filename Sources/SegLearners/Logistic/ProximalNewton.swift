import SegCore
import SegTensor

/// Logistic regression with an elastic-net penalty: Newton's quadratic in turn for each output,
/// solved by coordinate descent (Friedman, Hastie and Tibshirani 2010), with steps that are cut
/// until they help.
struct ProximalNewton: Sendable {
    let rows: LogisticRows
    let l1Ratio: Double
    /// The weight of the loss against the penalty.
    let lossWeight: Double

    /// The model at which the objective is least, to `tolerance` of its value.
    func minimise(
        from start: LogisticModel, tolerance: Double, _ context: FitContext
    ) throws -> LogisticModel {
        var (model, value) = (start, objective(start))
        for _ in 0..<500 {
            try context.stop.check()
            let before = value
            for output in 0..<rows.outputs {
                let goal = try newton(model, output, tolerance, context)
                (model, value) = search(from: model, value, to: goal)
            }
            if before - value <= tolerance * max(1e-12, abs(before)) { break }
        }
        return model
    }

    private func objective(_ model: LogisticModel) -> Double {
        let penalty = model.coefficients.joined().reduce(0) { sum, coefficient in
            sum + l1Ratio * abs(coefficient) + (1 - l1Ratio) / 2 * coefficient * coefficient
        }
        return lossWeight * model.loss(on: rows) + penalty
    }

    /// The model whose coefficients of one output are least by the quadratic around the present
    /// ones.
    private func newton(
        _ model: LogisticModel, _ output: Int, _ tolerance: Double, _ context: FitContext
    ) throws -> LogisticModel {
        let shares = model.shares(on: rows)
        var response = [Double](repeating: model.intercepts[output], count: rows.rowCount)
        LinearPredictor.add(rows.features, model.coefficients[output], to: &response, output: 0)
        var curvatures = response
        for row in 0..<rows.rowCount {
            let share = shares[output * rows.rowCount + row]
            let truth = Int(rows.target[row]) == (rows.outputs == 1 ? 1 : output) ? 1.0 : 0
            let curvature = max(share * (1 - share), 1e-6)
            response[row] += (truth - share) / curvature
            curvatures[row] = lossWeight * rows.weight(row) * curvature
        }
        let design = LinearDesign(
            rows.features, target: response, weights: curvatures, hasIntercept: true)
        var descent = CoordinateDescent(
            try design.moments(context.pool), weight: 1, start: model.coefficients[output])
        try descent.solve(alpha: 1, l1Ratio: l1Ratio, tolerance: tolerance, stop: context.stop)
        var result = model
        result.coefficients[output] = descent.coefficients
        result.intercepts[output] = design.intercept(descent.coefficients)
        return result
    }

    /// The first of ever shorter steps towards the goal that does not raise the objective.
    private func search(
        from model: LogisticModel, _ value: Double, to goal: LogisticModel
    ) -> (LogisticModel, Double) {
        var length = 1.0
        for _ in 0..<30 {
            let next = length == 1 ? goal : model.moved(towards: goal, by: length)
            let nextValue = objective(next)
            if nextValue <= value { return (next, nextValue) }
            length /= 2
        }
        return (model, value)
    }
}

extension LogisticModel {
    /// A model between two.
    fileprivate func moved(towards goal: LogisticModel, by length: Double) -> LogisticModel {
        func between(_ pair: (Double, Double)) -> Double { pair.0 + length * (pair.1 - pair.0) }
        return LogisticModel(
            coefficients: zip(coefficients, goal.coefficients).map { zip($0, $1).map(between) },
            intercepts: zip(intercepts, goal.intercepts).map(between))
    }
}
