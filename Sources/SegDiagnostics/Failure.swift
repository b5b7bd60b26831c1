/// An error of the data or the domain that a user can mend: code, message, remedy.
///
/// Modules that know nothing of source text throw this; the language attaches the place and makes it
/// a `Diagnostic`.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable code such as `E401`; see `docs/diagnostics.md`.
    public var code: String
    public var message: String
    /// What to do about it, in one line.
    public var hint: String?
    /// What the source wrote for the part that is wrong, `.fare`: the place is narrowed to it where it stands in the call.
    public var subject: String?
    /// The line (from 1) of the notebook's file at which it happened, where it is code of another language that failed.
    public var line: Int?

    public init(_ code: String, _ message: String, hint: String? = nil, subject: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.subject = subject
    }

    public var description: String {
        guard let hint else { return "\(code): \(message)" }
        return "\(code): \(message) (\(hint))"
    }
}

/// Work was stopped from outside: Ctrl-C, a signal, or a limit. Never caught by the language's `try`.
public struct Interruption: Error, Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable, Codable {
        case interrupt, timeout, memory
    }

    public let reason: Reason

    public init(_ reason: Reason) { self.reason = reason }
}
