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
    /// Joins the members in every fold, by weights learned for it from rows that may train for it.
    func joined(_ joining: Joining, bySegment: Bool, _ context: FitContext) throws -> JoinedPlaces {
        let parts = try context.pool.map(folds.folds.count) { fold in
            try context.stop.check()
            return try joinedFold(fold, joining, bySegment, context.child("join").child("\(fold)"))
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
        _ fold: Int, _ joining: Joining, _ bySegment: Bool, _ context: FitContext
    ) throws -> Part {
        let own = places.folds.indices.filter { places.folds[$0] == fold }
        if case .learner(let learner) = joining {
            let known = sources(for: fold).flatMap { $0 }
            guard !known.isEmpty else { return part(own, fold, .equal(layers.count)) }
            let fitted = try learner.fit(metaSample(known), context)
            return Part(places: own, predictions: try fitted.predict(metaTable(own)), weights: nil)
        }
        return part(own, fold, weights(joining, sources(for: fold), bySegment))
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
