/// How a module is written, with the parameters that differ from their defaults.
struct CallText {
    private let name: String
    private var parts: [String] = []

    init(_ name: String) { self.name = name }

    var text: String { "\(name)(\(parts.joined(separator: ", ")))" }

    mutating func add(_ label: String, _ value: Double?, default standard: Double? = nil) {
        if let value, value != standard { parts.append("\(label): \(Self.number(value))") }
    }

    mutating func add(_ label: String, _ value: Int?, default standard: Int? = nil) {
        if let value, value != standard { parts.append("\(label): \(value)") }
    }

    mutating func add(_ label: String, _ value: Bool, default standard: Bool) {
        if value != standard { parts.append("\(label): \(value)") }
    }

    mutating func add(_ label: String, _ value: String?, default standard: String? = nil) {
        if let value, value != standard { parts.append("\(label): \"\(value)\"") }
    }

    /// A number as it is typed: `5`, `0.05`.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
