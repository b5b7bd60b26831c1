import SegDiagnostics

/// The statements of a module file, a cell, or one input of the REPL.
public struct Program: Sendable {
    public let statements: [Statement]
    public let span: Span

    /// A program of statements that were parsed already.
    public init(statements: [Statement], span: Span) {
        self.statements = statements
        self.span = span
    }
}

/// A tree with what was wrong with its source; statements with errors are left out of the tree.
public struct Parsed<Tree: Sendable>: Sendable {
    public let tree: Tree
    /// In order of their places.
    public let diagnostics: [Diagnostic]

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
