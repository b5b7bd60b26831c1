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
    /// By which rows are recognised that its task had sealed for the test; nil where there were none or it was trained on them too.
    let sealed: TrainingFingerprints?
    /// How far predictions were off in the study that it was trained from; nil without a study.
    let residuals: ResidualQuantiles?
    /// What the arm scored in that study by segment; nil without a study.
    let segmentScores: SegmentScores?

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

    /// One row a model: `learner`, `segment`, `rows`, `rounds`; `threshold` where some model chose one; `weight` in a blend or an
    /// ensemble, for rows of that very segment; and what the arm scored on the segment's rows in the study, under the metric's name.
    public func nodes() throws -> Table {
        let models = tree.models
        var further: [(name: String, kind: ColumnKind?, column: Column)] = []
        if models.contains(where: { $0.fitted.thresholds?.single != nil }) {
            further.append(("threshold", nil, Column(doubles: models.map { $0.fitted.thresholds?.single ?? .nan })))
        }
        let weights = tree.weightsOfModels
        if !weights.isEmpty { further.append(("weight", nil, Column(doubles: weights))) }
        if let segmentScores {
            further.append((segmentScores.metric, nil, Column(doubles: models.map { segmentScores.values[$0.node] ?? .nan })))
        }
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
        ] + further)
    }

    /// Predictions of each row: the id columns that are there, those to be kept, `segment`, `served_by`, `prediction`, for
    /// classes `p` or `p_<class>`, and for each level of an interval `low_80` and `high_80`.
    ///
    /// E571 where a column is missing, E573 where there can be no intervals. Bounds are missing where the study had too few rows.
    public func predict(_ table: Table, intervals levels: [Double] = [], keeping kept: [String] = []) throws -> Table {
        let served = try tree.serve(table)
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for name in problem.roles.id {
            if let column = table[name] { columns.append((PredictionColumns.apart(name), .id, column)) }
        }
        for name in kept where !columns.contains(where: { $0.name == PredictionColumns.apart(name) }) {
            columns.append((PredictionColumns.apart(name), try table.schema.field(name).kind, try table.column(name)))
        }
        let paths = segments.nodes.map(\.path)
        let reached = served.segments.map { Int32(truncatingIfNeeded: $0) }
        let servedBy = served.servedBy.map { Int32(truncatingIfNeeded: $0) }
        columns.append(("segment", nil, Column(codes: reached, levels: segments.pathsOfRows)))
        columns.append(("served_by", nil, Column(codes: servedBy, levels: paths)))
        let predictions =
            try PredictionColumns.all(served.predictions, problem)
            + intervals(levels, around: served.predictions.values, in: served.segments)
        var result = try Table(columns + predictions)
        if predictions.contains(where: { $0.name.hasPrefix("low_") && $0.column.missingCount > 0 }) {
            let fewest = ResidualQuantiles.fewestRows(levels.max() ?? 0)
            result.notes = ["bounds are missing where the study scored too few rows: the highest level needs \(fewest)"]
        }
        // Among rows that trained the model its predictions know the target, as L203 has it.
        let known = try training.count(in: table) ?? 0
        if try known * 100 > table.rowCount || training.areFamiliar(in: table) {
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
            training: try container.decode(TrainingFingerprints.self, forKey: .training),
            sealed: try container.decodeIfPresent(TrainingFingerprints.self, forKey: .sealed),
            residuals: try container.decodeIfPresent(ResidualQuantiles.self, forKey: .residuals),
            segmentScores: try container.decodeIfPresent(SegmentScores.self, forKey: .segmentScores))
        guard tree.isSound, residuals?.isSound(for: tree.segments) ?? true,
            segmentScores.map({ $0.values.count == segments.nodes.count }) ?? true
        else { throw Failure.damagedModel }
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

/// The study's primary metric for each node; nil where no row of it was scored.
struct SegmentScores: Hashable, Sendable, Codable {
    let metric: String
    let values: [Double?]
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
    /// The features among them, where these alone tell the rows apart: by them rows are known that come without the target, or
    /// under other ids. Empty where they don't, and of models that were saved before it was noted.
    public let features: [String]
    private let hashes: Int32Tensor
    private let featureHashes: Int32Tensor

    init(_ table: Table, columns: [String], features: [String]) throws(Failure) {
        self.columns = columns
        hashes = Self.tensor(try RowFingerprints.make(table, columns: columns).sorted())
        let prints = try RowFingerprints.make(table, columns: features).sorted()
        let areTelling = Set(prints).count * 20 >= prints.count * 19
        self.features = areTelling ? features : []
        featureHashes = Self.tensor(areTelling ? prints : [])
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        columns = try container.decode([String].self, forKey: .columns)
        hashes = try container.decode(Int32Tensor.self, forKey: .hashes)
        features = try container.decodeIfPresent([String].self, forKey: .features) ?? []
        featureHashes = try container.decodeIfPresent(Int32Tensor.self, forKey: .featureHashes) ?? Self.tensor([])
    }

    private static func tensor(_ prints: [UInt64]) -> Int32Tensor {
        Int32Tensor(
            prints.flatMap { [Int32(truncatingIfNeeded: $0 >> 32), Int32(truncatingIfNeeded: $0)] }, shape: [prints.count, 2])
    }

    private static func prints(_ tensor: Int32Tensor) -> Set<UInt64> {
        let words = tensor.values
        return Set(
            stride(from: 0, to: words.count - 1, by: 2).map { place in
                UInt64(UInt32(bitPattern: words[place])) << 32 | UInt64(UInt32(bitPattern: words[place + 1]))
            })
    }

    /// Whether it is of exactly these rows.
    func matches(_ table: Table) throws(Failure) -> Bool {
        hashes == Self.tensor(try RowFingerprints.make(table, columns: columns).sorted())
    }

    /// Whether most rows of a table have the features of rows that were trained on.
    func areFamiliar(in table: Table) throws(Failure) -> Bool {
        guard !features.isEmpty, table.rowCount > 0, features.allSatisfy({ table[$0] != nil }) else { return false }
        let known = Self.prints(featureHashes)
        return try RowFingerprints.make(table, columns: features).count { known.contains($0) } * 2 > table.rowCount
    }

    /// How many rows of a table were trained on; nil where it lacks columns by which to tell.
    func count(in table: Table) throws(Failure) -> Int? {
        guard columns.allSatisfy({ table[$0] != nil }) else { return nil }
        let known = Self.prints(hashes)
        return try RowFingerprints.make(table, columns: columns).count { known.contains($0) }
    }

    /// One hash for all rows, whatever their order.
    var digest: String { StableHash.hexadecimal(hashes.values.map(String.init)) }
}
