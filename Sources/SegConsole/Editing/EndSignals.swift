import Glibc

/// Signals that end the program while a line is edited.
///
/// libedit hands them on to the whole process group, and would end programs that have nothing to do with this one, such
/// as the script that started it. So its handlers are replaced once it waits for a key; it puts back what was there before
/// when the line is read.
enum EndSignals {
    private static let ending = [SIGTERM, SIGHUP, SIGQUIT]

    // SAFETY: written by the thread that edits, before the handlers that read it are set.
    nonisolated(unsafe) private static var terminal = termios()
    nonisolated(unsafe) private static var ignored: [Int32] = []
    nonisolated(unsafe) private static var interrupt = sigaction()

    /// Remembers the terminal and the handlers, before libedit has changed them.
    static func remember() {
        tcgetattr(STDIN_FILENO, &terminal)
        sigaction(SIGINT, nil, &interrupt)
        ignored = ending.filter { number in
            var before = sigaction()
            sigaction(number, nil, &before)
            return unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        }
    }

    /// Takes the signals over from libedit, until it has read the line.
    static func take() {
        sigaction(SIGINT, &interrupt, nil)
        for number in ending {
            if ignored.contains(number) { signal(number, SIG_IGN) } else { signal(number, Self.end) }
        }
    }

    /// Leaves the terminal as it was found, and ends as the signal says. Calls nothing that a handler may not.
    private static let end: @convention(c) (Int32) -> Void = { number in
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal)
        let marksNoPastes: StaticString = "\u{1B}[?2004l\n"
        _ = write(STDOUT_FILENO, marksNoPastes.utf8Start, marksNoPastes.utf8CodeUnitCount)
        signal(number, SIG_DFL)
        raise(number)
    }
}
