import Foundation

/// The inputs of earlier sessions, one a line with line breaks escaped, newest last.
public struct HistoryFile: Sendable {
    private let path: String
    private static let limit = 5000

    /// The file in the user's state folder; nil when there is no home.
    public init?() {
        let environment = ProcessInfo.processInfo.environment
        if let file = environment["SEGNB_HISTORY"] {
            path = file
            return
        }
        guard let home = environment["HOME"] else { return nil }
        let state = environment["XDG_STATE_HOME"] ?? home + "/.local/state"
        path = state + "/segnb/history"
    }

    /// All inputs, oldest first; none when the file can't be read.
    public func load() -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(Self.limit)
        return lines.map { Self.unescaped(String($0)) }
    }

    /// Adds an input at the end. A history that can't be written is no reason to end a session.
    public func append(_ input: String) {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard let file = fopen(path, "a") else { return }
        fputs(Self.escaped(input) + "\n", file)
        fclose(file)
    }

    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func unescaped(_ text: String) -> String {
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
