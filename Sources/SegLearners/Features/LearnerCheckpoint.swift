import SegCore
import SegIdentity

extension FitContext {
    /// The checkpoint of a learner's fit on a sample, found again by the learner's settings, the problem, the rows and the
    /// random stream; nil where nothing is kept between runs.
    func checkpoint(of learner: some Learner, _ sample: Sample) -> Checkpoint? {
        let key = random.key
        return checkpoint {
            guard let settings = StructuralIdentity.of(learner), let problem = StructuralIdentity.of(sample.problem) else {
                return nil
            }
            var hash = ContentHash()
            hash.add(settings)
            hash.add(problem)
            hash.add(numbers: [key])
            hash.add(sample)
            return hash.finished()
        }
    }
}
