import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import SegVM

/// Results of arms on rows that were not trained on.
public final class StudyValue: HostObject, @unchecked Sendable {
    public let study: Study

    public init(_ study: Study) { self.study = study }

    public override var kindName: String { "Study" }
    public override var isShownWhole: Bool { true }
    public override var display: String { "Study of \(study.arms.count) arms" }
    static let fields = ["scores", "predictions", "fits", "curves", "weights", "notes", "folds", "segments", "arms"]
    public override var fieldNames: [String] { Self.fields }

    public override func field(_ name: String) throws -> Value? {
        switch name {
        case "scores": .table(try study.scores())
        case "predictions": .table(try study.predictions())
        case "fits": .table(try study.fitTable())
        case "curves": .table(try study.curves())
        case "weights": .table(try study.weightTable())
        case "notes": .table(try study.noteTable())
        case "folds": .host(FoldsValue(study.folds, listing: try foldListing))
        case "segments":
            .host(SegmentsValue(study.segments, listing: try study.segments.listing(of: study.task)))
        case "arms": .list(study.arms.map { .string($0.arm.name) })
        default: nil
        }
    }

    private var foldListing: Table {
        get throws {
            study.segments.isDivided
                ? try FoldListing.table(study.folds, study.task, over: study.segments)
                : try FoldListing.table(study.folds, study.task)
        }
    }
}

/// Other settings for some segments of a study.
public final class OverrideValue: HostObject, @unchecked Sendable {
    public let override: NodeOverride
    private let nodes: String

    public init(_ override: NodeOverride, nodes: String) {
        self.override = override
        self.nodes = nodes
    }

    public override var kindName: String { "Override" }
    public override var display: String { "Override of \(nodes)" }
}

/// What a study may use.
public final class LimitsValue: HostObject, @unchecked Sendable {
    public let threads: Int?
    /// In nanoseconds.
    public let time: Int?
    /// In bytes.
    public let memory: Int?

    public init(threads: Int?, time: Int?, memory: Int?) {
        self.threads = threads
        self.time = time
        self.memory = memory
    }

    public override var kindName: String { "Limits" }
    public override var display: String {
        let parts = [
            threads.map { "threads: \($0)" }, time.map { "time: \(Value.duration($0).literal)" },
            memory.map { "memory: \($0) bytes" },
        ]
        return "Limits(\(parts.compactMap { $0 }.joined(separator: ", ")))"
    }
}

extension NativeContext {
    /// The context of a study's fits, with the threads, the time and the memory that limits leave it.
    func studyContext(limits: Value) throws -> FitContext {
        let context = try fitContext
        guard let limits = limits.asHost as? LimitsValue else { return context }
        let pool = limits.threads.map { WorkerPool(threads: min($0, context.pool.threads)) } ?? context.pool
        guard limits.time != nil || limits.memory != nil else {
            return context.with(pool: pool, stop: context.stop)
        }
        let deadline = limits.time.map { ContinuousClock.now + .nanoseconds($0) }
        let stop = StopSignal(within: context.stop, StopSignal.Limits(deadline: deadline, memory: limits.memory))
        return context.with(pool: pool, stop: stop)
    }

    /// The context of fits, with the rounds of one that is alone told to whoever shows progress.
    func fitContextTellingRounds(_ context: FitContext) throws -> FitContext {
        guard let receiver = try library.progress else { return context }
        return context.tellingRounds { receiver.report("rounds", done: $0, of: $1) }
    }

    /// Passes a study's progress on to whoever shows it.
    func progress(_ work: String) throws -> (@Sendable (StudyProgress) -> Void)? {
        guard let receiver = try library.progress else { return nil }
        return { receiver.report(work, done: $0.done, of: $0.total) }
    }
}
