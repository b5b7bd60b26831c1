import SegDiagnostics
import SegFrame

extension Pipeline {
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let last = try trainable()
        let (fitted, training) = try fitSteps(sample, before: last.learner, context)
        let learner = try last.learner.fit(training, context.child(last.name))
        return FittedPipeline(steps: fitted, learner: learner, raw: sample.table.schema)
    }

    public func fit(
        _ sample: Sample, monitor: RoundMonitor, _ context: FitContext
    ) throws -> MonitoredFit? {
        let last = try trainable()
        // Learners without rounds say so before any step is fitted.
        guard last.learner.with(rounds: 1) != nil else { return nil }
        let (fitted, training) = try fitSteps(sample, before: last.learner, context)
        let validation = monitor.validation
        let passed = validation.replacing(table: try fitted.apply(validation.table))
        let inner = try last.learner.fit(
            training, monitor: monitor.replacing(validation: passed), context.child(last.name))
        return inner.map { result in
            MonitoredFit(
                fitted: FittedPipeline(
                    steps: fitted, learner: result.fitted, raw: sample.table.schema),
                bestRounds: result.bestRounds, curve: result.curve)
        }
    }

    /// Fits the steps, and what the estimator after them needs besides.
    private func fitSteps(
        _ sample: Sample, before estimator: any Learner, _ context: FitContext
    ) throws -> (fitted: FittedSteps, training: Sample) {
        var (fitted, training) = try fitSteps(sample, context)
        if let indicators = try SegmentIndicators(training, before: estimator) {
            fitted.append(indicators, name: "segment")
            training = training.replacing(table: try indicators.apply(training.table))
        }
        return (fitted, training)
    }

    /// Fits the steps in order: each on the training rows as the one before it left them.
    public func fitSteps(
        _ sample: Sample, _ context: FitContext
    ) throws -> (fitted: FittedSteps, training: Sample) {
        var fitted = FittedSteps()
        var training = sample
        for part in steps {
            try context.stop.check()
            let fit = try fitStep(part, training, context)
            if !part.step.changesRows { fitted.append(fit.fitted, name: part.name) }
            training = fit.training
        }
        return (fitted, training)
    }

    /// Fits one step, after it was told which learner the pipeline ends in.
    func fitStep(_ part: NamedStep, _ sample: Sample, _ context: FitContext) throws -> StepFit {
        let step = estimator.map { part.step.resolved(before: $0.learner) } ?? part.step
        let fit = try step.fit(sample, context.child(part.name))
        guard fit.training.rowCount > 0 || sample.rowCount == 0 else {
            throw Failure(
                "E527", "'\(part.name)' left no training row of \(sample.rowCount)",
                hint: "loosen \(part.step.source), or remove it with swap")
        }
        return fit
    }
}
