import SegDiagnostics

extension Pipeline {
    /// The pipeline with a step at its end. Without a name the part is called after its function:
    /// `impute`, then `impute.2`. E521 after an estimator, E522 for a name that is taken.
    public func appending(_ step: any Step, name: String? = nil) throws(Failure) -> Pipeline {
        try requireOpen(for: step.source)
        let part = NamedStep(name: try freshName(name, for: step.name), step: step)
        return Pipeline(steps: steps + [part], estimator: nil)
    }

    /// The pipeline with a learner at its end. Another pipeline's parts are appended one by one.
    /// E521 after an estimator, E522 for a name that is taken.
    public func appending(_ learner: any Learner, name: String? = nil) throws(Failure) -> Pipeline {
        if let pipeline = learner as? Pipeline { return try appending(pipeline, name: name) }
        try requireOpen(for: learner.name)
        let part = NamedLearner(name: try freshName(name, for: learner.name), learner: learner)
        return Pipeline(steps: steps, estimator: part)
    }

    /// The pipeline with any part at its end.
    public func then(_ part: PipelinePart, name: String? = nil) throws(Failure) -> Pipeline {
        switch part {
        case .step(let step): try appending(step, name: name)
        case .learner(let learner): try appending(learner, name: name)
        }
    }

    /// The pipeline with the part of this name replaced, or removed where `part` is nil; the new
    /// part keeps the name. E523 for an unknown name, E524 for a step in place of a learner or the
    /// reverse.
    public func swap(_ name: String, with part: PipelinePart?) throws(Failure) -> Pipeline {
        if let estimator, estimator.name == name {
            return Pipeline(steps: steps, estimator: try Self.replaced(estimator, by: part))
        }
        guard let place = steps.firstIndex(where: { $0.name == name }) else {
            throw Failure(
                "E523", "the pipeline has no part '\(name)'",
                hint: Suggestion.hint(for: name, among: partNames)
                    ?? "its parts: \(partNames.joined(separator: ", "))")
        }
        var changed = steps
        changed.remove(at: place)
        if let part { changed.insert(try Self.replaced(steps[place], by: part), at: place) }
        return Pipeline(steps: changed, estimator: estimator)
    }

    private static func replaced(
        _ old: NamedLearner, by part: PipelinePart?
    ) throws(Failure) -> NamedLearner? {
        switch part {
        case nil: return nil
        case .learner(let learner): return NamedLearner(name: old.name, learner: learner)
        case .step(let step):
            throw Failure(
                "E524", "'\(old.name)' is a learner; the step \(step.source) can't replace it")
        }
    }

    private static func replaced(
        _ old: NamedStep, by part: PipelinePart
    ) throws(Failure) -> NamedStep {
        switch part {
        case .step(let step): return NamedStep(name: old.name, step: step)
        case .learner(let learner):
            throw Failure(
                "E524", "'\(old.name)' is a step; the learner \(learner.name) can't replace it")
        }
    }

    private func appending(_ other: Pipeline, name: String?) throws(Failure) -> Pipeline {
        var whole = self
        for part in other.steps {
            let isAutomatic =
                part.name == part.step.name || part.name.hasPrefix(part.step.name + ".")
            whole = try whole.appending(part.step, name: isAutomatic ? nil : part.name)
        }
        guard let last = other.estimator else { return whole }
        let kept = last.name == last.learner.name ? nil : last.name
        return try whole.appending(last.learner, name: name ?? kept)
    }

    private func requireOpen(for source: String) throws(Failure) {
        guard let estimator else { return }
        throw Failure(
            "E521", "\(source) can't follow the estimator '\(estimator.name)'",
            hint: "put it before \(estimator.name)")
    }

    private func freshName(_ wanted: String?, for function: String) throws(Failure) -> String {
        let taken = Set(partNames)
        if let wanted {
            guard !taken.contains(wanted) else {
                throw Failure(
                    "E522", "the pipeline already has a part '\(wanted)'",
                    hint: "give another name:")
            }
            return wanted
        }
        var name = function
        var number = 2
        while taken.contains(name) {
            name = "\(function).\(number)"
            number += 1
        }
        return name
    }
}
