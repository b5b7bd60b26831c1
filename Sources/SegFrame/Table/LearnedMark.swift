/// A note that a column has learned from the rows of its table, so that a task made of it would leak.
public struct LearnedMark: Hashable, Sendable, Codable {
    /// The column that learned; an empty name stands for the rows themselves.
    public let column: String
    /// The verb that made it, as the user calls it.
    public let verb: String
    /// Whether it looks only at earlier rows, which is clean where folds follow time.
    public let lookback: Bool

    public init(column: String, verb: String, lookback: Bool = false) {
        self.column = column
        self.verb = verb
        self.lookback = lookback
    }
}
