import SegCore
import SegDiagnostics
import SegFrame

/// Trains on a transformed target and gives predictions back on the original scale.
public struct TransformTarget: Wrapper {
    public var base: any Learner
    /// Applied in order; undone in the opposite order.
    public let transforms: [TargetTransform]

    public init(_ base: any Learner, with transforms: [TargetTransform]) {
        self.base = base
        self.transforms = transforms
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds.intersection([.regression]) }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        let names = transforms.map { "\"\($0.rawValue)\"" }
        let list = names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
        return base.parts + [
            LearnerPart(
                name: "transform_target", version: 1, source: "transform_target(with: \(list))")
        ]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let (learned, moved) = try transformed(sample)
        return TransformedTargetModel(try base.fit(moved, context), learned)
    }

    /// The monitor judges predictions on the original scale.
    public func fit(
        _ sample: Sample, monitor: RoundMonitor, _ context: FitContext
    ) throws -> MonitoredFit? {
        let (learned, moved) = try transformed(sample)
        let restoring = RoundMonitor(
            validation: monitor.validation, patience: monitor.patience, minDelta: monitor.minDelta
        ) { monitor.loss(TransformedTargetModel.restored($0, learned)) }
        return try base.fit(moved, monitor: restoring, context).map { fit in
            MonitoredFit(
                fitted: TransformedTargetModel(fit.fitted, learned), bestRounds: fit.bestRounds,
                curve: fit.curve)
        }
    }

    public func with(rounds: Int) -> (any Learner)? {
        base.with(rounds: rounds).map { TransformTarget($0, with: transforms) }
    }

    private func transformed(_ sample: Sample) throws -> ([LearnedTransform], Sample) {
        guard case .values(var values) = sample.target else {
            throw Failure("E551", "transform_target needs a regression target")
        }
        var learned: [LearnedTransform] = []
        for transform in transforms {
            let next = try LearnedTransform(
                transform, values, sample.problem.roles.target ?? "target")
            values = values.map(next.apply)
            learned.append(next)
        }
        return (learned, try Self.replacing(values, in: sample))
    }

    /// The sample with another target, in its table too, so that no step sees the original.
    private static func replacing(_ values: [Double], in sample: Sample) throws -> Sample {
        let changed = sample.replacing(target: .values(values))
        guard let name = sample.problem.roles.target, sample.table[name] != nil else {
            return changed
        }
        return changed.replacing(table: try sample.table.setting(name, Column(doubles: values)))
    }
}

/// What can be done to a target.
public enum TargetTransform: String, Hashable, Sendable, Codable, CaseIterable {
    /// log(1 + y), for targets above -1.
    case log1p
    /// The power transform of Yeo and Johnson (2000), its power by maximum likelihood.
    case yeoJohnson = "yeo_johnson"
    /// Less the mean, by the standard deviation.
    case standardize
}

/// A model of a transformed target.
public struct TransformedTargetModel: FittedLearner, CurveKeeping {
    public static let archiveName = "transform_target@1"

    private let archived: ArchivedLearner
    private let transforms: [LearnedTransform]

    init(_ fitted: any FittedLearner, _ transforms: [LearnedTransform]) {
        archived = ArchivedLearner(fitted)
        self.transforms = transforms
    }

    public var inputs: [Field] { archived.learner.inputs }
    public var rounds: Int? { archived.learner.rounds }
    public var thresholds: ClosedRange<Double>? { archived.learner.thresholds }
    var curve: [Double] { archived.learner.watchedCurve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Self.restored(try archived.learner.predict(table), transforms)
    }

    static func restored(_ predictions: Predictions, _ transforms: [LearnedTransform])
        -> Predictions
    {
        let values = transforms.reversed().reduce(predictions.values) { values, transform in
            values.map(transform.invert)
        }
        return Predictions(rowCount: predictions.rowCount, values: values)
    }
}
