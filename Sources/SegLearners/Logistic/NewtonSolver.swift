import SegTensor

/// Newton's method with conjugate gradients for the step, cut short while far from the solution
/// (Dembo and Steihaug 1983; Lin, Weng and Keerthi 2008).
enum NewtonSolver {
    /// The parameters at which the objective is least, to `tolerance` of its value.
    static func minimise(
        _ objective: LogisticObjective, from start: [Double], tolerance: Double, pool: WorkerPool,
        stop: StopSignal
    ) throws -> [Double] {
        var point = try objective.point(start, pool)
        for _ in 0..<100 {
            try stop.check()
            let diagonal = try objective.diagonal(at: point, pool).map { max($0, 1e-12) }
            let slope = zip(point.gradient, diagonal).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
            if slope <= tolerance * max(1e-12, abs(point.value)) { break }
            let step = try step(objective, point, diagonal, pool)
            guard let next = try search(objective, point, step, pool) else { break }
            point = next
        }
        return point.parameters
    }

    /// Solves for the Newton step by conjugate gradients, preconditioned by the diagonal.
    private static func step(
        _ objective: LogisticObjective, _ point: LogisticObjective.Point, _ diagonal: [Double],
        _ pool: WorkerPool
    ) throws -> [Double] {
        var step = [Double](repeating: 0, count: diagonal.count)
        var residual = point.gradient.map { -$0 }
        var scaled = zip(residual, diagonal).map { $0 / $1 }
        var direction = scaled
        var size = dot(residual, scaled)
        let goal = size * min(0.01, (size / max(1, abs(point.value))).squareRoot())
        for _ in 0..<max(20, min(2 * diagonal.count, 500)) {
            let curved = try objective.hessian(at: point, times: direction, pool)
            let curvature = dot(direction, curved)
            guard curvature > 0 else { break }
            let length = size / curvature
            for index in step.indices {
                step[index] += length * direction[index]
                residual[index] -= length * curved[index]
            }
            scaled = zip(residual, diagonal).map { $0 / $1 }
            let next = dot(residual, scaled)
            if next <= goal { break }
            let ratio = next / size
            for index in direction.indices {
                direction[index] = scaled[index] + ratio * direction[index]
            }
            size = next
        }
        return step
    }

    /// Halves the step until the value falls enough; nil where it does not fall any more.
    private static func search(
        _ objective: LogisticObjective, _ point: LogisticObjective.Point, _ step: [Double],
        _ pool: WorkerPool
    ) throws -> LogisticObjective.Point? {
        let slope = dot(point.gradient, step)
        var length = 1.0
        for _ in 0..<30 {
            let parameters = zip(point.parameters, step).map { $0 + length * $1 }
            let next = try objective.point(parameters, pool)
            if next.value <= point.value + 1e-4 * length * slope { return next }
            length /= 2
        }
        return nil
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
