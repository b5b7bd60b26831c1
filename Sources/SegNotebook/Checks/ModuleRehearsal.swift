import SegCore
import SegDiagnostics
import SegFrame
import SegLibrary
import SegStudies
import SegSyntax
import SegVM

/// What steps and learners do with the columns of a table, as far as it is certain before the run.
enum ModuleRehearsal {
    /// A table after a step that was applied to it at once; nil where its columns depend on the rows.
    ///
    /// What the step learns from the rows marks the columns that it reads, as it will when it runs.
    static func table(_ table: Table, after step: any Step, at span: Span) -> Table? {
        guard step.keepsColumns else { return nil }
        var result = table
        guard step.learnsFromRows else { return result }
        let place = "\(span.file.name):\(span.file.position(of: span.range.lowerBound).line)"
        let columns = step.changesRows ? [""] : StepColumns.chosen(by: step, in: table) ?? []
        for column in columns { result.marks.append(LearnedMark(column: column, verb: step.name, place: place)) }
        return result
    }

    /// The leak that `as_task` will refuse; nil where there is none for certain.
    ///
    /// Which columns are features is known where nobody chooses them, or where they are written out.
    static func leak(_ table: Table, in call: Call) -> Failure? {
        let labels = Set(call.arguments.compactMap { $0.label?.text })
        guard !labels.contains("leaks") else { return nil }
        let features = features(of: call)
        let marks = table.marks.filter { mark in
            !mark.lookback && (mark.column.isEmpty || !labels.contains("features") || features.contains { $0.hasSameBytes(as: mark.column) })
        }
        return marks.first.map { LeakRefusal.failure($0) } ?? madeFromTarget(table, in: call, labels)
    }

    /// The columns that `features:` lists by their names.
    private static func features(of call: Call) -> [String] {
        guard case .list(let items)? = call.arguments.first(where: { $0.label?.text == "features" })?.value.kind else { return [] }
        return items.compactMap { if case .column(let name) = $0.kind { name } else { nil } }
    }

    /// L206 for a column that will be a feature, since nothing else is said of it.
    private static func madeFromTarget(_ table: Table, in call: Call, _ labels: Set<String>) -> Failure? {
        guard labels.isSubset(of: ["target", "kind", "positive", "test"]),
            let argument = call.arguments.first(where: { $0.label?.text == "target" }), case .column(let target) = argument.value.kind
        else { return nil }
        let made = table.names.first { !$0.hasSameBytes(as: target) && table.knows(target, from: $0) }
        return made.map { LeakRefusal.madeFromTarget($0, target) }
    }

    /// Columns that learners name and a task's table does not have, each once.
    static func unknownColumns(_ learners: [(name: String, learner: any Learner)], on table: Table) -> [Failure] {
        var failures: [Failure] = []
        for (name, learner) in learners {
            guard let pipeline = learner as? Pipeline else { continue }
            for part in pipeline.steps {
                let missing = StepColumns.named(in: part.step).first { table[$0] == nil }
                if let missing {
                    let failure = FrameError.unknownColumn(missing, among: table.names)
                    let owner = learners.count > 1 ? " of \"\(name)\"" : ""
                    failures.append(
                        Failure(failure.code, "\(part.name)\(owner): \(failure.message)", hint: failure.hint))
                    break
                }
                // Later steps may name what this one makes.
                guard part.step.keepsColumns else { break }
            }
        }
        return failures
    }

    /// The learners that a value holds, with their names.
    static func learners(in value: Value) -> [(name: String, learner: any Learner)] {
        if let learner = (value.asHost as? LearnerValue)?.learner { return [(learner.name, learner)] }
        guard case .dictionary(let entries) = value else { return [] }
        return entries.pairs.compactMap { key, value in
            guard let name = key.asString, let learner = (value.asHost as? LearnerValue)?.learner else { return nil }
            return (name, learner)
        }
    }

    /// The one step of a pipeline that a call makes.
    static func step(_ value: Value) -> (any Step)? {
        ((value.asHost as? LearnerValue)?.learner as? Pipeline)?.steps.last?.step
    }
}
