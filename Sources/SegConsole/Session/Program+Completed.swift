import SegDiagnostics
import SegSyntax

extension Program {
    /// The statement that an error came from, by itself or by what it called; nil where that is not known.
    func failed(by error: Diagnostic) -> Int? {
        let places = ([error.span] + error.notes.map(\.span)).compactMap { $0 }.filter { $0.file == span.file }
        // The outermost call: a function that is declared here runs where it is called.
        return places.reversed().lazy.compactMap { place in
            statements.firstIndex { $0.functionName == nil && $0.span.range.contains(place.range.lowerBound) }
        }.first
    }

    /// How many statements at the start ran before an error: those above its place, else those up to the last one that gave a name.
    func completed(giving names: Set<String>, before error: Diagnostic) -> Int {
        if let failed = failed(by: error) { return failed }
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
