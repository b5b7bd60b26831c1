import SegDiagnostics
import SegSyntax
import SegVM

/// The functions declared at the prompt, in the order of their latest declaration.
struct FunctionSources {
    private var entries: [(name: String, source: String, words: Set<String>)] = []

    /// The declaration of a function as it was typed.
    subscript(name: String) -> String? { entries.first { $0.name == name }?.source }

    /// Notes what an input gave; a name that is bound to something else is no function any more.
    mutating func note(_ program: Program, _ exports: [CompiledCell.Export]) {
        for export in exports { entries.removeAll { $0.name == export.name } }
        for statement in program.statements {
            guard case .function(let declaration) = statement.kind else { continue }
            let source = statement.span.text
            entries.append((declaration.name.text, source, MentionedNames.of(source)))
        }
    }

    /// The functions that call one of these, or call one that does, in order; none of these
    /// themselves.
    func callers(of changed: Set<String>) -> [(name: String, source: String)] {
        var reached = changed
        var grew = true
        while grew {
            let more = entries.filter {
                !reached.contains($0.name) && !$0.words.isDisjoint(with: reached)
            }
            reached.formUnion(more.map(\.name))
            grew = !more.isEmpty
        }
        return entries.filter { reached.contains($0.name) && !changed.contains($0.name) }
            .map { ($0.name, $0.source) }
    }
}
