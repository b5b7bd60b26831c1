import SegDiagnostics

/// What a pipeline is made of: a step, or the learner that it ends in.
public enum PipelinePart: Sendable {
    case step(any Step)
    case learner(any Learner)
}

/// A step under the name by which it is swapped and listed.
public struct NamedStep: Sendable {
    public let name: String
    public let step: any Step

    public init(name: String, step: any Step) {
        self.name = name
        self.step = step
    }

    /// The line of a listing.
    public var part: LearnerPart {
        LearnerPart(name: name, version: step.version, source: step.source)
    }
}

/// The learner that a pipeline ends in, under the name by which it is swapped and listed.
public struct NamedLearner: Sendable {
    public let name: String
    public let learner: any Learner

    public init(name: String, learner: any Learner) {
        self.name = name
        self.learner = learner
    }
}
