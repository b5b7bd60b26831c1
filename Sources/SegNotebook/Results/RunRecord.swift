import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax

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
    /// Of a run that goes on.
    case running
    case expectationFailed = "expectation_failed"
    case notRun = "not_run"
}

/// What became of one cell.
public struct CellRecord: Sendable, Codable {
    public let name: String
    public let kind: String
    public var status: CellStatus
    /// Why it was skipped or stopped, in one line.
    public var reason: String?
    /// Whether its result is that of an earlier run.
    public var isCached = false
    /// Wall time; of a cached cell, what finding the result took.
    public var seconds = 0.0
    /// Processor time of all threads while it ran.
    public var cpuSeconds = 0.0
    /// The largest resident memory of the process while the cell ran, in bytes; nil where it can't be told.
    public var peakMemory: Int?
    /// Models of segments and folds that it trained, and those that earlier runs had trained.
    public var trained = 0
    public var reused = 0
    /// What its result depends on; nil where it depends on more than can be told.
    public var inputs: [CellInput]?
    /// Why later runs can't use its result; nil where they may.
    var reasonNotKept: String?
    /// Scalars that it gives a name.
    public var values: [ScalarResult] = []
    /// Data files that it read.
    public var files: [FileFingerprint] = []
    /// Tests that it opened, by their tasks' fingerprints.
    var openedTests: [String] = []
    /// What it printed and showed, in order.
    public var output = Document()
    /// How many blocks of the output came together, piece after piece.
    var pieces: [Int] = []
    /// Errors, failed expectations and warnings.
    public var messages: [RunMessage] = []

    public init(name: String, kind: String, status: CellStatus = .notRun) {
        self.name = name
        self.kind = kind
        self.status = status
    }
}

extension CellRecord {
    /// The output in the pieces in which it came.
    var shown: [OutputPiece] {
        var rest = output.blocks[...]
        return pieces.map { count in
            defer { rest = rest.dropFirst(count) }
            return .shown(Document(Array(rest.prefix(count))))
        }
    }
}

/// One thing that a cell's result depends on, with its digest: the code, a name, a file.
public struct CellInput: Sendable, Codable, Hashable {
    public let name: String
    public let digest: String
}

/// What a run was asked to do, known when it begins.
public struct RunHeader: Sendable, Codable {
    public struct Parameter: Sendable, Codable, Hashable {
        public let name: String
        /// The value as a literal of the language.
        public let value: String
        /// The value itself, for going on with the run.
        let stored: Data?
    }

    /// The run's name; empty where the run isn't recorded.
    public var id: String
    public let version: String
    /// The notebook as it was named, and where it lies.
    public let notebook: String
    public let path: String
    /// Its text, so that a report can be made when the file has changed.
    public let source: String
    public let title: String
    public let seed: Int
    public let threads: Int
    public let parameters: [Parameter]
    /// The run that this one goes on with.
    public var resumes: String?
    /// Seconds since 1970.
    public let started: Double
    /// What `now()` gives, in microseconds since 1970: one moment a run, also where it is resumed.
    public let instant: Int
}

/// What became of a run.
public struct RunRecord: Sendable {
    public var header: RunHeader
    public var cells: [CellRecord]
    public var seconds: Double
    /// What it was made with: `DuckDB v1.4.0`; empty where the run was cut off.
    public var libraries: [String] = []
    /// Whether the run came to its end; false for the record of one that was killed, or still goes on.
    public var isEnded = true
    /// Whether it goes on at this moment.
    public var isLive = false

    /// The gravest of what happened to the cells.
    public var status: RunStatus {
        let found = Set(cells.map(\.status))
        if found.contains(.interrupted) || !isEnded { return .interrupted }
        if found.contains(.limit) { return .limit }
        if found.contains(.failed) { return .failed }
        if found.contains(.expectationFailed) { return .expectationFailed }
        return found.contains(.skipped) || found.contains(.notRun) ? .failed : .done
    }

    /// Scalars that cells gave a name.
    public var values: [ScalarResult] { cells.flatMap(\.values) }

    /// Models trained in this run, and those of earlier runs that it used.
    public var trained: Int { cells.reduce(0) { $0 + $1.trained } }
    public var reused: Int { cells.reduce(0) { $0 + $1.reused } }
}

extension RunHeader {
    /// The text of each cell as it was then.
    var cellTexts: [String: String] {
        let cells = Notebook.parse(SourceFile(name: notebook, text: source)).tree.cells
        return Dictionary(cells.map { ($0.name, $0.body) }) { $1 }
    }
}
