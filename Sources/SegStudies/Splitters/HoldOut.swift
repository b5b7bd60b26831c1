import SegCore
import SegDiagnostics
import SegTensor

/// One part that is scored and another that trains.
public struct HoldOut: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "holdout",
        summary:
            "Scores one share of the rows, the latest under a time role, and trains on the others.",
        parameters: [
            ModuleParameter(
                "share", .number(0.001...0.999), default: .number(0.2), labelOnly: false,
                "Share of the rows that is scored.")
        ]
    ) { arguments in HoldOut(share: try arguments.number("share", in: 0.001...0.999)) }

    public let share: Double

    public init(share: Double = 0.2) { self.share = share }

    public var source: String { "holdout(\(share))" }

    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        let traits = RowTraits(task, rows: rows)
        let part = try InnerSplit.holdout(traits, share: share, random: random)
        let fold = Folds.Fold(
            train: part.train.map { rows[$0] }, score: part.validation.map { rows[$0] })
        return Folds(folds: [fold], source: source, isTemporal: traits.times != nil)
    }
}
