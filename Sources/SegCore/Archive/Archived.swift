import SegDiagnostics

extension CodingUserInfoKey {
    // The names are literals, so the initialiser cannot fail; `init(rawValue:)` is optional by protocol only.
    /// The `ModuleRegistry` with which types are found on decoding.
    public static var moduleRegistry: CodingUserInfoKey { CodingUserInfoKey(rawValue: "segnb.modules")! }
    /// Whether objects of Python may be kept as pickles, which run code when they are loaded.
    public static var allowsPickle: CodingUserInfoKey { CodingUserInfoKey(rawValue: "segnb.pickle")! }
    /// The `TensorSink` that takes arrays on encoding.
    public static var tensorSink: CodingUserInfoKey { CodingUserInfoKey(rawValue: "segnb.sink")! }
    /// The `TensorSource` that gives arrays on decoding.
    public static var tensorSource: CodingUserInfoKey { CodingUserInfoKey(rawValue: "segnb.source")! }
}

private enum ArchiveKeys: String, CodingKey {
    case type, value
}

/// A trained step of any type, saved with the name under which its type is found again.
public struct ArchivedStep: Codable, Sendable {
    public let step: any FittedStep

    public init(_ step: any FittedStep) { self.step = step }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ArchiveKeys.self)
        let name = try container.decode(String.self, forKey: .type)
        let registry = decoder.userInfo[.moduleRegistry] as? ModuleRegistry
        guard let type = registry?.fittedStep(name) else { throw unknownModule(name) }
        step = try container.decode(type, forKey: .value)
        guard step.isSound else { throw Failure.damagedModel }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ArchiveKeys.self)
        try container.encode(type(of: step).archiveName, forKey: .type)
        try container.encode(step, forKey: .value)
    }
}

/// A trained learner of any type, saved with the name under which its type is found again.
public struct ArchivedLearner: Codable, Sendable {
    public let learner: any FittedLearner

    public init(_ learner: any FittedLearner) { self.learner = learner }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ArchiveKeys.self)
        let name = try container.decode(String.self, forKey: .type)
        let registry = decoder.userInfo[.moduleRegistry] as? ModuleRegistry
        guard let type = registry?.fittedLearner(name) else { throw unknownModule(name) }
        learner = try container.decode(type, forKey: .value)
        guard learner.isSound else { throw Failure.damagedModel }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ArchiveKeys.self)
        try container.encode(type(of: learner).archiveName, forKey: .type)
        try container.encode(learner, forKey: .value)
    }
}

extension Failure {
    /// E595: what was loaded is not what any training makes.
    public static let damagedModel = Failure(
        "E595", "the saved model is damaged: its parts do not fit together",
        hint: "train it again, or load another version")
}

private func unknownModule(_ name: String) -> Failure {
    Failure(
        "E701", "the saved model needs '\(name)', which this version does not have",
        hint: "load it with the version of segnb that saved it, or train it again")
}
