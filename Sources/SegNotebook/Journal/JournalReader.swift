import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax

/// Reads what a journal tells of a run, from any part of it that was written.
enum JournalReader {
    /// The record of a run. E680 where the folder holds no journal, or one that says nothing.
    ///
    /// Lines after the first that is no whole event are left out: they were being written when the run
    /// was cut off.
    static func record(folder: String) throws(Failure) -> RunRecord {
        let path = "\(folder)/\(RunJournal.fileName)"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("E680", "\"\(folder)\" holds no run")
        }
        var record = try record(of: bytes, path: path)
        record.isLive = !record.isEnded && RunJournal.isLive(folder: folder)
        if record.isLive {
            let since = max(0, Date().timeIntervalSince1970 - record.header.started - record.seconds)
            record.cells = record.cells.map { asGoingOn($0, since: since) }
        }
        return record
    }

    /// A cell of a run that goes on, so many seconds after the last line.
    private static func asGoingOn(_ cell: CellRecord, since: Double) -> CellRecord {
        var cell = cell
        switch cell.reason {
        case ReplayState.cutOffWithin:
            cell.status = .running
            cell.reason = nil
            cell.seconds += since
        case ReplayState.cutOffBefore: cell.reason = "the run has not come to it"
        default: break
        }
        return cell
    }

    static func record(of bytes: Data, path: String) throws(Failure) -> RunRecord {
        var state = ReplayState()
        for event in events(in: bytes) { state.apply(event) }
        guard let record = state.record else {
            throw Failure("E680", "\"\(path)\" says nothing of a run: it was cut off before its first line was whole")
        }
        return record
    }

    /// The events of whole lines from the start.
    private static func events(in bytes: Data) -> [JournalEvent] {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = JournalNumbers.decoding
        var events: [JournalEvent] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let event = try? decoder.decode(JournalEvent.self, from: bytes[start..<end]) else { break }
            events.append(event)
            start = bytes.index(after: end)
        }
        return events
    }
}

/// What is known after some events.
private struct ReplayState {
    private var header: RunHeader?
    private var ended: [String: CellRecord] = [:]
    private var outputs: [String: [OutputPiece]] = [:]
    /// When cells began that have not ended.
    private var running: [String: Double] = [:]
    private var lastMoment = 0.0
    private var seconds: Double?
    private var libraries: [String] = []
    /// The signal by which the program crashed.
    private var crash: Int32?

    mutating func apply(_ event: JournalEvent) {
        switch event {
        case .began(let header): self.header = header
        case .cellBegan(let name, let moment):
            running[name] = moment
            lastMoment = moment
        case .output(let cell, let piece): outputs[cell, default: []].append(piece)
        case .cellEnded(var record):
            record.output = output(of: record.name)
            ended[record.name] = record
            running[record.name] = nil
        case .ended(let seconds, let libraries): (self.seconds, self.libraries) = (seconds, libraries ?? [])
        case .crashed(let signal, let moment):
            crash = signal
            seconds = max(0, moment - (header?.started ?? moment))
        }
    }

    private func output(of cell: String) -> Document {
        Document((outputs[cell] ?? []).merged.flatMap(\.document.blocks))
    }

    var record: RunRecord? {
        guard let header else { return nil }
        let notebook = Notebook.parse(SourceFile(name: header.notebook, text: header.source)).tree
        let cells = notebook.cells.filter { $0.kind != .md }.map(record)
        return RunRecord(
            header: header, cells: cells, seconds: seconds ?? max(0, lastMoment - header.started), libraries: libraries,
            isEnded: seconds != nil)
    }

    static let cutOffWithin = "it was running when the run was cut off"
    static let cutOffBefore = "the run was cut off before it"

    private func record(of cell: Cell) -> CellRecord {
        if let known = ended[cell.name] { return known }
        var record = CellRecord(name: cell.name, kind: cell.kind.rawValue)
        record.output = output(of: cell.name)
        let began = running[cell.name]
        if let began { record.seconds = max(0, lastMoment - began) }
        if let crash, began != nil {
            record.status = .failed
            record.reason = "crashed: \(CrashNote.name(of: crash))"
            record.messages = [RunMessage(CrashNote.diagnostic(crash, at: cell.header?.span, cell: cell.name))]
        } else if began != nil {
            record.status = .interrupted
            record.reason = Self.cutOffWithin
        } else {
            record.reason = crash == nil ? Self.cutOffBefore : "the program crashed before it"
        }
        return record
    }
}
