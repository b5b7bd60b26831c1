import SegDiagnostics

/// `func f(a: Int, b = 2) -> Float { … }`
public struct FunctionDeclaration: Sendable {
    public let name: Name
    public let parameters: [Parameter]
    public let result: KindAnnotation?
    public let body: Block
}

/// A parameter of a function.
public struct Parameter: Sendable {
    public let name: Name
    public let annotation: KindAnnotation?
    /// Computed anew at each call that leaves the argument out.
    public let defaultValue: Expression?
}

/// `use "lib/stats.seg" as s`, `use python "features.py" as feats`.
public struct UseDeclaration: Sendable {
    public let isPython: Bool
    /// As written, relative to the folder of the source.
    public let path: String
    public let pathSpan: Span
    /// The name after `as`.
    public let alias: Name?

    /// The namespace that is bound: the alias, or the file's name up to its first dot.
    public var namespace: String {
        if let alias { return alias.text }
        let file = path.split(separator: "/", omittingEmptySubsequences: true).last ?? ""
        return file.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init)
            ?? ""
    }
}

/// `param rounds: Int = 600`
public struct ParamDeclaration: Sendable {
    public let name: Name
    public let annotation: KindAnnotation
    /// A constant; without one the run must give a value.
    public let defaultValue: Expression?
}

/// What follows a colon: `Int`, `[String]`, `[String: Float]`, `"ridge" | "gbdt"`, each with `?`.
public struct KindAnnotation: Sendable {
    public indirect enum Kind: Sendable {
        case named(String)
        case list(KindAnnotation)
        case dictionary(key: KindAnnotation, value: KindAnnotation)
        /// One of these texts; never empty.
        case choices([String])
    }

    public let kind: Kind
    /// Whether `nil` is allowed.
    public let isOptional: Bool
    public let span: Span
}
