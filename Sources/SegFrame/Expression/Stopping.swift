import SegDiagnostics

/// Lets whoever asked for work on tables stop it while it goes on.
public enum Stopping {
    @TaskLocal private static var question: (@Sendable () -> Bool)?

    /// Runs work that asks now and then whether it is stopped; then it fails soon, with E390.
    public static func during<Result>(
        _ isStopped: @escaping @Sendable () -> Bool, _ work: () throws -> Result
    ) rethrows -> Result {
        try $question.withValue(isStopped, operation: work)
    }

    static func check() throws(Failure) {
        guard let question, question() else { return }
        throw Failure("E390", "the work was stopped")
    }
}
