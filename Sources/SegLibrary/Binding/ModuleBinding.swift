import SegCore
import SegDiagnostics
import SegFrame
import SegVM

/// Makes builtins of the language from the declarations of modules.
enum ModuleBinding {
    /// Gathers a call's arguments from `offset` on and matches them to the declaration.
    static func arguments<Product>(
        _ declaration: ModuleDeclaration<Product>, _ call: Arguments, from offset: Int,
        _ context: NativeContext
    ) throws -> ModuleArguments {
        var given: [String: ModuleArgument] = [:]
        for (index, parameter) in declaration.parameters.enumerated() where call.isGiven(offset + index) {
            do {
                given[parameter.name] = try ModuleArgument(call[offset + index], context: context)
            } catch let failure as Failure {
                throw ArgumentFailure(offset + index, failure)
            }
        }
        let labelled = try call.open.map { ($0.label, try ModuleArgument($0.value, context: context)) }
        return try ModuleArguments(declaration, given, labelled: labelled)
    }

    /// A step is three builtins of one name, told apart by the first argument: a table is changed now, a
    /// pipeline is appended to, and anything else gives a pipeline of one part.
    static func step(_ declaration: ModuleDeclaration<any Step>) -> [NativeDeclaration] {
        let parameters = declaration.parameters.map(NativeParameter.init)
        let named = NativeParameter(
            "name", .optional(.string), default: .null, labelOnly: true,
            "The part's name in the pipeline; by default the function's.")
        let open: ParameterKind? = declaration.hasOpenLabels ? .any : nil
        func declare(
            _ receiver: NativeParameter?, result: String, _ body: @escaping NativeDeclaration.Body
        ) -> NativeDeclaration {
            let own = parameters + (declaration.hasOpenLabels || result == "Table" ? [] : [named])
            return NativeDeclaration(
                declaration.name, group: "steps", declaration.summary,
                parameters: (receiver.map { [$0] } ?? []) + own, openLabels: open, result: result, body: body)
        }
        let nameOffset = parameters.count
        let forms = [
            declare(.init("table", .host("Table"), "The table to change now."), result: "Table") {
                let step = try declaration.make(try arguments(declaration, $0, from: 1, $1))
                return .table(try apply(step, to: try $0.host(0, as: TableValue.self).table, $1))
            },
            declare(.init("pipeline", .host("Pipeline"), "The pipeline to append to."), result: "Pipeline") {
                let step = try declaration.make(try arguments(declaration, $0, from: 1, $1))
                let pipeline = try $0.pipeline(0)
                let name = declaration.hasOpenLabels ? nil : $0[nameOffset + 1].asString
                return .host(LearnerValue(try pipeline.appending(step, name: name)))
            },
            declare(nil, result: "Pipeline") {
                let step = try declaration.make(try arguments(declaration, $0, from: 0, $1))
                let name = declaration.hasOpenLabels ? nil : $0[nameOffset].asString
                return .host(LearnerValue(try Pipeline().appending(step, name: name)))
            },
        ]
        return verbs.contains(declaration.name) ? Array(forms.dropFirst()) : forms
    }

    /// A table after a step.
    static func apply(_ step: any Step, to table: Table, _ context: NativeContext) throws -> Table {
        if !step.keepsColumns { try context.library.requireRows(for: step.name) }
        return try EagerStep.apply(step, to: table, context.fitContext)
    }

    /// Steps whose work on a table is a verb of tables, with more options.
    private static let verbs: Set<String> = ["derive", "select", "drop"]

    /// An estimator stands alone or ends a pipeline; it never acts on a table.
    static func estimator(_ declaration: ModuleDeclaration<any Estimator>) -> [NativeDeclaration] {
        let parameters = declaration.parameters.map(NativeParameter.init)
        func declare(
            _ receiver: NativeParameter?, _ body: @escaping NativeDeclaration.Body
        ) -> NativeDeclaration {
            NativeDeclaration(
                declaration.name, group: "estimators", declaration.summary,
                parameters: (receiver.map { [$0] } ?? []) + parameters, result: "Learner", body: body)
        }
        return [
            declare(.init("table", .host("Table"), "A table is not trained on directly.")) { _, _ in
                throw ArgumentFailure(
                    0, "E504", "\(declaration.name) is a learner and does not act on a table",
                    hint: "train(task, \(declaration.name)()) trains it; as_task makes the task")
            },
            declare(.init("pipeline", .host("Pipeline"), "The steps before it.")) {
                let estimator = try declaration.make(try arguments(declaration, $0, from: 1, $1))
                return .host(LearnerValue(try $0.pipeline(0).appending(estimator)))
            },
            declare(nil) {
                let estimator = try declaration.make(try arguments(declaration, $0, from: 0, $1))
                return .host(LearnerValue(try Pipeline().appending(estimator)))
            },
        ]
    }

    static func splitter(_ declaration: ModuleDeclaration<any Splitter>) -> NativeDeclaration {
        NativeDeclaration(
            declaration.name, group: "splitters", declaration.summary,
            parameters: declaration.parameters.map(NativeParameter.init), result: "Splitter"
        ) {
            .host(SplitterValue(try declaration.make(try arguments(declaration, $0, from: 0, $1))))
        }
    }
}

extension Arguments {
    /// The steps of an argument that is a pipeline without an estimator.
    func pipeline(_ position: Int) throws -> Pipeline {
        guard let value = self[position].asHost as? LearnerValue, let pipeline = value.learner as? Pipeline
        else { throw ArgumentFailure(position, "E505", "nothing can be appended to this learner") }
        return pipeline
    }
}
