import SegSyntax

/// Results of cells that stay in memory while a notebook is watched: whatever is the same is not run again,
/// however little time it takes.
final class CellMemory {
    private struct Entry {
        let kept: CellEntry
        let given: CellResults.Given
    }

    /// Of the files that cells read, which need not be read again while they are as they were.
    let digests = FileDigests()
    private var entries: [String: Entry] = [:]
    private var paths: [String: [String]] = [:]
    /// Keys that this run asked for, and those of the one before.
    private var used: Set<String> = []
    private var usedBefore: Set<String> = []

    /// The result of a cell whose key, and the files that it read, are the same.
    func find(_ key: CellKey, _ cell: Cell, text: String, _ cache: CellCache) -> (record: CellRecord, given: CellResults.Given)? {
        guard let files = cache.fingerprints(paths[key.digest] ?? []) else { return nil }
        let digest = key.digest(with: files)
        guard let entry = entries[digest], let kept = entry.kept.fitting(cell, text: text) else { return nil }
        used.insert(digest)
        return (kept.record, entry.given)
    }

    func keep(_ record: CellRecord, _ given: CellResults.Given, _ cell: Cell, text: String, key: CellKey) {
        let digest = key.digest(with: record.files)
        paths[key.digest] = record.files.map(\.path)
        let places = record.messages.isEmpty ? nil : MessagePlaces(record.messages, in: cell)
        entries[digest] = Entry(kept: CellEntry(record: record, exports: [], text: text, places: places), given: given)
        used.insert(digest)
    }

    /// Ends a run: forgets what neither it nor the run before it used. One run more, because an editor that empties a file
    /// and then writes it shows half of a notebook for a moment, and because an edit is often taken back.
    func endRun() {
        entries = entries.filter { used.contains($0.key) || usedBefore.contains($0.key) }
        usedBefore = used
        used = []
    }
}
