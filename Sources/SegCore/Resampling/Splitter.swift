import SegTensor

/// A way to divide a task's development rows into rows to train on and rows to score.
public protocol Splitter: Sendable {
    /// The one declaration that feeds binding, checks, completion, help and reference.
    static var declaration: ModuleDeclaration<any Splitter> { get }

    /// How it is written: `time_folds(4, size: months(1))`.
    var source: String { get }

    /// Draws the folds on the given rows of the task's table, obeying its roles: groups stay whole,
    /// and under a time role nothing later is trained on than is scored.
    func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds
}

/// Which rows of a task's table train and which are scored, drawn once.
public struct Folds: Sendable, Hashable, Codable {
    public struct Fold: Sendable, Hashable, Codable {
        /// Rows of the task's table.
        public let train: [Int]
        public let score: [Int]
        public let `repeat`: Int
        /// A fold that serves weights only and is never scored itself (fold 0 under a time role).
        public let isUnscored: Bool

        public init(train: [Int], score: [Int], repeat: Int = 0, isUnscored: Bool = false) {
            self.train = train
            self.score = score
            self.repeat = `repeat`
            self.isUnscored = isUnscored
        }
    }

    public let folds: [Fold]
    /// How they were made, for printing: `kfold(5)`.
    public let source: String
    /// Whether folds are in time order, so that weights for a fold may come from earlier folds
    /// only.
    public let isTemporal: Bool

    public init(folds: [Fold], source: String, isTemporal: Bool) {
        self.folds = folds
        self.source = source
        self.isTemporal = isTemporal
    }
}
