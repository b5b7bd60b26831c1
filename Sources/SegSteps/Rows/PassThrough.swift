import SegCore
import SegFrame

/// The trained form of steps that act on training rows only: later rows pass unchanged.
public struct PassThrough: FittedStep {
    public static let archiveName = "pass_through@1"
    public let inputs: [Field]
    public let learned: String

    init(_ learned: String) {
        inputs = []
        self.learned = learned
    }

    public func apply(_ table: Table) throws -> Table { table }
}
