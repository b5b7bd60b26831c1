import SegDiagnostics
import SegSyntax

/// Calls of functions that the notebook or a module declares: their bodies are carried out statement by statement, as long as
/// nothing branches.
extension ColumnRehearsal {
    mutating func finding(_ function: RehearsedFunction, _ call: Call, _ span: Span) -> Finding {
        let given = call.arguments.dropFirst(scope.namespace(of: call) == nil ? 0 : 1)
        guard callBudget > 0, calls.count < RehearsedFunction.depth, call.trailingClosure == nil, let arguments = function.arguments(given)
        else { return surroundings(of: call) }
        callBudget -= 1
        let values = arguments.map { argument in argument.map { finding($0) } }
        let outer = scope
        scope = function.scope
        calls.append(span)
        for (parameter, value) in zip(function.parameters, values) {
            scope[parameter.name.text] = value ?? parameter.defaultValue.map { finding($0) } ?? .unknown
        }
        let result = result(of: function.body)
        calls.removeLast()
        scope = outer
        return result
    }

    /// What a function's body gives; unknown from the first statement on that may leave it early.
    private mutating func result(of body: Block) -> Finding {
        for (index, statement) in body.statements.enumerated() {
            switch statement.kind {
            case .returnValue(let value): return value.map { finding($0) } ?? .unknown
            case .expression(let expression):
                let found = finding(expression)
                if index == body.statements.count - 1 { return found }
            default: read(statement)
            }
            if !LeavingHeads.of(statement).isEmpty { return .unknown }
        }
        return .unknown
    }

    /// The functions of a module, with what its own declarations tell.
    mutating func add(_ use: UseDeclaration, from file: SourceFile) {
        forget(use.namespace)
        scope.drop(namespace: use.namespace)
        guard !use.isPython, let source = try? ModuleFiles.source(use.path, from: file), modules.insert(source.name).inserted else { return }
        defer { modules.remove(source.name) }
        let module = Program.parse(source)
        guard !module.diagnostics.contains(where: { $0.severity == .error }) else { return }
        let (outer, said, inside) = (scope, diagnostics, calls)
        scope = RehearsedScope(isModule: true)
        // A function may call one that is declared below it.
        for _ in 0..<2 { module.tree.statements.forEach { read($0) } }
        let functions = scope.functions.filter { !$0.key.contains(".") && !$0.key.hasPrefix("_") }
        (scope, diagnostics, calls) = (outer, said, inside)
        for (name, function) in functions { scope.functions["\(use.namespace).\(name)"] = function }
    }
}
