/// All builtins and the hooks of the host that the machine calls. Built once, shared by all
/// sessions.
public struct Registry: Sendable {
    /// Turns a value into one of a host kind where a parameter asks for that kind (a list of
    /// columns into a Selector); nil when it can't.
    public typealias Coercion = @Sendable (Value, NativeContext) throws -> Value?

    fileprivate var natives: [String: NativeObject] = [:]
    private var coercions: [String: Coercion] = [:]
    /// Host kinds that numbers, texts and other constants can be made into.
    private var kindsOfConstants: Set<String> = []
    /// Kinds of host objects that are followed before the run, with their fields; nil where these depend on the object.
    private var kinds: [String: [String]?] = [:]
    /// Makes the column expression of `.name`; nil in a machine without columns.
    public var makeColumn: (@Sendable (String) -> Value)?
    /// Gives the object for `use python "path"`.
    public var loadPython: (@Sendable (String, NativeContext) throws -> Value)?
    /// What the text of the module of `use python "path"` tells, in a source of this name; nil where
    /// nothing is known. Runs no code of the module.
    public var readPython: (@Sendable (_ path: String, _ source: String) -> PythonOutline?)?

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
    ///
    /// - Parameter takesConstants: whether it takes numbers and texts too, so that only the run can
    ///   tell what doesn't fit.
    public mutating func addCoercion(
        to kind: String, takesConstants: Bool = false, _ coercion: @escaping Coercion
    ) {
        coercions[kind] = coercion
        if takesConstants { kindsOfConstants.insert(kind) }
    }

    /// Tells of a kind of host objects, so that mistakes with them are found before the run.
    ///
    /// - Parameter fields: the fields that each object of the kind has; nil: they depend on the object.
    public mutating func addKind(_ kind: String, fields: [String]?) { kinds[kind] = .some(fields) }

    public subscript(name: String) -> NativeObject? { natives[name] }

    /// All builtins, by name.
    public var all: [NativeObject] { natives.values.sorted { $0.name < $1.name } }

    public var names: [String] { natives.keys.sorted() }

    /// The kinds of host objects that builtins take or give, sorted.
    var hostKinds: [String] {
        let machine = Set(ParameterKind.names + ["Nil", ""])
        let declarations = natives.values.flatMap(\.overloads)
        let taken = declarations.flatMap { $0.parameters.flatMap(\.kind.hostNames) }
        let given = declarations.map {
            $0.result.hasSuffix("?") ? String($0.result.dropLast()) : $0.result
        }
        return Set(taken + given).subtracting(machine).sorted()
    }

    func coercion(to kind: String) -> Coercion? { coercions[kind] }

    func knowsKind(_ kind: String) -> Bool { kinds[kind] != nil }

    /// The kind of a value where it is one that is followed.
    func kind(of value: Value) -> String? {
        guard let kind = value.asHost?.kindName, knowsKind(kind) else { return nil }
        return kind
    }

    func fields(of kind: String) -> [String]? { kinds[kind] ?? nil }

    func coercionTakesConstants(to kind: String) -> Bool { kindsOfConstants.contains(kind) }
}

// MARK: - Versions

extension Registry {
    /// The builtin `name@version`: registered under that very name, or the plain one as version 1.
    func versioned(_ name: String, _ version: Int) -> NativeObject? {
        natives["\(name)@\(version)"] ?? (version == 1 ? natives[name] : nil)
    }

    /// The versions that there are of a name, ascending.
    func versions(of name: String) -> [Int] {
        let start = name + "@"
        let pinned = natives.keys.filter { $0.hasPrefix(start) }.compactMap {
            Int($0.dropFirst(start.count))
        }
        return Set(pinned + (natives[name] == nil ? [] : [1])).sorted()
    }
}
