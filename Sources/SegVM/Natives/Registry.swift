import SegDiagnostics

/// All builtins and the hooks of the host that the machine calls. Built once, shared by all sessions.
public struct Registry: Sendable {
    /// Turns a value into one of a host kind where a parameter asks for that kind (a list of columns
    /// into a Selector); nil when it can't.
    public typealias Coercion = @Sendable (Value, NativeContext) throws -> Value?

    private var natives: [String: NativeObject] = [:]
    private var coercions: [String: Coercion] = [:]
    /// Makes the column expression of `.name`; nil in a machine without columns.
    public var makeColumn: (@Sendable (String) -> Value)?
    /// Makes a module of a `step`, `metric`, `loss`, `splitter` or `learner` declaration.
    public var makeModule: (@Sendable (ModuleInstance, NativeContext) throws -> Value)?
    /// Gives the object for `use python "path"`.
    public var loadPython: (@Sendable (String, NativeContext) throws -> Value)?

    /// An empty registry; `Registry.core` has the language's own builtins.
    public init() {}

    /// Adds declarations; those with a name already there become further overloads.
    public mutating func add(_ declarations: [NativeDeclaration]) {
        for declaration in declarations {
            let before = natives[declaration.name]?.overloads ?? []
            natives[declaration.name] = NativeObject(
                name: declaration.name, overloads: before + [declaration])
        }
    }

    /// Adds a coercion to a host kind.
    public mutating func addCoercion(to kind: String, _ coercion: @escaping Coercion) {
        coercions[kind] = coercion
    }

    public subscript(name: String) -> NativeObject? { natives[name] }

    /// All builtins, by name.
    public var all: [NativeObject] { natives.values.sorted { $0.name < $1.name } }

    public var names: [String] { natives.keys.sorted() }

    func coercion(to kind: String) -> Coercion? { coercions[kind] }
}

/// A module declared in the language, with its parameters bound.
public struct ModuleInstance: Sendable {
    /// `step`, `metric`, `loss`, `splitter` or `learner`.
    public let role: String
    public let name: String
    public let version: Int
    /// The parameters with their values, in order of declaration.
    public let parameters: [(name: String, value: Value)]
    /// The functions declared in the block, by name, in order.
    public let functions: [(name: String, function: Value)]
    /// The value of the block's last expression.
    public let result: Value
    /// The declaration.
    public let span: Span
}
