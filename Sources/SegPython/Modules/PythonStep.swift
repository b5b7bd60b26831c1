import SegCore
import SegDiagnostics
import SegFrame

/// An object with `fit` and `transform`, such as scikit-learn's transformers, as a step.
///
/// It is cloned for every fit and sees training rows only; what it gives replaces the columns that
/// it was given.
public struct PythonStep: Step {
    public let module: PythonModule
    /// nil: the numeric features.
    public let columns: Selector?

    public init(_ module: PythonModule, columns: Selector? = nil) {
        self.module = module
        self.columns = columns
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "python_step", summary: "An object of Python with fit and transform."
        ) { _ in
            throw Failure("E505", "an object of Python comes into a pipeline by then(object)")
        }
    }

    public var source: String {
        "then(\(module.source)\(columns.map { ", columns: \($0.description)" } ?? ""))"
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let names = try (columns ?? .numeric).resolve(in: try sample.table.selecting(sample.features))
        guard !names.isEmpty else {
            throw Failure(
                "E534", "\(module.className) has no columns to work on: there is no numeric feature",
                hint: "name them: then(object, columns: [.city])")
        }
        let table = try sample.table.selecting(names)
        let numbers = sample.target.count > 0 ? sample.target.numbers : nil
        let learned = try module.fitted(
            on: table, target: numbers, weights: nil, classes: sample.problem.kind.isClassification, isStep: true, context)
        let (object, columns) = try PythonModule.guarded {
            let runtime = module.runtime
            return (
                try runtime.helperObject("learned", [.object(learned)]), try runtime.helper("learned_columns", [.object(learned)]))
        }
        let fitted = FittedPythonStep(PythonState(module, object, inputs: table.schema.fields))
        // What encodes the target makes something else of the rows that it learned from than of others.
        let made: PythonValue
        if case .none = columns { made = try fitted.transformed(sample.table) } else { made = columns }
        let replaced = try fitted.replaced(sample.table, by: made)
        try refuseOtherFeatures(among: made, given: names, features: sample.features)
        return StepFit(fitted: fitted, training: sample.replacing(table: replaced))
    }

    /// What a step makes takes the place of what it was given, and never of another feature.
    private func refuseOtherFeatures(among made: PythonValue, given: [String], features: [String]) throws {
        guard case .table(let table) = made else { return }
        let others = Set(features).subtracting(given)
        guard let name = table.schema.names.first(where: others.contains) else { return }
        throw Failure(
            "E648", "\(module.className) makes a column \"\(name)\", which is a feature that it wasn't given",
            hint: "rename that feature before the step, or give it to the step: then(object, columns: […, .\(name)])")
    }
}

/// A transformer of Python that has learned.
public struct FittedPythonStep: FittedStep {
    public static let archiveName = "python_step@1"

    private let state: PythonState

    init(_ state: PythonState) { self.state = state }

    public var inputs: [Field] { state.inputs }
    public var learned: String { state.source }

    public func apply(_ table: Table) throws -> Table {
        try replaced(table, by: try transformed(table))
    }

    /// What the object makes of the step's columns of a table.
    fileprivate func transformed(_ table: Table) throws -> PythonValue {
        let given = try state.columns(of: table)
        PythonRuntime.countUse()
        return try PythonModule.guarded { () throws -> PythonValue in
            try state.runtime.helper("transform", [.object(state.object), .table(given)])
        }
    }

    /// A table with what was made of the step's columns in their place.
    fileprivate func replaced(_ table: Table, by made: PythonValue) throws -> Table {
        guard case .table(let new) = made, new.rowCount == table.rowCount else {
            throw Failure(
                "E648", "\(state.source) gives no table with a row for each of \(table.rowCount) rows",
                hint: "a step never drops or adds a row")
        }
        var result = table.dropping(inputs.map(\.name).filter { new[$0] == nil })
        for (field, column) in zip(new.schema.fields, new.columns) {
            result = try result.setting(field.name, column)
        }
        return result
    }
}
