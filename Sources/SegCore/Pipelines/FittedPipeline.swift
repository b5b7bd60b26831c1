import SegDiagnostics
import SegFrame

/// A trained pipeline: its trained steps and its trained learner.
public struct FittedPipeline: FittedLearner {
    public static let archiveName = "pipeline@1"

    public let steps: FittedSteps
    private let archived: ArchivedLearner
    /// Columns of the table as it was before the first step.
    public let inputs: [Field]

    init(steps: FittedSteps, learner: any FittedLearner, raw: Schema) {
        self.steps = steps
        archived = ArchivedLearner(learner)
        inputs = steps.inputs(from: raw, last: learner.inputs)
    }

    public var learner: any FittedLearner { archived.learner }

    public var rounds: Int? { learner.rounds }
    public var thresholds: ClosedRange<Double>? { learner.thresholds }

    /// Predicts rows that hold the columns of `inputs`; E525 where one is missing, E526 where one
    /// is of another type than at training.
    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let known = try table.conforming(to: inputs)
        return try learner.predict(steps.apply(known), offset: offset)
    }
}
