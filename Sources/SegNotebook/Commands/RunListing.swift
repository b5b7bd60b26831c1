import Foundation
import SegDiagnostics
import SegDisplay

/// `segnb runs`, `segnb show`, `segnb report`: what was recorded of runs.
public enum RunListing {
    /// Lists the runs of a workspace, the latest first. Gives the exit code.
    public static func list(_ workspace: Workspace, limit: Int) -> Int32 {
        let runs = workspace.runs.reversed().prefix(limit).compactMap { id in
            try? JournalReader.record(folder: workspace.folder(ofRun: id))
        }
        guard !runs.isEmpty else {
            print("no runs in \(workspace.runsFolder)")
            return 0
        }
        var rows = AlignedRows([
            .init("run"), .init("notebook"), .init("status"), .init("cells", .trailing), .init("cached", .trailing),
            .init("trained", .trailing), .init("reused", .trailing), .init("seconds", .trailing), .init("parameters"),
        ])
        rows.rows = runs.map { run in
            [
                StyledText(run.header.id), StyledText(run.header.notebook), word(run),
                StyledText("\(run.cells.count)"), StyledText("\(run.cells.count(where: \.isCached))"),
                StyledText("\(run.trained)"), StyledText("\(run.reused)"),
                StyledText(RunText.seconds(run.seconds)), StyledText(RunText.parameters(run.header)),
            ]
        }
        show(Document([.rows(rows)]))
        let more = workspace.runs.count - limit
        if more > 0 { print("… \(more) earlier \(more == 1 ? "run" : "runs"): segnb runs -n \(workspace.runs.count)") }
        return 0
    }

    /// Tells of one run: its cells, what they took and what they said.
    public static func show(_ workspace: Workspace, _ name: String) -> Int32 {
        reporting {
            let run = try JournalReader.record(folder: workspace.folder(ofRun: try workspace.run(name)))
            show(Document([.keyValues(facts(run)), .rows(cells(run))]))
            for cell in run.cells {
                for message in cell.messages { Terminal.write(message.rendered(colour: Terminal.hasColour)) }
                if let reason = cell.reason { print("cell \"\(cell.name)\": \(cell.status.rawValue), \(reason)") }
            }
        }
    }

    /// Writes the report of a run, as far as it came.
    public static func report(_ workspace: Workspace, _ name: String, to path: String?) -> Int32 {
        reporting {
            let id = try workspace.run(name)
            let run = try JournalReader.record(folder: workspace.folder(ofRun: id))
            let target = path ?? "\(id).html"
            try ReportFile.write(run, to: target)
            print("report: \(target)")
        }
    }

    private static func facts(_ run: RunRecord) -> [Document.KeyValue] {
        let header = run.header
        var facts: [(String, StyledText)] = [
            ("run", StyledText(header.id)), ("notebook", StyledText(header.path)), ("status", word(run)),
            ("started", StyledText(Timestamp.text(header.started))), ("seconds", StyledText(RunText.seconds(run.seconds))),
            ("seed", StyledText("\(header.seed)")),
        ]
        if !header.parameters.isEmpty { facts.append(("parameters", StyledText(RunText.parameters(header)))) }
        if let resumed = header.resumes { facts.append(("goes on with", StyledText(resumed))) }
        facts.append(("models", StyledText("\(run.trained) trained, \(run.reused) from earlier runs")))
        return facts.map { Document.KeyValue(StyledText($0.0), $0.1) }
    }

    private static func cells(_ run: RunRecord) -> AlignedRows {
        var rows = AlignedRows([
            .init("cell"), .init("status"), .init("seconds", .trailing), .init("cpu", .trailing),
            .init("memory", .trailing), .init("trained", .trailing), .init("reused", .trailing),
        ])
        rows.rows = run.cells.map { cell in
            [
                StyledText(cell.name), StyledText(cell.isCached ? "cached" : cell.status.rawValue),
                StyledText(RunText.seconds(cell.seconds)), StyledText(RunText.seconds(cell.cpuSeconds)),
                StyledText(cell.peakMemory.map { "\($0 >> 20) MB" } ?? ""), StyledText("\(cell.trained)"),
                StyledText("\(cell.reused)"),
            ]
        }
        return rows
    }

    private static func word(_ run: RunRecord) -> StyledText {
        if run.isLive { return StyledText("going on", .cyan) }
        if !run.isEnded { return StyledText("cut off", .yellow) }
        return StyledText(run.status.rawValue, run.status == .done ? .green : .red)
    }

    static func show(_ document: Document) {
        var settings = TerminalSettings.detected()
        // Programs that read it want all columns.
        if isatty(STDOUT_FILENO) == 0, ProcessInfo.processInfo.environment["COLUMNS"] == nil { settings.width = 10_000 }
        print(DocumentTerminal(settings, tableRows: 200).render(document))
    }

    /// Carries out a command, and says what stands in its way.
    static func reporting(_ body: () throws -> Void) -> Int32 {
        do {
            try body()
            return 0
        } catch {
            Terminal.report(error as? Failure ?? Failure("E689", "\(error)"))
            return RunStatus.refused.exitCode
        }
    }
}

/// Pieces of runs as text.
enum RunText {
    static func seconds(_ seconds: Double) -> String {
        seconds < 100 ? NumberText.fixed(seconds, 2) : NumberText.fixed(seconds, 0)
    }

    static func parameters(_ header: RunHeader) -> String {
        header.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}
