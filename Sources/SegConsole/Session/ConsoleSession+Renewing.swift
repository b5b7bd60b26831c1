import SegDiagnostics
import SegSyntax
import SegVM

extension ConsoleSession {
    /// The declarations of functions that an input calls and that call, by themselves or by way of others, one which the
    /// input retypes: declared again as part of it, they call the new one. Nil where there are none.
    func renewed(by program: Program, name: String) -> Program? {
        let retyped = Set(program.statements.compactMap(\.functionName).filter { functions[$0] != nil })
        guard !retyped.isEmpty else { return nil }
        let own = Set(program.statements.flatMap(\.declaredNames))
        let callers = functions.callers(of: retyped).filter { !own.contains($0.name) }
        let words = MentionedNames.of(program.span.text)
        guard callers.contains(where: { words.contains($0.name) }) else { return nil }
        return Program.parse(SourceFile(name: "\(name), declared again", text: callers.map(\.source).joined(separator: "\n"))).tree
    }
}

extension Program {
    /// The statements of both, in the place of the second.
    func followed(by program: Program) -> Program {
        Program(statements: statements + program.statements, span: program.span)
    }
}

extension Statement {
    /// The name of the function that it declares, if it does.
    var functionName: String? {
        if case .function(let declaration) = kind { declaration.name.text } else { nil }
    }
}
