import SegVM

/// What the checks of a notebook that is edited again and again have in common: what was known of the columns after each
/// cell above the edit.
final class RehearsalMemory {
    private struct Step {
        /// Where the cell's text ends.
        let end: Int
        let after: ColumnRehearsal
    }

    private var text: [UInt8] = []
    private var parameters: [String: String] = [:]
    private var steps: [Step] = []

    /// Forgets all: files may have other columns now.
    func forget() { steps = [] }

    /// What was known after the last cell that stands as it stood, and how many cells that are; later ones are forgotten.
    func begin(_ plan: NotebookPlan, _ values: [String: Value]) -> (after: ColumnRehearsal, count: Int)? {
        let text = Array(plan.notebook.file.text.utf8)
        let parameters = values.mapValues(\.literal)
        if parameters != self.parameters { forget() }
        let common = zip(text, self.text).prefix { $0 == $1 }.count
        let kept = zip(steps, plan.cells).prefix { step, planned in
            step.end <= common && step.end == planned.cell.bodySpan.range.upperBound
        }.count
        steps.removeSubrange(kept...)
        self.text = text
        self.parameters = parameters
        return steps.last.map { ($0.after, kept) }
    }

    func keep(_ rehearsal: ColumnRehearsal, after planned: PlannedCell) {
        steps.append(Step(end: planned.cell.bodySpan.range.upperBound, after: rehearsal))
    }
}
