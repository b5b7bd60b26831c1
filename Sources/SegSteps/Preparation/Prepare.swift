import SegCore
import SegDiagnostics
import SegFrame

/// The ready-made preparation that suits the estimator after it and the training rows.
///
/// Always: features without any value, ids and free text are dropped; text with few levels counts
/// as categorical; times become calendar parts. Where the estimator can't take them as they are:
/// missing numbers are imputed by the median, with indicators; categorical features become columns
/// of 0 and 1 up to 15 levels, above that mean targets (shares without a target); numbers are
/// standardised. `trace` shows what was chosen.
public struct Prepare: Step {
    /// What the estimator after it accepts.
    public let support: FeatureSupport

    public init(before support: FeatureSupport = .completeNumbers) { self.support = support }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "prepare",
            summary:
                "Imputes, encodes and scales as columns and the estimator after it need."
        ) { _ in Prepare() }
    }

    public var source: String { "prepare()" }

    public func resolved(before estimator: any Learner) -> any Step {
        Prepare(before: estimator.accepts)
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let chosen = try PreparationPlan(sample, support).pipeline()
        let (steps, training) = try chosen.fitSteps(sample, context)
        let inputs = steps.inputs(from: sample.table.schema)
        return StepFit(fitted: FittedPrepare(steps: steps, inputs: inputs), training: training)
    }
}

/// The trained steps that `prepare` chose.
public struct FittedPrepare: FittedStep {
    public static let archiveName = "prepare@1"
    public let steps: FittedSteps
    public let inputs: [Field]

    public var learned: String {
        let items = steps.parts.map { "\($0.name): \($0.step.learned)" }
        return items.isEmpty ? "nothing needed" : items.joined(separator: "; ")
    }

    public func apply(_ table: Table) throws -> Table { try steps.apply(table) }
}
