import Foundation

/// The inputs of earlier sessions, one a line with line breaks escaped, newest last.
public struct HistoryFile: Sendable {
    private let path: String
    /// How many inputs are read; the file is cut to them when it holds twice as many.
    static let limit = 5000

    public init(path: String) { self.path = path }

    /// The file that `SEGNB_HISTORY` names, else one in the user's state folder; nil without a
    /// home.
    public init?(environment: [String: String]) {
        if let file = environment["SEGNB_HISTORY"] {
            path = file
            return
        }
        guard let home = environment["HOME"] else { return nil }
        let state = environment["XDG_STATE_HOME"] ?? home + "/.local/state"
        path = state + "/segnb/history"
    }

    /// The newest inputs, oldest first; none when the file can't be read.
    public func load() -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let kept = lines.suffix(Self.limit)
        if lines.count > 2 * Self.limit { rewrite(kept) }
        return kept.map { Self.unescaped(String($0)) }
    }

    /// Adds an input at the end. A history that can't be written is no reason to end a session.
    public func append(_ input: String) {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Inputs may hold secrets, so that nobody else may read them.
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard file >= 0 else { return }
        // One write, so that sessions side by side don't mix their lines.
        let line = Array((Self.escaped(input) + "\n").utf8)
        _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    private func rewrite(_ lines: ArraySlice<Substring>) {
        let text = lines.joined(separator: "\n") + "\n"
        try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        chmod(path, 0o600)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func unescaped(_ text: String) -> String {
        var result = ""
        var isEscape = false
        for character in text {
            if isEscape {
                result.append(character == "n" ? "\n" : character)
                isEscape = false
            } else if character == "\\" {
                isEscape = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
