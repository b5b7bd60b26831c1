import SegCore
import SegDiagnostics
import SegTensor

/// Parts of equal size, each scored once by what the others train.
public struct KFold: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "kfold",
        summary: "Cuts the rows into k parts; each is scored once and trained on otherwise.",
        parameters: [
            ModuleParameter(
                "k", .int(2...10_000), default: .int(5), labelOnly: false, "Number of parts."),
            ModuleParameter("repeats", .int(1...1000), default: .int(1), "How often to draw anew."),
            ModuleParameter(
                "ignore_time", .bool, default: .bool(false),
                "Cuts at random although the task has a time role."),
        ]
    ) { arguments in
        KFold(
            k: try arguments.int("k", in: 2...10_000),
            repeats: try arguments.int("repeats", in: 1...1000),
            ignoresTime: try arguments.bool("ignore_time"))
    }

    public let k: Int
    public let repeats: Int
    public let ignoresTime: Bool

    public init(k: Int = 5, repeats: Int = 1, ignoresTime: Bool = false) {
        self.k = k
        self.repeats = repeats
        self.ignoresTime = ignoresTime
    }

    public var source: String {
        let parts = [
            "\(k)", repeats > 1 ? "repeats: \(repeats)" : nil,
            ignoresTime ? "ignore_time: true" : nil,
        ]
        return "kfold(\(parts.compactMap { $0 }.joined(separator: ", ")))"
    }

    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        guard task.times == nil || ignoresTime else { throw SplitterErrors.time(source) }
        let traits = RowTraits(task, rows: rows).ignoringTime
        let folds = try (0..<repeats).flatMap { pass in
            try dealt(traits, rows, pass: pass, random: random.child("repeat").child(pass))
        }
        return Folds(folds: folds, source: source, isTemporal: false)
    }

    private func dealt(
        _ traits: RowTraits, _ rows: [Int], pass: Int, random: RandomStream
    ) throws(Failure) -> [Folds.Fold] {
        let parts = InnerSplit.folds(traits, k: k, random: random)
        guard parts.count == k else {
            let count = traits.groups.map { Set($0).count } ?? rows.count
            throw SplitterErrors.tooFew(source, count, groups: traits.groups != nil)
        }
        return parts.map { part in
            Folds.Fold(
                train: part.train.map { rows[$0] }, score: part.validation.map { rows[$0] },
                repeat: pass)
        }
    }
}
