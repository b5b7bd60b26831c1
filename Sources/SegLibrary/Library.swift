import SegCore
import SegLearners
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
        return modules
    }()

    /// All builtins: the language's own and the domain's.
    public static let registry: Registry = {
        var registry = Registry.core
        registry.makeColumn = { .host(ColumnValue(.column($0))) }
        Coercions.add(to: &registry)
        for declarations in domain { registry.add(declarations) }
        return registry
    }()

    /// What skill is measured against when nobody says.
    static var baseline: (any Learner)? {
        modules.estimators.first { $0.name == "baseline" }
            .flatMap { try? $0.make(ModuleArguments($0)) }
    }

    private static var domain: [[NativeDeclaration]] {
        [
            ColumnFunctionBinding.declarations, SelectorBinding.declarations, TableVerbs.declarations,
            SequenceNatives.declarations, SourceNatives.declarations, PlotNatives.declarations,
            modules.steps.flatMap(ModuleBinding.step), modules.estimators.flatMap(ModuleBinding.estimator),
            modules.metrics.flatMap(MetricBinding.declarations), modules.splitters.map(ModuleBinding.splitter),
            TaskNatives.declarations, SegmentNatives.declarations, LearnerNatives.declarations,
            WrapperNatives.declarations, StudyNatives.declarations, ReadingNatives.declarations,
            ModelNatives.declarations,
        ]
    }
}
