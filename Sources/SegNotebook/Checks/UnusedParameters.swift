import SegDiagnostics
import SegSyntax

/// W604: parameters that nothing in the notebook reads.
enum UnusedParameters {
    static func diagnostics(of plan: NotebookPlan) -> [Diagnostic] {
        let read = Set(plan.cells.flatMap(\.reads))
        let params = plan.notebook.cells.filter { $0.kind == .params }
        return plan.parameters.compactMap { parameter in
            guard !read.contains(parameter.name) else { return nil }
            let cell = params.first { $0.bodySpan.file == parameter.span.file && $0.contains(parameter.span) }
            guard !(cell.map { Self.names(in: $0) } ?? []).contains(parameter.name) else { return nil }
            return Diagnostic(
                .warning, code: "W604", "nothing reads the parameter '\(parameter.name)'", at: parameter.span,
                hint: "use it in a cell below, or take it out", cell: cell?.name)
        }
    }

    /// The names that the statements of a cell mention.
    private static func names(in cell: Cell) -> Set<String> {
        (cell.program?.statements ?? []).reduce(into: []) { names, statement in
            let reader = StatementReader(statement)
            names.formUnion(reader.names.union(reader.judged))
            if case .param(let declaration) = statement.kind, let value = declaration.defaultValue {
                names.formUnion(StatementReader(value).names)
            }
        }
    }
}

extension Cell {
    fileprivate func contains(_ span: Span) -> Bool {
        bodySpan.range.lowerBound <= span.range.lowerBound && span.range.upperBound <= bodySpan.range.upperBound
    }
}
