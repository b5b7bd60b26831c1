import Foundation
import SegDiagnostics
import SegDisplay

extension ConsoleSession {
    /// The inputs of this session and of earlier ones, the newest last.
    ///
    /// - Parameter filter: `failed` and `here` first, then a text that the input has; nil for all.
    func historyListing(_ filter: String?) throws(Failure) -> Document {
        guard let history else {
            throw Failure("E620", "there is no history", hint: "SEGNB_HISTORY names a file for it")
        }
        var words = (filter ?? "").split(separator: " ").map(String.init)
        var entries = history.load()
        while let word = words.first, word == "failed" || word == "here" {
            let folder = Self.startFolder
            entries.removeAll { word == "failed" ? !$0.hasFailed : $0.folder != folder }
            words.removeFirst()
        }
        let text = words.joined(separator: " ")
        if !text.isEmpty { entries.removeAll { !$0.input.lowercased().contains(text.lowercased()) } }
        guard !entries.isEmpty else { return Document(text: "no such input in the history") }
        let shown = entries.suffix(filter == nil ? 20 : 100)
        // Where there is little room, folders are shortened, then left out; then the input stands beside the time alone.
        let hasFolders = screen.width >= 72
        let folders = shown.map { hasFolders ? Self.short($0.folder ?? "", to: min(24, screen.width - 62)) : "" }
        let beside = screen.width - (folders.map { DisplayWidth.of($0) }.max() ?? 0) - (hasFolders ? 44 : 41)
        let isFull = beside >= 14
        let columns: [AlignedRows.Column] =
            [.init("when")] + (hasFolders ? [.init("folder")] : []) + (isFull ? [.init("took", .trailing), .init("")] : [])
            + [.init("input", isEssential: true)]
        var rows = AlignedRows(columns)
        for (entry, folder) in zip(shown, folders) {
            let (before, input) = cells(of: entry, room: isFull ? beside : screen.width - 19)
            rows.append([before[0]] + (hasFolders ? [StyledText(folder, .dim)] : []) + (isFull ? before[1...] : []) + [input])
        }
        let rest = entries.count - shown.count
        if rest > 0 { rows.notes.append(StyledText("\(rest) older ones: :history word looks for some", .dim)) }
        return Document([.rows(rows)])
    }

    /// The folder that the history writes.
    static var startFolder: String { FileManager.default.currentDirectoryPath }

    /// When it was, how long it took and whether it failed; and what was typed.
    private func cells(of entry: HistoryEntry, room: Int) -> (before: [StyledText], input: StyledText) {
        let lines = entry.input.split(separator: "\n").map(String.init)
        let more = lines.count > 1 ? "  … \(lines.count) lines" : ""
        return (
            [
                StyledText(entry.date.map(Self.moment) ?? "", .dim), StyledText(entry.seconds.map { NumberText.seconds($0) } ?? ""),
                StyledText(entry.hasFailed ? "failed" : "", .red),
            ], StyledText(DisplayWidth.truncated((lines.first ?? "") + more, to: max(14, room)))
        )
    }

    /// A folder with `~` for the user's own, and of a long one the end.
    private static func short(_ folder: String, to width: Int) -> String {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        let isBelowHome = !home.isEmpty && (folder == home || folder.hasPrefix(home + "/"))
        let text = isBelowHome ? "~" + folder.dropFirst(home.count) : folder
        return text.count > width ? "…" + text.suffix(width - 1) : text
    }

    private static func moment(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}
