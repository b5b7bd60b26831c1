import SegCore
import SegDiagnostics
import SegFrame

/// An object with `fit` and `predict`, such as the estimators of scikit-learn and LightGBM.
///
/// It is cloned for every fit, seeded from the study's stream where it leaves `random_state` open,
/// and given a frame of the features; classes are numbered in the order of the task's.
public struct PythonLearner: Learner {
    public let module: PythonModule
    public let takesWeights: Bool

    public init(_ module: PythonModule) {
        self.module = module
        if case .bool(false)? = try? module.runtime.helper("takes_weights", [.object(module.object)]) {
            takesWeights = false
        } else {
            takesWeights = true
        }
    }

    public var name: String { module.className }
    /// Whether the object also transforms, as one that selects features by what it predicts.
    public var transforms: Bool { PythonModule.can(module.object, "transform", module.runtime) }
    public var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }
    public var accepts: FeatureSupport {
        module.path.hasPrefix("lightgbm.") || module.path.contains("HistGradientBoosting")
            ? FeatureSupport(missing: true, categories: module.path.hasPrefix("lightgbm."), anyScale: true)
            : .completeNumbers
    }
    public var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: module.source)] }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let table = try sample.table.selecting(sample.features)
        let object = try module.fitted(
            on: table, target: sample.target.numbers, weights: sample.weights,
            classes: sample.problem.kind.isClassification, context)
        return FittedPythonLearner(
            PythonState(module, object, inputs: table.schema.fields), problem: sample.problem)
    }
}

/// An estimator of Python that has learned.
public struct FittedPythonLearner: FittedLearner {
    public static let archiveName = "python_learner@1"

    private let state: PythonState
    private let kind: ProblemKind
    private let classCount: Int
    private let outputCount: Int

    init(_ state: PythonState, problem: Problem) {
        self.state = state
        kind = problem.kind
        classCount = problem.classes.count
        outputCount = problem.outputCount
    }

    public var inputs: [Field] { state.inputs }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        guard table.rowCount > 0 else { return Predictions(rowCount: 0, outputCount: outputCount, values: []) }
        let given = try state.columns(of: table)
        let classes: PythonValue = kind.isClassification ? .int(classCount) : .none
        PythonRuntime.countUse()
        let made = try PythonModule.guarded {
            try state.runtime.helper("predict", [.object(state.object), .table(given), classes])
        }
        guard case .column(let column) = made, column.count == table.rowCount * outputCount else {
            throw Failure("E648", "\(state.source) gives no prediction for each row")
        }
        guard column.missingCount == 0 else {
            throw Failure(
                "E554", "\(state.source) predicts NaN or infinity \(column.missingCount) times in \(table.rowCount) rows",
                hint: "it may not take missing values: impute(numeric()) |> before it, or look at its own code")
        }
        return Predictions(
            rowCount: table.rowCount, outputCount: outputCount, values: column.doubles())
    }
}
