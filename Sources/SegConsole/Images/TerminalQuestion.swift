import Foundation
import SegDisplay
import Synchronization

/// Asks a terminal once what it draws and on which background.
///
/// What the user types meanwhile is kept for the line editor, which also gives an answer that comes too late.
public final class TerminalQuestion: Sendable {
    private struct State {
        var answer: TerminalAnswer?
        /// Whether it was asked and has not answered yet.
        var isDue = false
        /// What was typed meanwhile, in order.
        var typed: [UInt8] = []
    }

    private let input: Int32
    private let output: Int32
    private let patience: Duration
    private let state = Mutex(State())

    /// - Parameter patience: how long an answer is waited for.
    public init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO, patience: Duration = .milliseconds(500)) {
        self.input = input
        self.output = output
        self.patience = patience
    }

    /// What the terminal says of itself; asked at the first call, by whoever reads nothing of it then. nil where it
    /// can't be asked or hasn't answered.
    public func answer() -> TerminalAnswer? {
        state.withLock { state in
            if state.answer == nil, !state.isDue { ask(&state) }
            return state.answer
        }
    }

    /// The next byte that was typed while the terminal was asked.
    public func nextTyped() -> UInt8? {
        state.withLock { $0.typed.isEmpty ? nil : $0.typed.removeFirst() }
    }

    /// Whether something was typed while the terminal was asked that nobody has taken.
    public var hasTyped: Bool { state.withLock { !$0.typed.isEmpty } }

    /// Where an answer is due, takes what can be read; what of it was typed is then among what was typed. False where
    /// none is due, or nothing can be read.
    public func takesLateAnswer() -> Bool {
        state.withLock { state in
            guard state.isDue else { return false }
            return collect(&state, until: ContinuousClock.now + .milliseconds(50)) { !$0.endsWithin }
        }
    }

    private func ask(_ state: inout State) {
        var before = termios()
        // In the background of its own terminal reading would stop the program.
        let foreground = tcgetpgrp(input)
        guard isatty(input) == 1, isatty(output) == 1, foreground < 0 || foreground == getpgrp(),
            tcgetattr(input, &before) == 0
        else { return }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard tcsetattr(input, TCSANOW, &raw) == 0 else { return }
        defer { tcsetattr(input, TCSANOW, &before) }
        guard (try? FileHandle(fileDescriptor: output).write(contentsOf: Data(TerminalAnswer.questions.utf8))) != nil
        else { return }
        state.isDue = true
        _ = collect(&state, until: ContinuousClock.now + patience) { $0.attributes != nil }
    }

    /// Reads until the answer is what is waited for or the time is over; false where there was nothing to read.
    private func collect(
        _ state: inout State, until end: ContinuousClock.Instant, _ isEnough: (TerminalAnswer) -> Bool
    ) -> Bool {
        var bytes: [UInt8] = []
        var answer = TerminalAnswer(bytes)
        repeat {
            let left = max(0, (end - ContinuousClock.now) / .milliseconds(1))
            var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(left.rounded(.up)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { break }
            var room = [UInt8](repeating: 0, count: 4096)
            let count = read(input, &room, room.count)
            guard count > 0 else { break }
            bytes += room[..<count]
            answer = TerminalAnswer(bytes)
        } while !isEnough(answer)
        state.typed += answer.typed
        if answer.attributes != nil {
            state.answer = answer
            state.isDue = false
        }
        return !bytes.isEmpty
    }
}
