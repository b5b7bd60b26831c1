import SegVM

/// The functions that may be called on a value.
struct MethodCompletion {
    private let scope: CompletionScope

    init(_ scope: CompletionScope) { self.scope = scope }

    /// The methods that change lists and dictionaries in place.
    private static let changing = ["append", "clear", "insert", "pop", "remove"]

    /// Functions whose first parameter takes the value. Those that take anything are left out until
    /// a letter is typed.
    func names(for known: KnownValue, _ typed: String) -> [String] {
        let anything = !typed.isEmpty
        var names = scope.registry.all.filter { native in
            native.overloads.contains { overload in
                overload.parameters.first.map { known.fits($0.kind, orAnything: anything) } ?? false
            }
        }.map(\.name)
        if known.kind == "List" || known.kind == "Dictionary" { names += Self.changing }
        if anything { names += scope.names.filter { !(scope.parameters[$0] ?? []).isEmpty } }
        return names.filter { !$0.contains("@") }.sorted()
    }
}
