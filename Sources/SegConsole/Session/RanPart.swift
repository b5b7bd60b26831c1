import SegDiagnostics
import SegSyntax
import SegVM

/// What is kept of an input: all of it, or of one that failed the statements that ran, and what the failed one did to variables.
struct RanPart {
    /// The statements that ran; nil where nothing is kept.
    private(set) var program: Program?
    private(set) var text = ""
    /// The names that it may have changed.
    private(set) var changed: Set<String>
    /// The variables that it may have changed further, where that can't be repeated: it was stopped from outside.
    private(set) var lost: Set<String> = []

    /// - Parameter variables: the names that are `var`s before or after it.
    init(of whole: Program, giving names: Set<String>, _ outcome: CellOutcome, variables: Set<String>) {
        guard let error = outcome.error else {
            program = whole
            text = whole.span.text
            changed = ChangedNames.of(whole.statements)
            return
        }
        let count = whole.completed(giving: names, before: error)
        let ran = Array(whole.statements.prefix(count))
        let isPlaced = whole.failed(by: error) != nil
        let failed = Array(whole.statements.dropFirst(count).prefix(isPlaced ? 1 : Int.max))
        changed = ChangedNames.of(ran)
        if let first = ran.first, let last = ran.last {
            program = Program(statements: ran, span: first.span.union(last.span))
            text = program?.span.text ?? ""
        }
        let further = ChangedNames.of(failed).intersection(variables)
        guard !further.isEmpty, let first = failed.first, let last = failed.last else { return }
        program = program ?? Program(statements: [], span: whole.span)
        let repeated = "try { \(first.span.union(last.span).text) } catch { }"
        if outcome.interruption == nil, !Program.parse(SourceFile(name: "", text: repeated)).hasErrors {
            add(repeated)
            changed.formUnion(further)
        } else {
            add("// It ended early; what it had done to \(further.sorted().joined(separator: ", ")) by then is not repeated.")
            lost = further
        }
    }

    private mutating func add(_ line: String) { text += (text.isEmpty ? "" : "\n") + line }
}
