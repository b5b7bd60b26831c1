import SegFrame

/// What a person says about a table that is to be learned from.
public struct TaskOptions: Sendable {
    /// How `kind` is decided: from the target column, or as said.
    public var kind: ProblemKind?
    public var target: String
    /// The class of a binary target whose probability is predicted; nil where it can be told.
    public var positive: Scalar?
    public var weight: String?
    public var scoreWeight: ScoreWeight
    /// Rows that share a value of any of these columns belong together.
    public var group: [String]
    public var time: String?
    /// Carried through to predictions, never a feature.
    public var id: [String]
    public var block: BlockChoice
    /// Columns that may be features; role columns never are.
    public var features: Selector
    public var test: TestRows
    /// Whether columns that learned from rows are let in.
    public var leaks: LeakPolicy

    public init(
        target: String, kind: ProblemKind? = nil, positive: Scalar? = nil, weight: String? = nil,
        scoreWeight: ScoreWeight = .sameAsWeight, group: [String] = [], time: String? = nil,
        id: [String] = [], block: BlockChoice = .automatic, features: Selector = .all,
        test: TestRows = .none, leaks: LeakPolicy = .refuse
    ) {
        self.target = target
        self.kind = kind
        self.positive = positive
        self.weight = weight
        self.scoreWeight = scoreWeight
        self.group = group
        self.time = time
        self.id = id
        self.block = block
        self.features = features
        self.test = test
        self.leaks = leaks
    }
}

/// The weight of rows in scores.
public enum ScoreWeight: Hashable, Sendable {
    case sameAsWeight
    case unweighted
    case column(String)
}

/// What may be called independent, for intervals and tests.
public enum BlockChoice: Hashable, Sendable {
    /// The group, else the day or month of the time, else the row.
    case automatic
    /// Rows that share the values of these columns.
    case columns([String])
}

/// Which rows are sealed for the test.
public enum TestRows: Sendable {
    case none
    /// Rows where the predicate is true.
    case predicate(ColumnExpression)
    /// The rows that the splitter's only fold scores.
    case splitter(any Splitter)
    /// Rows of another table with the same columns.
    case table(Table)
}

/// What happens to a column that learned from the rows of its table.
public enum LeakPolicy: String, Hashable, Sendable {
    case refuse, allow
}
