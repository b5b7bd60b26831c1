import SegDiagnostics
import SegSyntax
import SegVM

/// What the session keeps of inputs, for `:save` and for functions that are typed again.
extension ConsoleSession {
    /// Keeps an input, of one that failed the statements that ran.
    ///
    /// - Parameter before: the names that were `var`s before it.
    func record(_ program: Program, _ cell: CompiledCell, _ outcome: CellOutcome, _ before: Set<String>) {
        let given = Set(outcome.exports.map(\.name))
        let part = RanPart(of: program, giving: given, outcome, variables: before.union(variables))
        guard let kept = part.program else { return }
        noteModules(of: kept, cell)
        functions.note(kept, cell.writes.filter { given.contains($0.name) })
        let changed = part.changed.intersection(before)
        pieces.append(
            .input(
                InputRecord(
                    name: cell.name, text: keptPaths.moved(code: part.text).trimmingCharacters(in: .newlines),
                    isShown: outcome.error == nil && hasShown, readsLastValue: cell.reads.contains("_"), changed: changed,
                    kept: changed.union(kept.declaredVariables).intersection(variables), lost: part.lost)))
    }

    /// Takes the names that a background job gave, as an input of its own; nothing of one that failed.
    func take(_ job: BackgroundJob, _ outcome: CellOutcome) -> [String] {
        guard outcome.error == nil else { return [] }
        remember(job.name)
        // Every variable of the session comes back too, as it was when the job began.
        let declared = Set(job.program.statements.flatMap(\.declaredNames))
        let exports = outcome.exports.filter { declared.contains($0.name) }
        for (name, value) in exports { take(name, value) }
        let given = Set(exports.map(\.name))
        functions.note(job.program, job.cell.writes.filter { given.contains($0.name) })
        var text = job.program.span.text
        var names = exports.map(\.name)
        if let result = outcome.result, !result.isNull {
            take(job.name, result)
            names.append(job.name)
            if let last = job.program.statements.last, last.isExpression {
                text = String(decoding: text.utf8.dropLast(last.span.text.utf8.count), as: UTF8.self)
                    + "let \(job.name) = " + last.span.text
            }
        }
        let record = InputRecord(
            name: job.name, text: text, changed: job.changed, kept: job.program.declaredVariables.intersection(given))
        pieces.insert(.input(record), at: place(of: job, giving: Set(names)))
        return names
    }

    /// Where the job's cell stands: where the job began, as it was given what was there then, unless what came since has to do with a
    /// name that it gives.
    private func place(of job: BackgroundJob, giving names: Set<String>) -> Int {
        let start = min(job.place, pieces.count)
        let isFree = pieces[start...].allSatisfy { MentionedNames.of($0.text).isDisjoint(with: names) }
        return isFree ? start : pieces.count
    }

    /// Modules in use hold on until a name hides them.
    func noteModules(of program: Program, _ cell: CompiledCell) {
        for statement in program.statements {
            guard case .use(let use) = statement.kind else { continue }
            uses.removeAll { $0.namespace == use.namespace }
            uses.append((use.namespace, statement))
        }
        uses.removeAll { use in cell.writes.contains { $0.name == use.namespace } }
    }

    /// Declares the functions again that call one that was retyped, so that they call the new one.
    func renew(callersOf changed: Set<String>, _ program: Program) {
        let own = program.statements.compactMap(\.functionName)
        let callers = functions.callers(of: changed).filter { !own.contains($0.name) }
        guard !changed.isEmpty, !callers.isEmpty else { return }
        let names = callers.map(\.name)
        let text = callers.map(\.source).joined(separator: "\n")
        guard declareAgain(text) else {
            let new = changed.sorted().joined(separator: ", ")
            screen.say("\(names.joined(separator: ", ")): still calling the former \(new), since the new one does not fit")
            return
        }
        sayRenewed(names, Array(changed))
        guard case .input(var record)? = pieces.popLast() else { return }
        record.text += "\n" + text
        pieces.append(.input(record))
    }

    func sayRenewed(_ callers: [String], _ changed: [String]) {
        let new = changed.filter { !callers.contains($0) }.sorted().joined(separator: ", ")
        screen.say("declared again with the new \(new): \(callers.joined(separator: ", "))")
    }

    /// Notes what was declared again as part of the last input, above it as it must stand where it is shown last.
    func keep(_ declarations: Program, _ outcome: CellOutcome) {
        let given = Set(outcome.exports.map(\.name))
        let kept = declarations.statements.filter { $0.functionName.map(given.contains) ?? false }
        functions.note(Program(statements: kept, span: declarations.span), [])
        guard outcome.error == nil, case .input(var record)? = pieces.popLast() else { return }
        record.text = declarations.span.text + "\n" + record.text
        pieces.append(.input(record))
    }

    /// Runs declarations as part of the last input; false when they don't compile any more.
    private func declareAgain(_ text: String) -> Bool {
        let file = SourceFile(name: "in\(count)", text: text)
        let program = Program.parse(file).tree
        let whole = Program(
            statements: uses.map(\.statement) + program.statements, span: program.span)
        let compilation = session.compile(whole, name: file.name)
        guard let cell = compilation.cell, !compilation.hasErrors else { return false }
        _ = session.run(cell)
        functions.note(program, cell.writes)
        return true
    }
}
