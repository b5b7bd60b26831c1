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
        hash.add(sample)
        hash.add(predicted)
        hash.add(offset)
        return hash.finished()
    }
}
