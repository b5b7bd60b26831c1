import SegDiagnostics
import SegDisplay
import SegNotebook
import SegSyntax
import SegVM

/// `:bg`, `:jobs`, `:wait` and `:stop`.
extension ConsoleSession {
    /// Runs code beside the prompt, with the names and values that there are now.
    func runInBackground(_ code: String) -> RunStatus {
        let name = (1...).lazy.map { "bg\($0)" }.first { self.board[$0] == nil && self[$0] == nil && !self.loadedNames.contains($0) } ?? "bg"
        let parsed = Program.parse(SourceFile(name: name, text: code))
        parsed.diagnostics.forEach(screen.report)
        guard !parsed.hasErrors, !parsed.tree.statements.isEmpty, let cell = compile(parsed.tree, name: name) else {
            return .refused
        }
        guard !cell.reads.contains("_") else {
            screen.report(
                Failure("E620", "work in the background has no _", hint: "give the value a name first: let x = _"))
            return .refused
        }
        let changed = ChangedNames.of(parsed.tree.statements).intersection(variables)
        let job = BackgroundJob(name: name, code: code, program: parsed.tree, cell: cell, place: pieces.count, changed: changed)
        board.add(job)
        let inputs = Dictionary(cell.reads.map { ($0, self[$0] ?? .absent) }) { first, _ in first }
        job.start(inputs: inputs, seed: session.seed, beside: state, onNews: board.onNews)
        screen.say("\(name) runs; :jobs lists, :wait \(name) waits, :stop \(name) stops it")
        return .done
    }

    /// Everything that jobs have to tell, with line endings, nil where there is nothing; what those that ended
    /// gave is the session's from now on.
    func takeNews() -> String? {
        board.settle()
        var lines: [String] = []
        for job in board.jobs {
            let (news, end) = job.take()
            for piece in news {
                switch piece {
                case .output(let document): lines += marked(screen.rendered(document), job)
                case .warning(let diagnostic): lines += marked(screen.rendered(diagnostic), job)
                }
            }
            if let end { lines += land(job, end) }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
    }

    /// Shows what jobs have to tell, where no line is being edited.
    func showNews() {
        guard let text = takeNews() else { return }
        screen.say(String(text.dropLast()))
    }

    private func marked(_ text: String, _ job: BackgroundJob) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            // An image begins in the first cell, so that it has room.
            TerminalImages.areIn(String(line)) ? [job.name, String(line)] : [job.name + "  " + line]
        }
    }

    /// Takes the names that a job gave; what is to be said of its end.
    private func land(_ job: BackgroundJob, _ end: BackgroundJob.End) -> [String] {
        var lines = end.outcome.failedExpectations.map { screen.rendered($0.diagnostic(cell: job.name)) }
        if let error = end.outcome.error { lines.append(screen.rendered(error)) }
        let taken = take(job, end.outcome)
        let time = NumberText.seconds(end.seconds)
        let how = end.outcome.interruption != nil ? "stopped" : end.outcome.error != nil ? "failed" : "done"
        let given = taken.map { name in "\(name) (\(self[name]?.kindName ?? "Any"))" }
        lines.append("\(job.name) \(how) after \(time)" + (given.isEmpty ? "" : ": " + given.joined(separator: ", ")))
        return lines
    }

    // MARK: Commands

    /// The jobs of the session with how far they are.
    var jobListing: Document {
        if board.jobs.isEmpty { return Document(text: "no work in the background; :bg code begins some") }
        var rows = AlignedRows([.init("job"), .init("is"), .init("time", .trailing), .init("code")])
        for job in board.jobs {
            let first = job.code.split(separator: "\n").first.map(String.init) ?? ""
            rows.append([
                StyledText(job.name, .bold), StyledText(Self.state(of: job)), StyledText(NumberText.seconds(job.seconds)),
                StyledText(DisplayWidth.truncated(first, to: max(12, screen.width - 40))),
            ])
        }
        return Document([.rows(rows)])
    }

    private static func state(of job: BackgroundJob) -> String {
        guard let end = job.end else { return "running" }
        return end.outcome.interruption != nil ? "stopped" : end.outcome.error != nil ? "failed" : "done"
    }

    /// Waits until a job, or all of them, ended; Ctrl-C waits no longer.
    func wait(for name: String?) throws(Failure) -> RunStatus {
        let jobs = try name.map { name throws(Failure) in [try job(name)] } ?? board.jobs
        let isWhole = watch.during { () -> Bool in
            for job in jobs {
                while !job.wait(0.05) { if session.interpreter.interruption.reason != nil { return false } }
            }
            return true
        }
        showNews()
        guard isWhole else {
            screen.say("no longer waiting; the work goes on")
            return .interrupted
        }
        let isGood = jobs.allSatisfy { $0.end?.outcome.error == nil }
        return isGood ? .done : .failed
    }

    /// Stops a job, or all of them.
    func stopJobs(_ name: String?) throws(Failure) {
        let jobs = try name.map { name throws(Failure) in [try job(name)] } ?? board.running
        guard jobs.contains(where: \.isRunning) else {
            throw Failure("E620", name.map { "\($0) has ended already" } ?? "no work is in the background")
        }
        jobs.forEach { $0.stop() }
        for job in jobs { _ = job.wait(2) }
        showNews()
    }

    private func job(_ name: String) throws(Failure) -> BackgroundJob {
        if let job = board[name] { return job }
        throw Failure(
            "E620", "there is no job \"\(name)\"",
            hint: Suggestion.hint(for: name, among: board.jobs.map(\.name)) ?? ":jobs lists them")
    }
}
