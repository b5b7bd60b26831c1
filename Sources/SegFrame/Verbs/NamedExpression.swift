/// A column to make: its name and what it holds.
public struct NamedExpression: Hashable, Sendable, Codable {
    public let name: String
    public let expression: ColumnExpression

    public init(_ name: String, _ expression: ColumnExpression) {
        self.name = name
        self.expression = expression
    }
}
