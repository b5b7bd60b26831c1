import SegCore
import SegDiagnostics

/// A learner whose predictions are joined with others'.
public enum EnsembleMember: Sendable {
    case learner(NamedArm)
    /// A learner of the study in which the ensemble stands.
    case name(String)

    public var name: String {
        switch self {
        case .learner(let arm): arm.name
        case .name(let name): name
        }
    }
}

/// Which models of each member an ensemble joins, in a study with segments.
public enum MemberScope: String, Hashable, Sendable, Codable {
    /// The models of all nodes on the way to the leaf.
    case path
    /// The models of all rows.
    case pooled
}

/// How members' predictions become one.
public enum Joining: Sendable {
    /// By weights that were given, one a member; nil: all equal.
    case fixed([Double]?)
    /// By weights that are not negative and sum to 1, learned from out-of-fold predictions.
    case convex
    /// By a learner whose features are the members' out-of-fold predictions.
    case learner(any Learner)
}

/// A learner that joins others: in a study a further arm on their models, alone a wrapper.
public protocol Ensemble: Learner {
    var members: [EnsembleMember] { get set }
    var memberScope: MemberScope { get }
    var joining: Joining { get }
    /// Segments that have weights of their own; nil: all rows have the same.
    var weightSegments: Segments? { get }
}

extension Ensemble {
    public var weightSegments: Segments? { nil }

    /// Whether weights are by segment in a study over these segments; E556 where they are of others.
    func weighsBySegment(in segments: Segments) throws(Failure) -> Bool {
        guard let own = weightSegments else { return false }
        guard own.contentHash == segments.contentHash else {
            throw Failure(
                "E556", "the segments of '\(name)' are not those of the study",
                hint: "give over: of cross_validate and of \(name) the same segments")
        }
        return true
    }

    public var kinds: Set<ProblemKind> {
        members.reduce([.regression, .binary, .multiclass]) { kinds, member in
            if case .learner(let arm) = member {
                kinds.intersection(arm.learner.kinds)
            } else {
                kinds
            }
        }
    }

    public var accepts: FeatureSupport { .everything }

    /// The members as learners; E556 for a name, which means something in a study only.
    func memberLearners() throws(Failure) -> [NamedArm] {
        var learners: [NamedArm] = []
        for member in members {
            guard case .learner(let arm) = member else {
                throw Failure(
                    "E556", "\(name) knows no learner '\(member.name)' here",
                    hint: "give learners as members, or use it in a study that has '\(member.name)'"
                )
            }
            learners.append(arm)
        }
        guard learners.count > 1 else {
            throw Failure("E556", "\(name) needs two members at least")
        }
        return learners
    }
}
