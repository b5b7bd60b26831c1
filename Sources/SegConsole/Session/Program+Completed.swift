import SegDiagnostics
import SegSyntax

extension Program {
    /// How many statements at the start ran before an error: those above its place, else those up to the last one that gave a name.
    func completed(giving names: Set<String>, before error: Diagnostic?) -> Int {
        if let place = error?.span, place.file == span.file {
            let failed = statements.firstIndex { $0.span.range.upperBound > place.range.lowerBound }
            if let failed { return failed }
        }
        let last = statements.lastIndex { statement in
            switch statement.kind {
            case .binding(let binding): binding.names.contains { names.contains($0.text) }
            case .function(let declaration): names.contains(declaration.name.text)
            default: false
            }
        }
        return last.map { $0 + 1 } ?? 0
    }
}
