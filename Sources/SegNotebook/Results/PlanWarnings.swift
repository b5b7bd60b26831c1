import SegDiagnostics

/// What the check of a notebook warned of, cell by cell: it is said before the run, and recorded with it.
struct PlanWarnings {
    private let messages: [String: [RunMessage]]

    init(_ plan: NotebookPlan) {
        let warnings = plan.diagnostics.filter { $0.severity == .warning && $0.cell != nil }
        messages = Dictionary(grouping: warnings) { $0.cell ?? "" }.mapValues { $0.map(RunMessage.init) }
    }

    /// A record with the warnings of its cell before what the run said; one of an earlier run may have them.
    func added(to record: CellRecord) -> CellRecord {
        guard let own = messages[record.name] else { return record }
        var record = record
        record.messages = own.filter { !record.messages.contains($0) } + record.messages
        return record
    }
}
