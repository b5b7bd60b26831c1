import Foundation
import Testing

/// The program in a real terminal: a window of tmux, driven by keys and read as a screen.
///
/// Nothing waits for time: each step waits for the text that it leads to.
final class TerminalSession {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: TemporaryFolder
    private static let patience = 10.0

    /// - Parameters:
    ///   - wrapper: the program that starts it, with the program's own words after its own; none: it stands alone.
    ///   - environment: what differs from a plain terminal, `NAME=value` each.
    ///   - prepare: writes files into the folder that the program is started in.
    init(
        width: Int = 80, height: Int = 24, wrapper: [String] = [], environment: [String] = [],
        prepare: (TemporaryFolder) throws -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        try prepare(folder)
        let python = Self.root.appendingPathComponent(".venv").path
        let named = ProcessInfo.processInfo.environment["SEGNB_PYTHON"] ?? python
        let variables = [
            "HOME=\(folder.path)", "LC_ALL=C.UTF-8", "SEGNB_HISTORY=\(folder.path)/.history", "SEGNB_INIT=",
            "SEGNB_PYTHON=\(named)", "PAGER=", "NO_COLOR=1",
        ]
        // A session that outlives its test, since that was killed, does not compute for ever.
        let limited = ["sh", "-c", "ulimit -t 120; exec \"$@\"", "sh"]
        // The variables of tmux would say that images don't arrive.
        let program = limited + wrapper + ["env", "-u", "TMUX"] + variables + environment + [Self.program.path, "--threads", "2"]
        _ = try tmux(
            ["-f", "/dev/null", "-u", "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "-c", folder.path]
                + program)
        try wait(for: "in1>")
    }

    deinit { _ = try? tmux(["kill-server"]) }

    /// Types text as it is.
    func type(_ text: String) throws { _ = try tmux(["send-keys", "-l", text]) }

    /// Presses keys by their names: `Enter`, `C-c`, `Tab`.
    func press(_ keys: String...) throws { _ = try tmux(["send-keys"] + keys) }

    /// Types a line and runs it; then waits for the last line that it leads to, where one is given. What is typed
    /// before the program reads would be echoed by the terminal as well.
    func enter(_ text: String, then end: String? = nil) throws {
        try type(text)
        try press("Enter")
        if let end { try wait(forEnd: end) }
    }

    /// Pastes text, marked as a paste for programs that asked for it.
    ///
    /// - Parameter keepsLineFeeds: whether they arrive as they are, and not as carriage returns.
    func paste(_ text: String, keepsLineFeeds: Bool = false, isMarked: Bool = true) throws {
        try folder.write(text, to: ".paste")
        _ = try tmux(["load-buffer", folder.path + "/.paste"])
        _ = try tmux(["paste-buffer"] + (isMarked ? ["-p"] : []) + (keepsLineFeeds ? ["-r"] : []))
    }

    func resize(width: Int, height: Int) throws { _ = try tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"]) }

    /// Keeps what the program writes from now on, byte by byte.
    func record() throws { _ = try tmux(["pipe-pane", "cat > \(folder.path)/.record"]) }

    /// What was written since `record`.
    var recorded: String { (try? folder.read(".record")) ?? "" }

    /// Waits until the program has written a text.
    func waitForRecord(_ text: String) throws {
        let end = Date().addingTimeInterval(Self.patience)
        while !recorded.contains(text) {
            guard Date() < end else { throw Failure(description: "\(text.debugDescription) was not written") }
            usleep(10_000)
        }
    }

    /// The screen's lines, without spaces at their ends and empty lines at its end.
    var screen: String {
        get throws {
            let lines = try tmux(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false)
                .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            return lines.reversed().drop { $0.isEmpty }.reversed().joined(separator: "\n") + "\n"
        }
    }

    /// The screen with the sequences of its colours.
    var painted: String { get throws { try tmux(["capture-pane", "-p", "-e"]) } }

    /// The column and row of the cursor, from 0.
    var cursor: String {
        get throws { try tmux(["display-message", "-p", "#{cursor_x},#{cursor_y}"]).trimmingCharacters(in: .newlines) }
    }

    /// The processes that the first one of the window has started.
    var children: [pid_t] {
        get throws {
            let first = try tmux(["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .newlines)
            let list = try String(contentsOfFile: "/proc/\(first)/task/\(first)/children", encoding: .utf8)
            return list.split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Waits until the screen shows a text.
    func wait(for text: String) throws { try wait("no \"\(text)\"") { $0.contains(text) } }

    /// Waits until the screen ends with a line.
    func wait(forEnd line: String) throws {
        try wait("does not end with \"\(line)\"") { screen in
            screen == line + "\n" || screen.hasSuffix("\n" + line + "\n")
        }
    }

    /// Waits until the screen ends with an empty prompt.
    func waitForPrompt() throws {
        try wait("does not end with a prompt") { screen in
            let last = screen.split(separator: "\n").last ?? ""
            return last.hasPrefix("in") && last.hasSuffix(">")
        }
    }

    private func wait(_ what: String, until isThere: (String) -> Bool) throws {
        let end = Date().addingTimeInterval(Self.patience)
        var shown = ""
        while Date() < end {
            shown = try screen
            if isThere(shown) { return }
            usleep(10_000)
        }
        throw Failure(description: "the screen \(what):\n\(shown)")
    }

    /// Compares the screen with one that is kept beside the tests; written anew with `SEGNB_UPDATE_GOLDEN=1`.
    func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden").appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["SEGNB_UPDATE_GOLDEN"] != nil {
            try Data(try screen.utf8).write(to: file)
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        // What follows a text that was waited for may still be drawn.
        let end = Date().addingTimeInterval(3)
        while try screen != stored, Date() < end { usleep(10_000) }
        let shown = try screen
        #expect(shown == stored, "differs from \(name):\n\(shown)", sourceLocation: sourceLocation)
    }

    /// Runs tmux and gives what it wrote.
    private func tmux(_ arguments: [String]) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tmux-\(UUID().uuidString)").path
        defer { unlink(path) }
        // Nothing that is open here goes on to the server that tmux leaves behind: whoever waits for the end of
        // a pipe would wait for that of the server.
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        // Threads of the tests may block signals, which the program is to have.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = (["tmux", "-S", folder.path + "/.tmux"] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var process: pid_t = 0
        var error: Int32 = 0
        // A machine that is short of something for a moment has it in the next.
        for _ in 0..<20 {
            error = posix_spawnp(&process, "tmux", &actions, &attributes, words, environ)
            if error == 0 || error == ENOENT { break }
            usleep(100_000)
        }
        guard error == 0 else { throw Failure(description: "tmux can't be started: \(String(cString: strerror(error)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        guard status == 0 else { throw Failure(description: "tmux: " + text) }
        return text
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program that was built beside these tests.
    private static let program: URL = {
        var folder = Bundle.main.bundleURL
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("segnb")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return root.appendingPathComponent(".build-tests/release/segnb")
    }()
}
