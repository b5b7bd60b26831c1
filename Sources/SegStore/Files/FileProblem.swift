import Foundation

/// What the system says of work on files that failed.
public enum FileProblem {
    /// `Read-only file system`; the error's own words where no system call is behind it.
    public static func reason(of error: any Error) -> String {
        let problem = error as NSError
        let inner = problem.userInfo[NSUnderlyingErrorKey] as? NSError
        guard let system = [inner, problem].compactMap({ $0 }).first(where: { $0.domain == NSPOSIXErrorDomain }) else {
            return problem.localizedDescription
        }
        return String(cString: strerror(Int32(system.code)))
    }
}
