import Foundation
import SegConsole
import SegDisplay
import SegNotebook
import Synchronization

/// A session whose output is kept.
final class Transcript {
    private final class Text: Sendable {
        let value = Mutex("")

        func add(_ text: String) { value.withLock { $0 += text } }

        func take() -> String {
            value.withLock { text in
                defer { text = "" }
                return text
            }
        }
    }

    private let results = Text()
    private let messages = Text()
    let session: ConsoleSession

    init(folder: String = FileManager.default.temporaryDirectory.path) {
        let (results, messages) = (results, messages)
        session = ConsoleSession(
            threads: 1, folder: folder,
            screen: Screen(
                settings: { TerminalSettings(width: 80) }, result: { results.add($0) },
                message: { messages.add($0) }))
    }

    /// What was shown since the last look.
    var shown: String { results.take() }

    /// What was said since the last look.
    var said: String { messages.take() }

    /// What an input shows.
    func show(_ input: String) -> String {
        _ = session.submit(input)
        return shown
    }

    /// What a command shows.
    func perform(_ command: String) -> String {
        _ = session.perform(command)
        return shown
    }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
    let path: String
    private let stays: Bool

    /// - Parameter stays: until the tests end, as a folder of Python modules has to: where the file of one is gone, modules are
    ///   loaded anew, and worker processes end, those of tests beside this one too.
    init(stays: Bool = false) throws {
        self.stays = stays
        path = FileManager.default.temporaryDirectory.path + "/segnb-console-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        guard stays else {
            try? FileManager.default.removeItem(atPath: path)
            return
        }
        Self.left.withLock { left in
            if left.isEmpty { atexit { TemporaryFolder.left.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } } } }
            left.append(path)
        }
    }

    private static let left = Mutex<[String]>([])

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func read(_ name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
    }
}
