import SegCore
import SegDiagnostics

/// Which rows the models of an arm are trained on.
public enum Scope: Hashable, Sendable, Codable {
    /// One model on all rows; the segment is a feature.
    case pooled
    /// One model a node of a level, by the level's name.
    case level(String)
    /// One model a leaf.
    case local
    /// Each node starts from its parent's out-of-fold prediction.
    case offset
    /// No model of its own: convex weights over the models on the leaf's path.
    case blended
    /// All models on the leaf's path of several learners: what an ensemble joins.
    case path

    /// As it is written and as arms bear it.
    public var name: String {
        switch self {
        case .pooled: "pooled"
        case .level(let name): name
        case .local: "local"
        case .offset: "offset"
        case .blended: "blended"
        case .path: "path"
        }
    }

    /// The scope of a name, where levels are those of the segments; E552 for an unknown one.
    public init(_ name: String, in segments: Segments) throws(Failure) {
        let words: [Scope] = [.pooled, .local, .offset, .blended]
        if let word = words.first(where: { $0.name == name }) {
            self = word
        } else if segments.levels.contains(name) {
            self = .level(name)
        } else {
            let known = words.map(\.name) + segments.levels
            throw Failure(
                "E552", "there is no scope '\(name)'",
                hint: Suggestion.hint(for: name, among: known)
                    ?? "scopes: \(known.joined(separator: ", "))", subject: "\"\(name)\"")
        }
    }

    /// What a study compares when nobody says: pooled, every level but the last, local, blended.
    public static func automatic(for segments: Segments) -> [Scope] {
        guard segments.isDivided else { return [.pooled] }
        return [.pooled] + segments.levels.dropLast().map(Scope.level) + [.local, .blended]
    }

    /// How deep models of this scope go; the deepest node for those that go to the leaves.
    func depth(in segments: Segments) -> Int {
        switch self {
        case .pooled: 0
        case .level(let name): (segments.levels.firstIndex(of: name) ?? 0) + 1
        case .local, .offset, .blended, .path: segments.depth
        }
    }
}

/// What a study compares: a learner with a scope.
public struct Arm: Hashable, Sendable, Codable {
    /// `gbdt blended`; the learner's name alone where there are no segments, and for ensembles.
    public let name: String
    /// The learner's name in the study.
    public let learner: String
    public let scope: Scope

    public init(name: String, learner: String, scope: Scope) {
        self.name = name
        self.learner = learner
        self.scope = scope
    }
}
