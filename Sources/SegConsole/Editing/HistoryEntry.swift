import Foundation

/// An input of a session, with where it ran and what became of it.
public struct HistoryEntry: Hashable, Sendable {
    public let input: String
    /// The folder in which the session began.
    public var folder: String?
    /// When it began.
    public var date: Date?
    /// How long it took; nil where it never ended.
    public var seconds: Double?
    public var hasFailed = false

    public init(
        _ input: String, folder: String? = nil, date: Date? = nil, seconds: Double? = nil, hasFailed: Bool = false
    ) {
        self.input = input
        self.folder = folder
        self.date = date
        self.seconds = seconds
        self.hasFailed = hasFailed
    }
}

/// A line of the file: an input when it begins, and under the same number how it ended. The parts stand between
/// tabs.
enum HistoryRow {
    /// `> number, seconds since 1970, folder, input`
    case begin(id: String, HistoryEntry)
    /// `< number, seconds, failed or nothing`
    case end(id: String, seconds: Double, hasFailed: Bool)

    /// One line without its ending.
    var line: String {
        switch self {
        case .begin(let id, let entry):
            let time = entry.date.map { Self.text($0.timeIntervalSince1970) } ?? ""
            return ["> " + id, time, Self.escaped(entry.folder ?? ""), Self.escaped(entry.input)].joined(separator: "\t")
        case .end(let id, let seconds, let hasFailed):
            return ["< " + id, Self.text(seconds), hasFailed ? "failed" : ""].joined(separator: "\t")
        }
    }

    /// Reads a line; one of the older form is an input alone.
    init(_ line: Substring) {
        let isBegin = line.utf8.first == UInt8(ascii: ">")
        let parts = line.utf8.split(
            separator: UInt8(ascii: "\t"), maxSplits: isBegin ? 3 : 2, omittingEmptySubsequences: false
        ).map { Substring($0) }
        if isBegin, parts.count == 4 {
            let folder = Self.unescaped(parts[2])
            self = .begin(
                id: String(parts[0].dropFirst(2)),
                HistoryEntry(
                    Self.unescaped(parts[3]), folder: folder.isEmpty ? nil : folder,
                    date: Double(parts[1]).map { Date(timeIntervalSince1970: $0) }))
        } else if line.utf8.first == UInt8(ascii: "<"), parts.count == 3, let seconds = Double(parts[1]) {
            self = .end(id: String(parts[0].dropFirst(2)), seconds: seconds, hasFailed: parts[2] == "failed")
        } else {
            self = .begin(id: "", HistoryEntry(Self.unescaped(line)))
        }
    }

    /// Without more digits than the clock has.
    private static func text(_ seconds: Double) -> String { "\((seconds * 1e6).rounded() / 1e6)" }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
        var result = ""
        var isEscape = false
        for character in text {
            if isEscape {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
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
