import SegVM

/// What completion may look at: names and their values, never anything that runs code.
public struct CompletionScope {
    public var registry: Registry
    /// The names that inputs gave, with their values.
    public var values: [String: Value]
    /// The parameters of functions written in the language.
    public var parameters: [String: [String]]
    /// What paths are relative to.
    public var folder: String
    /// The names of jobs in the background.
    public var jobs: [String] = []

    public init(
        registry: Registry, values: [String: Value] = [:], parameters: [String: [String]] = [:],
        folder: String = "."
    ) {
        self.registry = registry
        self.values = values
        self.parameters = parameters
        self.folder = folder
    }

    var names: [String] { values.keys.filter { $0 != "_" }.sorted() }

    /// The builtin that a call of a name means: user functions hide builtins, other values don't.
    func builtin(_ name: String) -> NativeObject? {
        if values[name]?.isCallable ?? false { return nil }
        return registry[name]
    }
}
