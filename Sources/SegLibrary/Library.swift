import SegCore
import SegDiagnostics
import SegLearners
import SegPython
import SegSteps
import SegStudies
import SegVM

/// Everything that the language knows: the one place where it meets the domain.
public enum Library {
    /// All modules: steps, estimators, metrics, splitters, and the trained forms that files are read into.
    public static let modules: ModuleRegistry = {
        var modules = ModuleRegistry()
        registerSteps(into: &modules)
        registerEstimators(into: &modules)
        registerMetrics(&modules)
        registerSplitters(&modules)
        registerWrappers(&modules)
        modules.add(fittedStep: FittedPythonStep.self)
        modules.add(fittedStep: FittedFunctionStep.self)
        modules.add(fittedLearner: FittedPythonLearner.self)
        return modules
    }()

    /// All builtins: the language's own and the domain's.
    public static let registry: Registry = {
        var registry = Registry.core
        registry.makeColumn = { .host(ColumnValue(.column($0))) }
        registry.loadPython = PythonNatives.load
        registry.readPython = PythonOutlines.read
        Coercions.add(to: &registry)
        for (kind, fields) in kinds { registry.addKind(kind, fields: fields) }
        for declarations in domain { registry.add(declarations.map(\.placingMarks)) }
        return registry
    }()

    /// Kinds whose mistakes are found before the run, with their fields.
    private static let kinds: [(String, [String]?)] = [
        ("Table", nil), ("LazyTable", nil), ("GroupedTable", nil), ("Task", TaskValue.fields), ("Segments", SegmentsValue.fields),
        ("Folds", FoldsValue.fields), ("Study", StudyValue.fields), ("Model", ModelValue.fields), ("Verdict", VerdictValue.fields),
        ("Pipeline", nil), ("Splitter", nil), ("Metric", nil),
    ]

    /// The sources of the standard library, written in the language: file name and bytes.
    public static let standardModules: [(name: String, bytes: [UInt8])] = [
        ("recipes.seg", PackageResources.recipes_seg), ("statistics.seg", PackageResources.statistics_seg),
    ]

    /// What skill is measured against when nobody says.
    static var baseline: (any Learner)? {
        modules.estimators.first { $0.name == "baseline" }
            .flatMap { try? $0.make(ModuleArguments($0)) }
    }

    /// What tells how much a column says alone.
    static var smallTree: any Learner {
        get throws {
            guard let tree = modules.estimators.first(where: { $0.name == "decision_tree" }) else {
                throw Failure("E551", "this program has no decision tree")
            }
            return try tree.make(
                ModuleArguments(tree, ["max_depth": .int(4), "min_samples_leaf": .int(20)]))
        }
    }

    /// What is trained when nobody says.
    static var usualLearner: any Learner {
        get throws {
            guard let step = modules.steps.first(where: { $0.name == "prepare" }),
                let estimator = modules.estimators.first(where: { $0.name == "gbdt" })
            else { throw Failure("E551", "this program has no gradient boosting") }
            return try Pipeline().appending(step.make(ModuleArguments(step))).appending(estimator.make(ModuleArguments(estimator)))
        }
    }

    private static var domain: [[NativeDeclaration]] {
        [
            ColumnFunctionBinding.declarations, SelectorBinding.declarations, TableVerbs.declarations,
            LazyTableNatives.declarations, SequenceNatives.declarations, SourceNatives.declarations, TableMaking.declarations, PlotNatives.declarations,
            modules.steps.flatMap(ModuleBinding.step), modules.estimators.flatMap(ModuleBinding.estimator),
            modules.metrics.flatMap(MetricBinding.declarations), modules.splitters.map(ModuleBinding.splitter),
            TaskNatives.declarations, SegmentNatives.declarations, LearnerNatives.declarations,
            WrapperNatives.declarations, StudyNatives.declarations, ReadingNatives.declarations, StudyPlotNatives.declarations,
            ModelNatives.declarations, LazyTableNatives.saving, PythonNatives.declarations,
        ]
    }
}
