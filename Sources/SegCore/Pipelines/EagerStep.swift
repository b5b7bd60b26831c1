import SegDiagnostics
import SegFrame

/// Steps at work on a bare table: fitted on its rows and applied to them at once.
public enum EagerStep {
    /// The table after the step. What the step learned from the table's own rows is marked, so that
    /// a task made of it is refused: the columns that it made or read, or, for a step that drops
    /// rows by what it learned, the rows.
    public static func apply(
        _ step: any Step, to table: Table, _ context: FitContext = FitContext()
    ) throws -> Table {
        let fit = try step.fit(Sample(bare: table), context.child(step.name))
        var result = fit.training.table
        guard step.learnsFromRows else { return result }
        for column in learnedColumns(step, fit.fitted, before: table, after: result) {
            let mark = LearnedMark(column: column, verb: step.name)
            if !result.marks.contains(mark) { result.marks.append(mark) }
        }
        return result
    }

    private static func learnedColumns(
        _ step: any Step, _ fitted: any FittedStep, before: Table, after: Table
    ) -> [String] {
        if step.changesRows { return [""] }
        let read = Set(fitted.inputs.map { Utf8Key($0.name) })
        return after.names.filter { before[$0] == nil || read.contains(Utf8Key($0)) }
    }
}
