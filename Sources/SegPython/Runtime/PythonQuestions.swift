import Synchronization

/// Who is told when code of Python asks the user for a line, by `input`, and when it has it: a prompt that shows progress and
/// text by whole lines makes room for question and answer.
public enum PythonQuestions {
    private static let receiver = Mutex<(@Sendable (_ begins: Bool) -> Void)?>(nil)

    /// Names who is told from now on; nil: nobody, and Python asks in its own way.
    public static func tell(_ receiver: (@Sendable (_ begins: Bool) -> Void)?) { self.receiver.withLock { $0 = receiver } }

    static var isHeard: Bool { receiver.withLock { $0 != nil } }

    static func tell(begins: Bool) { receiver.withLock { $0 }?(begins) }
}
