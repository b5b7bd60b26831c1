import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// Trains on a transformed target; predictions are on the original scale.
///
/// The inverse of a mean is not the mean of the inverse: after `log1p` a squared-error model predicts
/// nearer to the median than to the mean.
public struct TransformTarget: Learner {
    public enum Method: String, Sendable, Codable, CaseIterable {
        case log1p, standardize
        case yeoJohnson = "yeo_johnson"
    }

    public let learner: any Learner
    /// Applied in order.
    public let methods: [Method]

    public init(_ learner: any Learner, methods: [Method]) {
        self.learner = learner
        self.methods = methods
    }

    public var name: String { learner.name }
    public var kinds: Set<ProblemKind> { learner.kinds.intersection([.regression]) }
    public var accepts: FeatureSupport { learner.accepts }

    public var parts: [LearnerPart] {
        let names = methods.map { "\"\($0.rawValue)\"" }
        let list = names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
        return learner.parts
            + [LearnerPart(name: "transform_target", version: 1, source: "transform_target(with: \(list))")]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let (maps, values) = try transformed(sample.target.numbers)
        let fitted = try learner.fit(sample.replacing(target: .values(values)), context)
        return TargetTransformed(inner: ArchivedLearner(fitted), maps: maps)
    }

    public func fit(_ sample: Sample, monitor: RoundMonitor, _ context: FitContext) throws -> MonitoredFit? {
        let (maps, values) = try transformed(sample.target.numbers)
        let inverse = monitor.replacingLoss { predictions in
            monitor.loss(TargetTransformed.restored(predictions, maps))
        }
        let fit = try learner.fit(sample.replacing(target: .values(values)), monitor: inverse, context)
        return fit.map { fit in
            MonitoredFit(
                fitted: TargetTransformed(inner: ArchivedLearner(fit.fitted), maps: maps),
                bestRounds: fit.bestRounds, curve: fit.curve)
        }
    }

    public func with(rounds: Int) -> (any Learner)? {
        learner.with(rounds: rounds).map { TransformTarget($0, methods: methods) }
    }

    private func transformed(_ values: [Double]) throws(Failure) -> (maps: [TargetMap], values: [Double]) {
        var maps: [TargetMap] = []
        var values = values
        for method in methods {
            let map = try TargetMap(method, learnedFrom: values)
            maps.append(map)
            values = values.map(map.forward)
        }
        return (maps, values)
    }
}

/// A model that was trained on a transformed target.
public struct TargetTransformed: FittedLearner {
    public static let archiveName = "transform_target@1"

    let inner: ArchivedLearner
    let maps: [TargetMap]

    public var inputs: [Field] { inner.learner.inputs }
    public var rounds: Int? { inner.learner.rounds }
    public var curve: [Double] { inner.learner.curve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Self.restored(try inner.learner.predict(table, offset: nil), maps)
    }

    static func restored(_ predictions: Predictions, _ maps: [TargetMap]) -> Predictions {
        let values = predictions.values.map { value in
            maps.reversed().reduce(value) { $1.inverse($0) }
        }
        return Predictions(rowCount: predictions.rowCount, values: values)
    }
}

/// A strictly increasing map of the target and its inverse.
enum TargetMap: Sendable, Codable {
    case log1p
    case standardize(mean: Double, deviation: Double)
    case yeoJohnson(lambda: Double)

    init(_ method: TransformTarget.Method, learnedFrom values: [Double]) throws(Failure) {
        switch method {
        case .log1p:
            if let low = values.min(), low <= -1 {
                throw Failure(
                    "E563", "transform_target(with: \"log1p\") needs a target above -1, and \(low) occurs",
                    hint: "\"yeo_johnson\" takes any number")
            }
            self = .log1p
        case .standardize:
            let count = Double(max(1, values.count))
            let mean = values.reduce(0, +) / count
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            self = .standardize(mean: mean, deviation: variance > 0 ? variance.squareRoot() : 1)
        case .yeoJohnson: self = .yeoJohnson(lambda: Self.bestLambda(values))
        }
    }

    func forward(_ y: Double) -> Double {
        switch self {
        case .log1p: Foundation.log1p(y)
        case .standardize(let mean, let deviation): (y - mean) / deviation
        case .yeoJohnson(let lambda): Self.yeoJohnson(y, lambda)
        }
    }

    func inverse(_ z: Double) -> Double {
        switch self {
        case .log1p: expm1(z)
        case .standardize(let mean, let deviation): z * deviation + mean
        case .yeoJohnson(let lambda): Self.inverseYeoJohnson(z, lambda)
        }
    }

    /// Yeo and Johnson 2000.
    private static func yeoJohnson(_ y: Double, _ lambda: Double) -> Double {
        if y >= 0 { return abs(lambda) < 1e-12 ? Foundation.log1p(y) : (pow(y + 1, lambda) - 1) / lambda }
        let other = 2 - lambda
        return abs(other) < 1e-12 ? -Foundation.log1p(-y) : -(pow(1 - y, other) - 1) / other
    }

    private static func inverseYeoJohnson(_ z: Double, _ lambda: Double) -> Double {
        if z >= 0 {
            if abs(lambda) < 1e-12 { return expm1(z) }
            return pow(max(0, lambda * z + 1), 1 / lambda) - 1
        }
        let other = 2 - lambda
        if abs(other) < 1e-12 { return -expm1(-z) }
        return 1 - pow(max(0, 1 - other * z), 1 / other)
    }

    /// The λ of greatest normal likelihood, by golden section on −5 … 5.
    private static func bestLambda(_ values: [Double]) -> Double {
        let logs = values.reduce(0) { $0 + ($1 < 0 ? -1 : 1) * Foundation.log1p(abs($1)) }
        func likelihood(_ lambda: Double) -> Double {
            let moved = values.map { yeoJohnson($0, lambda) }
            let count = Double(max(1, moved.count))
            let mean = moved.reduce(0, +) / count
            let variance = moved.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            guard variance > 0, variance.isFinite else { return -.infinity }
            return -count / 2 * log(variance) + (lambda - 1) * logs
        }
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (-5.0, 5.0)
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (likelihood(left), likelihood(right))
        for _ in 0..<60 {
            if atLeft >= atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = likelihood(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = likelihood(right)
            }
        }
        return (low + high) / 2
    }
}

extension RoundMonitor {
    fileprivate func replacingLoss(_ loss: @escaping @Sendable (Predictions) -> Double) -> RoundMonitor {
        RoundMonitor(validation: validation, patience: patience, minDelta: minDelta, loss: loss)
    }
}
