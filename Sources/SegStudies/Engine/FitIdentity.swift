import SegCore
import SegFrame
import SegIdentity

/// Everything that decides what a fit gives, as one digest.
///
/// Rows go by content and not by number, so that rows added to other segments, or other segments, leave
/// a segment's fits as they are.
struct FitIdentity {
    let learner: any Learner
    let sample: Sample
    /// Rows that are predicted, and what their prediction starts from.
    let predicted: Table
    let offset: [Double]?
    let keepsModel: Bool
    let random: UInt64

    /// nil where the learner holds something without identity.
    var digest: String? {
        guard let recipe = StructuralIdentity.of(learner), let problem = StructuralIdentity.of(sample.problem)
        else { return nil }
        var hash = ContentHash()
        hash.add("fit 1")
        for part in learner.parts { hash.add("\(part.name)@\(part.version)") }
        hash.add(recipe)
        hash.add(problem)
        hash.add(numbers: [random])
        hash.add(keepsModel ? 1 : 0)
        hash.add(ContentHash.digest(of: sample.features))
        add(sample.table, &hash)
        add(sample.target, &hash)
        add(sample.weights, &hash)
        add(sample.offset, &hash)
        if let strata = sample.strata { hash.add(numbers: Self.ranks(strata)) }
        add(predicted, &hash)
        add(offset, &hash)
        return hash.finished()
    }

    private func add(_ numbers: [Double]?, _ hash: inout ContentHash) {
        hash.add(numbers == nil ? 0 : 1)
        if let numbers { hash.add(numbers: numbers) }
    }

    private func add(_ target: Target, _ hash: inout ContentHash) {
        switch target {
        case .values(let values): hash.add(numbers: values)
        case .classes(let classes): hash.add(numbers: classes)
        case .none: hash.add("none")
        }
    }

    /// A table by the levels that its rows have: whether others exist elsewhere makes no difference to
    /// a fit.
    private func add(_ table: Table, _ hash: inout ContentHash) {
        hash.add(table.rowCount)
        for (field, column) in zip(table.schema.fields, table.columns) {
            hash.add(field.name)
            hash.add(field.kind.rawValue)
            guard case .category = field.type else {
                hash.add(column.identity)
                continue
            }
            let encoded = column.encoded()
            hash.add(ContentHash.digest(of: encoded.levels))
            hash.add(numbers: encoded.codes)
        }
    }

    /// Strata by their order among those present.
    private static func ranks(_ strata: [Int32]) -> [Int32] {
        let known = Set(strata).sorted()
        var rank: [Int32: Int32] = [:]
        for (place, stratum) in known.enumerated() { rank[stratum] = Int32(truncatingIfNeeded: place) }
        return strata.map { rank[$0] ?? 0 }
    }
}
