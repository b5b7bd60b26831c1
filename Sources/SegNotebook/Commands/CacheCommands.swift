import Foundation
import SegDiagnostics
import SegDisplay
import SegStore

/// `segnb cache`: how large it is, what is in it, why a cell ran again, and making it smaller.
public enum CacheCommands {
    /// Sizes by kind.
    public static func size(_ workspace: Workspace) -> Int32 {
        let entries = workspace.cache.entries
        var rows = AlignedRows([.init("kind"), .init("entries", .trailing), .init("size", .trailing)])
        for kind in Set(entries.map(\.kind)).sorted() {
            let own = entries.filter { $0.kind == kind }
            rows.rows.append([
                StyledText(kind), StyledText("\(own.count)"), StyledText(NumberText.bytes(own.reduce(0) { $0 + $1.bytes })),
            ])
        }
        rows.rows.append([
            StyledText("all"), StyledText("\(entries.count)"), StyledText(NumberText.bytes(entries.reduce(0) { $0 + $1.bytes })),
        ])
        RunListing.show(Document([.rows(rows)]))
        return 0
    }

    /// Every entry, the last used first.
    public static func list(_ workspace: Workspace) -> Int32 {
        var rows = AlignedRows([
            .init("kind"), .init("key"), .init("size", .trailing), .init("last used"),
        ])
        rows.rows = workspace.cache.entries.sorted { ($1.lastUsed, $1.path) < ($0.lastUsed, $0.path) }.map { entry in
            [
                StyledText(entry.kind), StyledText(String(entry.key.prefix(12))), StyledText(NumberText.bytes(entry.bytes)),
                StyledText(Timestamp.text(entry.lastUsed)),
            ]
        }
        RunListing.show(Document([.rows(rows)]))
        return 0
    }

    /// Removes what was used longest ago.
    ///
    /// - Parameters:
    ///   - age: seconds since the last use above which an entry goes.
    ///   - limit: bytes that may stay.
    public static func collect(_ workspace: Workspace, age: Double?, limit: Int?) -> Int32 {
        let removed = workspace.cache.collect(age: age, size: limit, now: Date().timeIntervalSince1970)
        print("removed \(removed.count) entries, \(NumberText.bytes(removed.reduce(0) { $0 + $1.bytes }))")
        return 0
    }

    /// Says of each cell of the last run whether its result was known, and if not what had changed since the
    /// run before.
    public static func explain(_ notebook: String, _ workspace: Workspace, cell: String?) -> Int32 {
        RunListing.reporting {
            let path = URL(fileURLWithPath: notebook).standardizedFileURL.path
            let runs = workspace.runs.reversed().lazy
                .compactMap { try? JournalReader.record(folder: workspace.folder(ofRun: $0)) }
                .filter { $0.header.path == path }
            let latest = Array(runs.prefix(2))
            guard let last = latest.first else {
                throw Failure("E680", "there is no run of \"\(notebook)\"", hint: "segnb run \(notebook)")
            }
            let cells = last.cells.filter { cell == nil || $0.name == cell }
            if let cell, cells.isEmpty {
                throw Failure(
                    "E680", "run \(last.header.id) has no cell \"\(cell)\"",
                    hint: Suggestion.hint(for: cell, among: last.cells.map(\.name)))
            }
            for record in cells {
                let before = latest.dropFirst().first?.cells.first { $0.name == record.name }
                print("\(record.name): \(reason(record, before))")
            }
        }
    }

    static func reason(_ record: CellRecord, _ before: CellRecord?) -> String {
        if record.isCached { return "taken from the cache" }
        let why = record.reason.map { ": \($0)" } ?? ""
        switch record.status {
        case .done: break
        case .skipped, .notRun: return "did not run" + why
        case .running: return "is running"
        case .failed, .expectationFailed: return "failed, and failures are never kept"
        case .limit, .interrupted: return "was stopped before its end" + why
        }
        if let reason = record.reasonNotKept { return "ran: \(reason), so it runs each time" }
        guard let inputs = record.inputs else { return "ran: the run kept nothing (--no-cache)" }
        guard let before else { return "ran for the first time" }
        guard let earlier = before.inputs, before.reasonNotKept == nil else {
            return "ran: before, its result could not be kept"
        }
        let known = Dictionary(earlier.map { ($0.name, $0.digest) }) { $1 }
        var changes = inputs.filter { known[$0.name] != $0.digest }.map { subject(of: $0) }
        let files = Dictionary(before.files.map { ($0.path, $0.digest) }) { $1 }
        changes += record.files.filter { files[$0.path] != $0.digest }.map { "the file \($0.path)" }
        if !changes.isEmpty { return "ran: changed: " + changes.joined(separator: ", ") }
        if before.seconds < CellCache.worthwhile, !before.isCached {
            return "ran: it takes less than \(Int(CellCache.worthwhile * 1000)) ms, so it is not kept unless cache: true"
        }
        return "ran: nothing changed, but its result was not kept or is gone"
    }

    private static func subject(of input: CellInput) -> String {
        switch input.name {
        case "code": "its code"
        case "environment": "the program or a library"
        case let name where name.hasPrefix(CellKeying.modulePrefix): "the \(name)"
        default: "'\(input.name)'"
        }
    }
}
