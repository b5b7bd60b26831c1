import SegCore
import SegDiagnostics
import SegDisplay
import SegFrame
import SegVM

/// A declared problem: a table, the roles of its columns, and the rows sealed for the test.
public final class TaskValue: HostObject, @unchecked Sendable {
    public let task: LearningTask

    public init(_ task: LearningTask) { self.task = task }

    public override var kindName: String { "Task" }
    public override var isShownWhole: Bool { true }
    static let fields = ["development", "roles", "features"]
    public override var fieldNames: [String] { Self.fields }

    public override var display: String {
        "Task of \(NumberText.grouped(task.development.count)) rows, \(task.problem.kind.rawValue) of "
            + "\(task.problem.roles.target ?? "nothing")"
    }

    public override func field(_ name: String) throws -> Value? {
        switch name {
        case "development": .table(task.developmentTable)
        case "features": .list(task.features.map { .string($0) })
        case "roles": roles
        default: nil
        }
    }

    private var roles: Value {
        let roles = task.problem.roles
        func optional(_ name: String?) -> Value { name.map { .string($0) } ?? .null }
        return .dictionary([
            ("target", optional(roles.target)), ("weight", optional(roles.weight)),
            ("score_weight", optional(roles.scoreWeight)), ("time", optional(roles.time)),
            ("group", .list(roles.group.map { .string($0) })), ("id", .list(roles.id.map { .string($0) })),
        ])
    }
}

/// A tree of named predicates; with the rows it was made on it can print itself.
public final class SegmentsValue: HostObject, @unchecked Sendable {
    public let segments: Segments
    /// One row a segment, as it was on the rows that the tree was made from.
    public let listing: Table?

    public init(_ segments: Segments, listing: Table?) {
        self.segments = segments
        self.listing = listing
    }

    public override var kindName: String { "Segments" }
    public override var isShownWhole: Bool { true }
    public override var display: String { "Segments with \(NumberText.grouped(segments.leaves.count)) leaves" }
    static let fields = ["listing", "levels", "paths"]
    public override var fieldNames: [String] { Self.fields }
    public override var identity: String? { segments.contentHash }

    public override func field(_ name: String) throws -> Value? {
        switch name {
        case "listing": listing.map { .table($0) } ?? .null
        case "levels": .list(segments.levels.map { .string($0) })
        case "paths": .list(segments.nodes.map { .string($0.path) })
        default: nil
        }
    }
}

/// Which rows train and which are scored, drawn once.
public final class FoldsValue: HostObject, @unchecked Sendable {
    public let folds: Folds
    /// Rows and, in classification, positives by fold.
    public let listing: Table

    public init(_ folds: Folds, listing: Table) {
        self.folds = folds
        self.listing = listing
    }

    public override var kindName: String { "Folds" }
    public override var isShownWhole: Bool { true }
    public override var display: String { "Folds of \(folds.source)" }
    static let fields = ["listing"]
    public override var fieldNames: [String] { Self.fields }

    public override func field(_ name: String) throws -> Value? {
        name == "listing" ? .table(listing) : nil
    }
}
