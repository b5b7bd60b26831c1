import SegDiagnostics

/// Scores on the link scale before a model's own part is added.
enum StartScores {
    /// `rows × base.count` scores stored output after output: the base, plus the offset where
    /// training had one. E593 where it is absent, E594 where it is of another length.
    static func make(
        _ base: [Double], rows: Int, offset: [Double]?, isNeeded: Bool, estimator: String
    ) throws(Failure) -> [Double] {
        let scores = base.flatMap { [Double](repeating: $0, count: rows) }
        guard isNeeded else { return scores }
        guard let offset else { throw LearnerError.missingOffset(estimator) }
        guard offset.count == scores.count else {
            throw LearnerError.offsetLength(estimator, expected: scores.count, found: offset.count)
        }
        return zip(scores, offset).map { $0 + $1 }
    }
}
