import SegFrame

/// Writes a step as a call, with the parameters that differ from their defaults.
struct StepSource {
    private let name: String
    private var arguments: [String] = []

    init(_ name: String, columns: Selector? = nil) {
        self.name = name
        if let columns { arguments.append(columns.description) }
    }

    /// The call with one more argument, left out where it is nil.
    func with(_ label: String, _ value: String?) -> StepSource {
        guard let value else { return self }
        var copy = self
        copy.arguments.append("\(label): \(value)")
        return copy
    }

    /// The call with a word as its argument, left out where it is the default.
    func with(_ label: String, word: String, default defaultWord: String) -> StepSource {
        word == defaultWord ? self : with(label, "\"\(word)\"")
    }

    func with(_ label: String, number: Double?) -> StepSource { with(label, number.map(Self.text)) }

    var text: String { "\(name)(\(arguments.joined(separator: ", ")))" }

    /// A number as a person writes it: `3`, not `3.0`.
    static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? number.description
    }
}
