/// A builtin as a value: its name and all its overloads.
public final class NativeObject: Sendable {
    public let name: String
    /// In order of declaration; the first that accepts the first argument is called.
    public let overloads: [NativeDeclaration]
    /// The same, prepared for calls.
    let prepared: [PreparedNative]

    public init(name: String, overloads: [NativeDeclaration]) {
        self.name = name
        self.overloads = overloads
        prepared = overloads.map(PreparedNative.init)
    }

    /// Whether columns may stand among its arguments.
    var takesColumns: Bool {
        overloads.contains { overload in
            let kinds = overload.parameters.map(\.kind) + [overload.openLabels].compactMap { $0 }
            return kinds.contains { $0.hostNames.contains { $0 == "Column" || $0 == "Selector" } }
        }
    }
}
