import SegDiagnostics
import SegFrame

/// A part of a pipeline that changes columns: its parameters, before it has learned anything.
public protocol Step: Sendable {
    /// The one declaration that feeds binding, checks, completion, help and reference.
    static var declaration: ModuleDeclaration<any Step> { get }

    /// How the step is written, with parameters that differ from their defaults: `impute(numeric())`.
    var source: String { get }

    /// Whether the step removes or adds rows; such a step acts on training rows only.
    var changesRows: Bool { get }

    /// Whether its result on a row depends on other rows; a table that it was applied to is then marked.
    var learnsFromRows: Bool { get }

    /// Whether it leaves the names of the columns as they are, whatever the rows.
    var keepsColumns: Bool { get }

    /// The step that stands in for this one before an estimator, for steps that choose by what it accepts.
    func resolved(before estimator: any Learner) -> any Step

    /// Learns from training rows, and gives them as the parts after it shall see them.
    ///
    /// The training rows may be treated otherwise than later ones: a cross-fitted encoding gives each row
    /// a value learned from other rows.
    func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit
}

extension Step {
    public var changesRows: Bool { false }
    public var learnsFromRows: Bool { true }
    public var keepsColumns: Bool { false }
    public func resolved(before estimator: any Learner) -> any Step { self }
    public var name: String { Self.declaration.name }
    public var version: Int { Self.declaration.version }
}

/// What fitting a step gives.
public struct StepFit: Sendable {
    public let fitted: any FittedStep
    /// The training rows after the step.
    public let training: Sample

    public init(fitted: any FittedStep, training: Sample) {
        self.fitted = fitted
        self.training = training
    }

    /// The usual case: training rows pass through the fitted step as any later row does.
    public init(_ fitted: any FittedStep, on sample: Sample) throws {
        self.init(fitted: fitted, training: sample.replacing(table: try fitted.apply(sample.table)))
    }
}

/// What a step has learned: plain data that can be saved.
public protocol FittedStep: Codable, Sendable {
    /// Under which a saved model finds the type again: name and version of the step, `impute@1`.
    static var archiveName: String { get }

    /// Columns that must be there, with what they were at fitting.
    var inputs: [Field] { get }

    /// Whether its parts fit together: lengths agree, positions exist. Asked of what was loaded, which may have been
    /// altered; `apply` can rely on it.
    var isSound: Bool { get }

    /// What it learned or chose, in one line for `trace`: `median of 3 columns`.
    var learned: String { get }

    /// Changes the columns of later rows. No row is dropped, added or moved, and none looks at another.
    func apply(_ table: Table) throws -> Table
}

extension FittedStep {
    public var learned: String { "" }
    public var isSound: Bool { true }
}
