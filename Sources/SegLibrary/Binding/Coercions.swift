import SegCore
import SegDiagnostics
import SegFrame
import SegPython
import SegVM

/// What may stand where a parameter asks for an object of the library.
enum Coercions {
    static func add(to registry: inout Registry) {
        registry.addCoercion(to: "Column", takesConstants: true) { value, _ in
            Scalar(value).map { .host(ColumnValue(.literal($0))) }
        }
        registry.addCoercion(to: "Selector") { value, context in
            let value = try called(value, context)
            if value.asHost is SelectorValue { return value }
            return Selector(value).map { .host(SelectorValue($0)) }
        }
        for kind in ["Learner", "Pipeline", "Metric", "Splitter"] {
            registry.addCoercion(to: kind) { value, context in
                if kind == "Learner", case .learner(let learner)? = try PythonNatives.part(value) {
                    return .host(LearnerValue(learner))
                }
                if kind == "Pipeline", let pipeline = try pipelineOfSteps(value) { return .host(LearnerValue(pipeline)) }
                let made = try called(value, context)
                return made.kindName == kind ? made : nil
            }
        }
    }

    /// A pipeline that ends with an object of Python that predicts and also transforms, as a selection of features does: before
    /// another part it is a step. Nil for others.
    private static func pipelineOfSteps(_ value: Value) throws -> Pipeline? {
        guard let pipeline = (value.asHost as? LearnerValue)?.learner as? Pipeline, let last = pipeline.estimator,
            let learner = last.learner as? PythonLearner, learner.transforms
        else { return nil }
        return try pipeline.swap(last.name, with: nil).then(.step(PythonStep(learner.module)), name: last.name)
    }

    /// The bare name of a constructor stands for a call with defaults.
    static func called(_ value: Value, _ context: NativeContext) throws -> Value {
        guard case .native = value else { return value }
        return try context.call(value, [])
    }
}
