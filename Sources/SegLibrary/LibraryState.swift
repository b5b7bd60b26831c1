import SegCore
import SegDiagnostics
import SegTensor
import SegVM
import Synchronization

/// What the library keeps for the time of a session: threads, the wish to stop, folders, progress.
public final class LibraryState: Sendable {
    public let pool: WorkerPool
    public let stop: StopSignal
    /// Paths in a source are relative to this folder.
    public let folder: Mutex<String>
    /// Told how far long work is; nil in silence.
    public let progress: ProgressReceiver?
    /// Whether `load` gives the columns of a file without its rows, as checks before the run want it.
    public let readsSchemasOnly: Bool
    /// Counts the models that are trained, and finds those of earlier runs.
    public let ledger: FitLedger
    /// The folder of published models; nil: `.segnb/store` beside the sources.
    let storeFolder: String?
    private let filesRead = Mutex<Set<String>>([])
    private let deeds = Mutex<Set<Deed>>([])
    /// Tasks whose test was opened.
    let openedTests: OpenedTests

    public init(
        threads: Int, folder: String, stop: StopSignal = StopSignal(), progress: ProgressReceiver? = nil,
        readsSchemasOnly: Bool = false, ledger: FitLedger = FitLedger(), storeFolder: String? = nil
    ) {
        pool = WorkerPool(threads: threads)
        self.stop = stop
        self.folder = Mutex(folder)
        self.progress = progress
        self.readsSchemasOnly = readsSchemasOnly
        self.ledger = ledger
        self.storeFolder = storeFolder
        openedTests = OpenedTests()
    }

    /// The state of work beside that of another, on the same threads and with the same tests opened.
    public convenience init(beside other: LibraryState, stop: StopSignal, ledger: FitLedger) {
        self.init(beside: other, stop: stop, ledger: ledger, progress: other.progress)
    }

    /// The same with progress told to another, or to nobody.
    public init(beside other: LibraryState, stop: StopSignal, ledger: FitLedger, progress: ProgressReceiver?) {
        pool = other.pool
        self.stop = stop
        folder = Mutex(other.folder.withLock { $0 })
        self.progress = progress
        readsSchemasOnly = other.readsSchemasOnly
        self.ledger = ledger
        storeFolder = other.storeFolder
        openedTests = other.openedTests
    }

    /// E422 before the run, when tables have no rows, of a result whose columns only the rows tell.
    func requireRows(for name: String) throws(Failure) {
        guard readsSchemasOnly else { return }
        throw Failure("E422", "the columns that \(name) makes are known when it runs")
    }

    /// Notes that a result depends on what lies at a path: a file, a folder or a pattern of names.
    func noteRead(_ path: String) { filesRead.withLock { _ = $0.insert(path) } }

    /// Notes that work did more than give a value: wrote, ran a script, or called into Python.
    func noteDeed(_ deed: Deed) { deeds.withLock { _ = $0.insert(deed) } }

    /// What was done beside giving values since the last time this was asked.
    public func takeDeeds() -> Set<Deed> {
        deeds.withLock { deeds in
            defer { deeds = [] }
            return deeds
        }
    }

    /// What was read and done by work.
    private struct Effects {
        let filesRead: Set<String>
        let deeds: Set<Deed>
    }

    /// What work may do beside giving a value.
    public enum Deed: Hashable, Sendable {
        /// It wrote a file, published a model, or ran a script.
        case writes
        case callsPython
        /// It opened the test of a task, by the task's fingerprint.
        case opensTest(String)
    }

    /// Counts an opening that an earlier run's result stands for.
    public func countOpening(fingerprint: String) {
        openedTests.counts.withLock { $0[fingerprint, default: 0] += 1 }
    }

    /// Whether a task is looked at for the first time.
    func isFirstLook(at task: String) -> Bool { openedTests.lookedAt.withLock { $0.insert(task).inserted } }

    /// How often the test of each task was opened so far, by the task's fingerprint.
    public var openings: [String: Int] {
        get { openedTests.counts.withLock { $0 } }
        set { openedTests.counts.withLock { $0 = newValue } }
    }

    /// The paths that were read since the last time this was asked, sorted.
    public func takeFilesRead() -> [String] {
        filesRead.withLock { paths in
            defer { paths = [] }
            return paths.sorted()
        }
    }

    /// A path as the source means it: absolute, or relative to the source's folder.
    public func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder.withLock { $0.isEmpty ? path : $0 + "/" + path }
    }
}

extension LibraryState: EffectRecording {
    public func recording<Result>(_ work: () throws -> Result) rethrows -> (result: Result, effects: any Sendable) {
        let before = Effects(filesRead: Set(takeFilesRead()), deeds: takeDeeds())
        // What failing work has read counts too.
        defer { repeatEffects(before) }
        let result = try work()
        let effects = Effects(filesRead: filesRead.withLock { $0 }, deeds: deeds.withLock { $0 })
        return (result, effects)
    }

    public func repeatEffects(_ effects: any Sendable) {
        guard let effects = effects as? Effects else { return }
        filesRead.withLock { $0.formUnion(effects.filesRead) }
        deeds.withLock { $0.formUnion(effects.deeds) }
    }
}

/// What was done with tasks, by machines side by side: how often the test of each was opened, by the task's fingerprint, and which
/// were looked at for features that say too much.
final class OpenedTests: Sendable {
    let counts = Mutex<[String: Int]>([:])
    let lookedAt = Mutex<Set<String>>([])
}

/// Takes reports of long work.
public protocol ProgressReceiver: AnyObject, Sendable {
    /// A piece of work: its name, the parts done and the parts in all.
    func report(_ work: String, done: Int, of total: Int)
    /// What a running cell draws over and over, such as a progress bar of its own, as it stands.
    func note(_ line: String, of cell: String)
}

extension ProgressReceiver {
    public func note(_ line: String, of cell: String) {}
}

extension NativeContext {
    /// The library's state of this session.
    var library: LibraryState {
        get throws {
            guard let state = hostState as? LibraryState else {
                throw Failure("E399", "this function needs a session of segnb")
            }
            return state
        }
    }

    /// Threads and stop signal of the session, with a random stream of the call's own.
    var fitContext: FitContext {
        get throws {
            let state = try library
            return FitContext(
                random: SegTensor.RandomStream(key: random.next()), pool: state.pool, stop: state.stop,
                ledger: state.ledger)
        }
    }
}
