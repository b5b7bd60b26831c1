import SegCore
import SegDiagnostics

/// Who takes part in a study: learners that are trained, and ensembles that join them.
struct StudyCast: Sendable {
    /// The arms asked for, in order, with the baseline at the end.
    let arms: [NamedArm]
    /// Everything that has a name in the study, earlier arms included.
    let all: [NamedArm]
    /// Everything that is trained on nodes, under its name.
    let recipes: [NamedArm]
    /// For each ensemble the names of its members' recipes.
    let members: [String: [String]]

    init(
        _ learners: [NamedArm], _ options: StudyOptions, _ kind: ProblemKind, known: [NamedArm]
    ) throws(Failure) {
        var arms = learners.map { Self.resolved($0, among: known + learners) }
        if options.baseline != nil, let own = learners.first(where: { $0.name == "baseline" }), own.learner.name != "baseline" {
            throw Failure(
                "E555", "a learner is called 'baseline', as the one is that skill is measured against",
                hint: "give it another name, or say baseline: nil", subject: "\"baseline\"")
        }
        if let baseline = options.baseline, !learners.contains(where: { $0.name == "baseline" }) {
            arms.append(NamedArm("baseline", baseline))
        }
        guard !arms.isEmpty else { throw Failure("E551", "there is no learner to train") }
        try Self.check(arms, kind, known: known)
        self.arms = arms
        all = known + arms
        var recipes = all.filter { !($0.learner is any Ensemble) }
        for arm in options.overrides.flatMap(\.learners) { try Self.check([arm], kind, known: []) }
        var members: [String: [String]] = [:]
        for arm in all {
            guard let ensemble = arm.learner as? any Ensemble else { continue }
            var names: [String] = []
            for member in ensemble.members {
                names.append(try Self.recipeName(of: member, in: arm.name, &recipes))
            }
            members[arm.name] = names
        }
        self.recipes = recipes
        self.members = members
        for override in options.overrides {
            try Self.check(override, recipes)
            for metric in override.metrics ?? [] { try metric.requireFit(kind) }
        }
    }

    /// A learner that wraps an ensemble, with the study's learners in the place of their names: what is wrapped stands alone.
    private static func resolved(_ arm: NamedArm, among known: [NamedArm]) -> NamedArm {
        guard let wrapper = arm.learner as? any Wrapper else { return arm }
        func resolved(_ learner: any Learner) -> any Learner {
            if let inner = learner as? any Wrapper { return inner.wrapping(resolved(inner.base)) }
            guard var ensemble = learner as? any Ensemble else { return learner }
            ensemble.members = ensemble.members.map { member in
                guard case .name(let name) = member, let found = known.first(where: { $0.name == name && $0.name != arm.name }) else { return member }
                return .learner(found)
            }
            return ensemble
        }
        return NamedArm(arm.name, wrapper.wrapping(resolved(wrapper.base)))
    }

    /// An override that names nothing, or that can't be applied, is a mistake to be told before
    /// anything is trained: E553 for learners, E524 for steps.
    private static func check(_ override: NodeOverride, _ recipes: [NamedArm]) throws(Failure) {
        let names = recipes.map(\.name)
        for arm in override.learners where !names.contains(arm.name) {
            throw Failure(
                "E553", "an override is for '\(arm.name)', which is no learner of this study",
                hint: Suggestion.hint(for: arm.name, among: names) ?? "learners: \(names.joined(separator: ", "))",
                subject: "\"\(arm.name)\"")
        }
        var seen: Set<String> = []
        let steps = recipes.flatMap(\.learner.partNames).filter { seen.insert($0).inserted }
        for step in override.changedSteps where !steps.contains(step) {
            throw Failure(
                "E524", "an override is for the step '\(step)', which no learner of this study has",
                hint: Suggestion.hint(for: step, among: steps) ?? "their parts are \(steps.joined(separator: ", "))")
        }
        guard let change = override.change else { return }
        for recipe in recipes {
            do { _ = try change(recipe.learner) } catch {
                throw (error as? Failure) ?? Failure("E524", "\(error)")
            }
        }
    }

    private static func check(
        _ arms: [NamedArm], _ kind: ProblemKind, known: [NamedArm]
    ) throws(Failure) {
        var names = Set(known.map(\.name))
        for arm in arms {
            guard names.insert(arm.name).inserted else {
                throw Failure(
                    "E555", "two learners are called '\(arm.name)'",
                    hint: "label them: [\"a\": …, \"b\": …]")
            }
            guard arm.learner.kinds.contains(kind) else {
                try (arm.learner as? EarlyStop)?.metric?.requireFit(kind)
                let part = arm.learner.partThatExcludes(kind).map { "'\($0)' of " } ?? ""
                throw Failure(
                    "E551", "\(part)'\(arm.name)' is not for a \(kind.rawValue) target: \(LearnerText.source(arm.learner))")
            }
        }
    }

    /// The recipe that a member stands for: the study's own where it is the same, else a further
    /// one.
    private static func recipeName(
        of member: EnsembleMember, in ensemble: String, _ recipes: inout [NamedArm]
    ) throws(Failure) -> String {
        let known = recipes.first { $0.name == member.name }
        switch member {
        case .name(let name):
            guard known == nil else { return name }
            let names = recipes.map(\.name)
            throw Failure(
                "E553", "'\(ensemble)' joins '\(name)', which is no learner of this study",
                hint: Suggestion.hint(for: name, among: names)
                    ?? "learners: \(names.joined(separator: ", "))", subject: "\"\(name)\"")
        case .learner(let arm):
            if let known, known.learner.parts == arm.learner.parts { return arm.name }
            let name = known == nil ? arm.name : "\(ensemble).\(arm.name)"
            recipes.append(NamedArm(name, arm.learner))
            return name
        }
    }
}
