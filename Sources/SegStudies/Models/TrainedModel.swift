import SegCore
import SegDiagnostics
import SegFrame

/// A trained arm with all that it takes to be used and to be judged: it needs no task and no
/// notebook.
public struct TrainedModel: Codable, Sendable {
    /// The arm's name: `gbdt blended`.
    public internal(set) var name: String
    /// The learner's listing: a line a part, with versions.
    public let parts: [LearnerPart]
    public let scope: Scope
    public let tree: FittedTree
    public let lineage: ModelLineage
    /// By which rows are recognised that it was trained on.
    public let training: TrainingFingerprints

    /// The same model under another name.
    public func renamed(_ name: String) -> TrainedModel {
        var model = self
        model.name = name
        return model
    }

    public var problem: Problem { tree.problem }
    public var segments: Segments { tree.segments }

    /// Columns that a table must have to be predicted.
    public var inputs: Schema { Schema(tree.inputs) }

    /// One row a model: `learner`, `segment`, `rows`, `rounds`, and how many segments it serves.
    public func nodes() throws -> Table {
        let models = tree.models
        return try Table([
            ("learner", nil, Column(strings: models.map(\.learner))),
            ("segment", nil, Column(strings: models.map { segments.nodes[$0.node].path })),
            ("rows", nil, Column(ints: models.map { Int64($0.rows) })),
            (
                "rounds", nil,
                Column(
                    ints: models.map { Int64($0.fitted.rounds ?? 0) },
                    missing: models.map { $0.fitted.rounds == nil })
            ),
        ])
    }

    /// Predictions of each row: the id columns that are there, `segment`, `served_by`,
    /// `prediction`, and for classes `p` or `p_<class>`. E571 where a column is missing.
    public func predict(_ table: Table) throws -> Table {
        let served = try tree.serve(table)
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for name in problem.roles.id {
            if let column = table[name] { columns.append((name, .id, column)) }
        }
        let paths = segments.nodes.map(\.path)
        let reached = served.segments.map { Int32(truncatingIfNeeded: $0) }
        let servedBy = served.servedBy.map { Int32(truncatingIfNeeded: $0) }
        columns.append(("segment", nil, Column(codes: reached, levels: paths)))
        columns.append(("served_by", nil, Column(codes: servedBy, levels: paths)))
        let predictions = PredictionColumns.all(served.predictions, problem)
        var result = try Table(columns + predictions)
        // Among rows that trained the model its predictions know the target, as L203 has it.
        if let known = try training.count(in: table), known * 100 > table.rowCount {
            result.marks = predictions.map { LearnedMark(column: $0.name, verb: "predict") }
        }
        return result
    }
}

extension TrainedModel {
    /// E595 where the parts do not fit together, as those of an altered file need not.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            parts: try container.decode([LearnerPart].self, forKey: .parts),
            scope: try container.decode(Scope.self, forKey: .scope),
            tree: try container.decode(FittedTree.self, forKey: .tree),
            lineage: try container.decode(ModelLineage.self, forKey: .lineage),
            training: try container.decode(TrainingFingerprints.self, forKey: .training))
        guard tree.isSound else { throw Failure.damagedModel }
    }
}

/// Where a model comes from.
public struct ModelLineage: Hashable, Sendable, Codable {
    /// Rows that it was trained on.
    public let rows: Int
    public let features: [String]
    /// A hash of the training rows.
    public let data: String
    /// Content hash of the segments.
    public let segments: String
    /// Identifies the random stream; the same one gives the same model.
    public let randomKey: UInt64
    /// Whether the rows sealed for the test were trained on too, for production.
    public let includesTest: Bool
    /// What was measured before it was trained.
    public let scores: [ModelScore]
}

/// A figure that a model's arm had in a study.
public struct ModelScore: Hashable, Sendable, Codable {
    public let metric: String
    public let value: Double
    /// How the rows were held back: `kfold(5)`.
    public let folds: String
}

/// Fingerprints of training rows, and the columns that they are made of.
public struct TrainingFingerprints: Hashable, Sendable, Codable {
    public let columns: [String]
    private let hashes: Int32Tensor

    init(_ table: Table, columns: [String]) throws(Failure) {
        self.columns = columns
        let prints = try RowFingerprints.make(table, columns: columns).sorted()
        hashes = Int32Tensor(
            prints.flatMap {
                [Int32(truncatingIfNeeded: $0 >> 32), Int32(truncatingIfNeeded: $0)]
            }, shape: [prints.count, 2])
    }

    /// How many rows of a table were trained on; nil where it lacks columns by which to tell.
    func count(in table: Table) throws(Failure) -> Int? {
        guard columns.allSatisfy({ table[$0] != nil }) else { return nil }
        let words = hashes.values
        let known = Set(
            stride(from: 0, to: words.count - 1, by: 2).map { place in
                UInt64(UInt32(bitPattern: words[place])) << 32
                    | UInt64(UInt32(bitPattern: words[place + 1]))
            })
        return try RowFingerprints.make(table, columns: columns).count { known.contains($0) }
    }

    /// One hash for all rows, whatever their order.
    var digest: String { StableHash.hexadecimal(hashes.values.map(String.init)) }
}
