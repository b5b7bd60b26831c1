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
    /// The `var`s of the prompt that it declares, reads or changes.
    public var variables: Set<String>

    public init(
        name: String, text: String, isShown: Bool = false, readsLastValue: Bool = false,
        variables: Set<String> = []
    ) {
        self.name = name
        self.text = text
        self.isShown = isShown
        self.readsLastValue = readsLastValue
        self.variables = variables
    }
}

/// What a saved session is made of, in order.
public enum SavedPiece: Sendable, Equatable {
    case input(InputRecord)
    /// Whole cells, headers included: of a notebook that was loaded, whose path `origin` is, or of another language. `lastValue`
    /// is the name of what they made `_`.
    case cells(String, lastValue: String? = nil, origin: String? = nil)

    var origin: String? { if case .cells(_, _, let origin) = self { origin } else { nil } }
}
