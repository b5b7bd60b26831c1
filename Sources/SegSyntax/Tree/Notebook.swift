import SegDiagnostics

/// A `.segnb` file taken apart.
public struct Notebook: Sendable {
    public let file: SourceFile
    /// The line `#!…`, without its line ending.
    public let shebang: Span?
    public let frontMatter: FrontMatter?
    public let cells: [Cell]
}

/// The YAML between two lines `---` at the top of a notebook, uninterpreted.
public struct FrontMatter: Sendable {
    public let text: String
    /// The text between the two lines.
    public let span: Span
}

/// What a cell holds.
public enum CellKind: String, Sendable, CaseIterable {
    case code, md, params, sql, python, test

    /// Whether the body is a program of the language.
    public var isProgram: Bool {
        switch self {
        case .code, .params, .test: true
        case .md, .sql, .python: false
        }
    }
}

/// A cell of a notebook.
public struct Cell: Sendable {
    public let kind: CellKind
    /// The name in the header, or `cell3` for an unnamed third cell.
    public let name: String
    /// Whether the header gives the name.
    public let isNamed: Bool
    /// Nil for text before the first header.
    public let header: CellHeader?
    /// The lines below the header.
    public let bodySpan: Span
    /// The body with `\%%` at a line's start turned into `%%` and line endings into `\n`; its lines
    /// are those of `bodySpan`.
    public let body: String
    /// The statements of a code, params or test cell; nil for the others.
    public let program: Program?

    /// The options of the header.
    public var options: [CellOption] { header?.options ?? [] }
}

/// `%% kind name (option: value, …)`
public struct CellHeader: Sendable {
    /// The kind's word where it was written.
    public let kind: Name?
    public let name: Name?
    public let options: [CellOption]
    /// The line without its line ending.
    public let span: Span
}

/// `cache: true` in a cell's header.
public struct CellOption: Sendable {
    public enum Value: Sendable {
        case literal(Literal)
        case name(String)
        case names([Name])
    }

    public let name: Name
    public let value: Value
    public let valueSpan: Span
}
