import SegDiagnostics
import SegFrame

/// What is to be predicted.
public enum ProblemKind: String, Hashable, Sendable, Codable {
    case regression, binary, multiclass

    public var isClassification: Bool { self != .regression }
}

/// What each special column of a task's table is for; all other columns may be features.
public struct Roles: Hashable, Sendable, Codable {
    public var target: String?
    /// Weight of a row in fitting.
    public var weight: String?
    /// Weight of a row in scores; nil means that scores are unweighted.
    public var scoreWeight: String?
    /// Rows that share a value of any of these belong together and are never parted by a split.
    public var group: [String]
    /// The moment when a row's features were known.
    public var time: String?
    /// Carried through to predictions, never a feature.
    public var id: [String]

    public init(
        target: String? = nil, weight: String? = nil, scoreWeight: String? = nil, group: [String] = [],
        time: String? = nil, id: [String] = []
    ) {
        self.target = target
        self.weight = weight
        self.scoreWeight = scoreWeight
        self.group = group
        self.time = time
        self.id = id
    }

    /// All columns that have a role, without repetition.
    public var columns: [String] {
        var seen: Set<String> = []
        let all = [target, weight, scoreWeight, time].compactMap { $0 } + group + id
        return all.filter { seen.insert($0).inserted }
    }
}

/// The kind of a problem, its roles and, in classification, its classes: all but the rows.
public struct Problem: Hashable, Sendable, Codable {
    public let kind: ProblemKind
    public let roles: Roles
    /// Display text of each class. Binary: `[negative, positive]`; multiclass: in sorted order; regression: empty.
    public let classes: [String]

    public init(kind: ProblemKind, roles: Roles, classes: [String] = []) {
        self.kind = kind
        self.roles = roles
        self.classes = classes
    }

    /// Numbers predicted for a row: 1 (a value, or the probability of the positive class) or one a class.
    public var outputCount: Int { kind == .multiclass ? classes.count : 1 }

    /// Whether there are as many classes as the kind has.
    public var isSound: Bool {
        switch kind {
        case .regression: classes.isEmpty
        case .binary: classes.count == 2
        case .multiclass: classes.count >= 2
        }
    }

    /// No roles at all: steps that act eagerly on a bare table.
    public static let bare = Problem(kind: .regression, roles: Roles())
}

/// The true answers of some rows.
public enum Target: Sendable, Hashable {
    /// Regression: one finite value a row.
    case values([Double])
    /// Classification: an index into the problem's classes a row.
    case classes([Int32])
    /// There is none: eager steps on a bare table.
    case none

    public var count: Int {
        switch self {
        case .values(let values): values.count
        case .classes(let classes): classes.count
        case .none: 0
        }
    }

    public func taking(_ rows: [Int]) -> Target {
        switch self {
        case .values(let values): .values(rows.map { values[$0] })
        case .classes(let classes): .classes(rows.map { classes[$0] })
        case .none: .none
        }
    }

    /// The target as numbers: the value, or the class index (binary: 1 is the positive class).
    public var numbers: [Double] {
        switch self {
        case .values(let values): values
        case .classes(let classes): classes.map(Double.init)
        case .none: []
        }
    }
}
