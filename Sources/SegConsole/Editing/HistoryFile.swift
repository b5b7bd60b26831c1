import Foundation

/// The inputs of earlier sessions, newest last: a line when an input begins and one when it ends, so that one that
/// never ended is there too.
///
/// Lines of an older form, an input a line with line breaks escaped, are read as well.
public struct HistoryFile: Sendable {
    private let path: String
    /// Where the history was before it kept more than inputs; read while there is no file at `path`.
    private let former: String?
    /// How many inputs are read; the file is cut to them when it holds twice as many.
    static let limit = 5000

    public init(path: String, former: String? = nil) {
        self.path = path
        self.former = former
    }

    /// The file that `SEGNB_HISTORY` names, else one in the user's state folder; nil without a
    /// home.
    public init?(environment: [String: String]) {
        if let file = environment["SEGNB_HISTORY"] {
            self.init(path: file)
            return
        }
        guard let home = environment["HOME"] else { return nil }
        let state = environment["XDG_STATE_HOME"] ?? home + "/.local/state"
        self.init(path: state + "/segnb/inputs", former: state + "/segnb/history")
    }

    /// The newest inputs, oldest first; none when the file can't be read.
    public func load() -> [HistoryEntry] {
        if let former, !FileManager.default.fileExists(atPath: path),
            let data = FileManager.default.contents(atPath: former)
        {
            let entries = Self.entries(of: data)
            rewrite(entries.suffix(Self.limit))
            return Array(entries.suffix(Self.limit))
        }
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let entries = Self.entries(of: data)
        let kept = entries.suffix(Self.limit)
        if entries.count > 2 * Self.limit { rewrite(kept) }
        return Array(kept)
    }

    private static func entries(of data: Data) -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        var places: [String: Int] = [:]
        for line in String(decoding: data, as: UTF8.self).utf8.split(separator: UInt8(ascii: "\n")) {
            switch HistoryRow(Substring(line)) {
            case .begin(let id, let entry):
                places[id] = entries.count
                entries.append(entry)
            case .end(let id, let seconds, let hasFailed):
                guard let place = places[id] else { continue }
                entries[place].seconds = seconds
                entries[place].hasFailed = hasFailed
            }
        }
        return entries
    }

    /// Adds an input that begins, and gives its number.
    public func begin(_ input: String, folder: String) -> String {
        let date = Date()
        let id = "\(ProcessInfo.processInfo.processIdentifier)-\(Int(date.timeIntervalSince1970 * 1e6))"
        append(.begin(id: id, HistoryEntry(input, folder: folder, date: date)))
        return id
    }

    /// Adds how an input ended.
    public func end(_ id: String, seconds: Double, hasFailed: Bool) {
        append(.end(id: id, seconds: seconds, hasFailed: hasFailed))
    }

    /// Why inputs can't be kept; nil where they can.
    public var problem: String? {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard file < 0 else {
            close(file)
            return nil
        }
        return "the history can't be written to \"\(path)\" (\(String(cString: strerror(errno)))): inputs are kept for this session only"
    }

    /// A history that can't be written is no reason to end a session.
    private func append(_ row: HistoryRow) {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Inputs may hold secrets, so that nobody else may read them.
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard file >= 0 else { return }
        // One write, so that sessions side by side don't mix their lines.
        let line = Array((row.line + "\n").utf8)
        _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    private func rewrite(_ entries: ArraySlice<HistoryEntry>) {
        let lines = entries.enumerated().flatMap { index, entry in
            let end = entry.seconds.map { HistoryRow.end(id: "\(index)", seconds: $0, hasFailed: entry.hasFailed) }
            return ([.begin(id: "\(index)", entry)] + (end.map { [$0] } ?? [])).map { $0.line + "\n" }
        }
        try? Data(lines.joined().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        chmod(path, 0o600)
    }
}
