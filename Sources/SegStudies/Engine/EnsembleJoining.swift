import SegCore
import SegDiagnostics
import SegFrame

/// What a blend or an ensemble says of all places of a plan, and by which weights.
struct JoinedPlaces: Sendable {
    let predictions: Predictions
    let servedBy: [Int]
    let weights: [FoldWeights]
}

/// Weights that were used for a fold, or by a model that was trained.
public struct FoldWeights: Hashable, Sendable, Codable {
    /// nil: learned from all folds, for a model that is to be used.
    public let fold: Int?
    /// `gbdt all`, `gbdt origin`.
    public let members: [String]
    public let weights: BlendWeights
}

extension BlendMembers {
    /// Gives members whose predictions are of a fold's training rows alone, by inner folds of these; nil where the members' own
    /// predictions of the other folds will do.
    typealias Nesting = @Sendable (_ fold: Int) throws -> BlendMembers?

    /// Joins the members in every fold, by what is learned for it from rows that may train for it.
    func joined(_ joining: Joining, bySegment: Bool, nesting: @escaping Nesting, _ context: FitContext) throws -> JoinedPlaces {
        let parts = try context.pool.map(folds.folds.count) { fold in
            try context.stop.check()
            return try joinedFold(fold, joining, bySegment, try nesting(fold), context.child("join").child("\(fold)"))
        }
        var writer = PredictionWriter(places.count, data.sample.problem)
        for part in parts { writer.write(part.predictions, at: part.places) { _ in true } }
        return JoinedPlaces(
            predictions: writer.finished(), servedBy: servedBy, weights: parts.compactMap(\.weights)
        )
    }

    private struct Part: Sendable {
        let places: [Int]
        let predictions: Predictions
        let weights: FoldWeights?
    }

    private func joinedFold(
        _ fold: Int, _ joining: Joining, _ bySegment: Bool, _ nested: BlendMembers?, _ context: FitContext
    ) throws -> Part {
        let own = places.folds.indices.filter { places.folds[$0] == fold }
        let (known, sources) = nested.map { ($0, $0.allSources()) } ?? (self, sources(for: fold))
        if case .learner(let learner) = joining {
            let chosen = sources.flatMap { $0 }
            guard !chosen.isEmpty else { return part(own, fold, .equal(layers.count)) }
            let fitted = try learner.fit(known.metaSample(chosen), context)
            return Part(places: own, predictions: try fitted.predict(metaTable(own)), weights: nil)
        }
        return part(own, fold, known.weights(joining, sources, bySegment))
    }

    private func part(_ own: [Int], _ fold: Int, _ blend: BlendWeights) -> Part {
        Part(
            places: own, predictions: combine(blend, at: own),
            weights: FoldWeights(fold: fold, members: names, weights: blend))
    }

    /// Weights learned from some places, or those that were given.
    func weights(_ joining: Joining, _ sources: [[Int]], _ bySegment: Bool) -> BlendWeights {
        switch joining {
        case .fixed, .learner: joining.weightsAlone(layers.count)
        case .convex: weights(sources, bySegment: bySegment)
        }
    }

    /// The members' predictions as features, for a learner that joins them.
    func metaSample(_ chosen: [Int]) throws -> Sample {
        let problem = data.sample.problem
        let rows = chosen.map { places.rows[$0] }
        let table = try metaTable(chosen)
        let kept = table.schema.names.filter { !problem.roles.columns.contains($0) }
        return Sample(
            problem: problem, table: table, features: kept, target: data.sample.target.taking(rows),
            weights: data.sample.weights.map { weights in rows.map { weights[$0] } })
    }

    /// Roles that splits obey, and a column for each output of each member.
    func metaTable(_ chosen: [Int]) throws -> Table {
        let problem = data.sample.problem
        let rows = chosen.map { places.rows[$0] }
        let roles = problem.roles.group + [problem.roles.time].compactMap { $0 }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for name in roles where !columns.contains(where: { $0.name == name }) {
            columns.append((name, nil, try data.sample.table.column(name).taking(rows)))
        }
        return try MetaColumns.table(
            columns, names, layers.map { $0.predictions.taking(chosen) }, problem.kind)
    }
}

extension Joining {
    /// The weights that can be told without predictions: those given, else equal ones.
    ///
    /// A member's weight is divided evenly over its layers, of which there are `count` in all.
    func weightsAlone(_ count: Int) -> BlendWeights {
        guard case .fixed(let given?) = self, !given.isEmpty else { return .equal(count) }
        let share = max(1, count / given.count)
        let sum = given.reduce(0, +)
        return BlendWeights(
            common: (0..<count).map {
                given[min($0 / share, given.count - 1)] / sum / Double(share)
            })
    }
}

extension BlendWeights {
    /// The same weight for every member.
    static func equal(_ count: Int) -> BlendWeights {
        BlendWeights(common: [Double](repeating: 1 / Double(max(1, count)), count: count))
    }
}

/// Members' predictions as columns of a table.
enum MetaColumns {
    static func table(
        _ roles: [(name: String, kind: ColumnKind?, column: Column)], _ names: [String],
        _ members: [Predictions], _ kind: ProblemKind
    ) throws -> Table {
        var columns = roles
        for (name, member) in zip(names, members) {
            let link = LinkScale.of(member, kind)
            for output in 0..<member.outputCount {
                let values = link[output * member.rowCount..<(output + 1) * member.rowCount]
                let suffix = member.outputCount == 1 ? "" : " \(output)"
                columns.append((name + suffix, .numeric, Column(doubles: Array(values))))
            }
        }
        return try Table(columns)
    }
}
