import SegDiagnostics
import SegDisplay

/// How a run ended, as the exit code of the program says it.
public enum RunStatus: String, Sendable, Codable {
    case done
    case failed
    /// The notebook or the command line is wrong; nothing was run.
    case refused
    case expectationFailed = "expectation_failed"
    /// A limit of time or memory was hit.
    case limit
    case interrupted

    public var exitCode: Int32 {
        switch self {
        case .done: 0
        case .failed: 1
        case .refused: 2
        case .expectationFailed: 3
        case .limit: 4
        case .interrupted: 130
        }
    }
}

/// How a cell ended.
public enum CellStatus: String, Sendable, Codable {
    case done, failed, skipped, interrupted, limit
    case expectationFailed = "expectation_failed"
    case notRun = "not_run"
}

/// What became of one cell.
public struct CellRecord: Sendable {
    public let name: String
    public let kind: String
    public var status: CellStatus
    /// Why it was skipped or stopped, in one line.
    public var reason: String?
    public var seconds: Double
    /// The largest resident memory of the process while the cell ran, in bytes; nil where it can't be told.
    public var peakMemory: Int?
    /// What it printed and showed, in order.
    public var output: Document
    /// Errors, failed expectations and warnings.
    public var diagnostics: [Diagnostic]

    public init(name: String, kind: String, status: CellStatus = .notRun) {
        self.name = name
        self.kind = kind
        self.status = status
        seconds = 0
        output = Document()
        diagnostics = []
    }
}

/// What became of a run.
public struct RunRecord: Sendable {
    public let notebook: String
    public let title: String
    public let seed: Int
    public let threads: Int
    /// Parameters with the value they had, as literals.
    public let parameters: [(name: String, value: String)]
    public var cells: [CellRecord]
    /// Seconds since 1970 at the start.
    public let started: Double
    public var seconds: Double

    /// The gravest of what happened to the cells.
    public var status: RunStatus {
        let found = Set(cells.map(\.status))
        if found.contains(.interrupted) { return .interrupted }
        if found.contains(.limit) { return .limit }
        if found.contains(.failed) { return .failed }
        if found.contains(.expectationFailed) { return .expectationFailed }
        return found.contains(.skipped) || found.contains(.notRun) ? .failed : .done
    }
}
