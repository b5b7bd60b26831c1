import SegDiagnostics

/// A function or closure of the language: code and the values that it captured.
public final class FunctionObject: @unchecked Sendable {
    let code: FunctionCode
    /// That of `code`, kept here for the machine.
    let header: UnsafeMutablePointer<CodeHeader>
    /// Those of the environment's unit.
    let tables: UnsafeMutablePointer<UnitTables>
    /// What the functions of one cell or module share.
    let environment: EnvironmentObject
    /// Captured values, `captureCount` of them.
    let captures: UnsafeMutablePointer<Value>
    let captureCount: Int
    let nesting: Int

    /// Takes over a buffer of initialised captures.
    init(
        code: FunctionCode, environment: EnvironmentObject, captures: UnsafeMutablePointer<Value>,
        count: Int
    ) {
        self.code = code
        header = code.header
        tables = environment.unit.tables
        self.environment = environment
        self.captures = captures
        captureCount = count
        var deepest = 0
        for index in 0..<count { deepest = max(deepest, captures[index].nesting) }
        nesting = deepest + 1
    }

    deinit {
        captures.deinitialize(count: captureCount)
        captures.deallocate()
    }

    /// The name it was declared with; nil for a closure.
    public var name: String? { code.name }

    /// The names of its parameters.
    public var parameterNames: [String] { code.parameters.map(\.name) }

    /// The declaration or the braces.
    public var span: Span { code.span }

    /// Equal when it is the same code with equal captured values.
    func isEqual(to other: FunctionObject) -> Bool {
        if self === other { return true }
        guard code === other.code, environment === other.environment else { return false }
        for index in 0..<captureCount where !captures[index].isEqual(to: other.captures[index]) {
            return false
        }
        return true
    }
}
