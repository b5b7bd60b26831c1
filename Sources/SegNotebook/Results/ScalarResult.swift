import SegDisplay
import SegVM

/// A number, text or truth that a cell gives a name: what runs are compared by.
public struct ScalarResult: Sendable, Codable, Hashable {
    public enum Content: Sendable, Codable, Hashable {
        case int(Int)
        case double(Double)
        case bool(Bool)
        case text(String)

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .int(let number): try container.encode(number)
            case .double(let number): try container.encode(number)
            case .bool(let flag): try container.encode(flag)
            case .text(let text): try container.encode(text)
            }
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .bool(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .int(number)
            } else if let number = try? container.decode(Double.self) {
                self = .double(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Longer texts are left out.
    private static let longest = 200

    public let name: String
    public let content: Content

    /// nil for values that are no scalars.
    init?(_ name: String, _ value: Value) {
        self.name = name
        switch value {
        case .int(let number): content = .int(number)
        case .double(let number): content = .double(number)
        case .bool(let flag): content = .bool(flag)
        case .string(let text) where text.count <= Self.longest: content = .text(text.text)
        case .date, .dateTime, .duration: content = .text(value.literal)
        default: return nil
        }
    }

    /// For a table.
    var text: String {
        switch content {
        case .int(let number): "\(number)"
        case .double(let number): NumberText.short(number, significant: 6)
        case .bool(let flag): flag ? "true" : "false"
        case .text(let text): text
        }
    }
}
