import SegCore

/// A learner around one other, which changes how that is trained or what it answers.
public protocol Wrapper: Learner {
    var base: any Learner { get set }
}

extension Wrapper {
    public var takesWeights: Bool { base.takesWeights }

    /// The same around another learner.
    public func wrapping(_ base: any Learner) -> any Learner {
        var copy = self
        copy.base = base
        return copy
    }
}

extension Learner {
    /// The names of the parts of the pipeline that it is, or that it wraps.
    var partNames: [String] { (self as? any Wrapper)?.base.partNames ?? (self as? Pipeline)?.partNames ?? [] }

    /// The innermost part that can't be trained on a kind of problem, as it is called: of `ridge() |> calibrate()` under a
    /// regression the `calibrate`.
    func partThatExcludes(_ kind: ProblemKind) -> String? {
        guard let wrapper = self as? any Wrapper else { return nil }
        return wrapper.base.kinds.contains(kind) ? parts.last?.name : wrapper.base.partThatExcludes(kind)
    }
}
