/// An input that succeeded, as `:save` needs it.
public struct InputRecord: Sendable, Equatable {
    /// The name of its cell: `in3`.
    public let name: String
    /// What was typed, with the declarations that were repeated because of it.
    public var text: String
    /// Whether its last expression was shown, and so became `_`.
    public var isShown: Bool
    /// Whether it reads `_`.
    public var readsLastValue: Bool
    /// The `var`s from before it that it may change.
    public var changed: Set<String>
    /// The `var`s that it leaves, of those that it may change or declares.
    public var kept: Set<String>
    /// The `var`s that it changed in a way that its cell doesn't repeat.
    public var lost: Set<String>

    public init(
        name: String, text: String, isShown: Bool = false, readsLastValue: Bool = false,
        changed: Set<String> = [], kept: Set<String> = [], lost: Set<String> = []
    ) {
        self.name = name
        self.text = text
        self.isShown = isShown
        self.readsLastValue = readsLastValue
        self.changed = changed
        self.kept = kept
        self.lost = lost
    }
}

/// What a saved session is made of, in order.
public enum SavedPiece: Sendable, Equatable {
    case input(InputRecord)
    /// Whole cells, headers included: of a notebook that was loaded, whose path `origin` is, or of another language. `lastValue`
    /// is the name of what they made `_`.
    case cells(String, lastValue: String? = nil, origin: String? = nil)

    var text: String {
        switch self {
        case .input(let record): record.text
        case .cells(let text, _, _): text
        }
    }

    var origin: String? { if case .cells(_, _, let origin) = self { origin } else { nil } }
}
