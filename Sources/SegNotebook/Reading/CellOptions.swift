import SegDiagnostics
import SegLibrary
import SegPython
import SegSyntax

/// The options of a cell's header, checked.
public struct CellOptions {
    /// Nanoseconds after which the cell is stopped; nil: never.
    private(set) var timeout: Int?
    /// Names that an sql cell may read (nil: all above), or that a python cell reads.
    public private(set) var reads: [String]?
    /// Names that a python cell gives.
    public private(set) var writes: [String] = []
    /// Whether a python cell runs in a process of its own.
    private(set) var isIsolated = false
    /// Bytes that this process may hold.
    private(set) var memory: Int?
    private(set) var diagnostics: [Diagnostic] = []

    private static let known = ["timeout", "reads", "writes", "isolate", "memory", "cache"]

    public init(_ cell: Cell) {
        for option in cell.options { read(option, cell) }
        if memory != nil, !isIsolated, let option = cell.options.first(where: { $0.name.text == "memory" }) {
            refuse(option, "'memory:' is a limit of a process of its own: add isolate: true")
        }
    }

    private mutating func read(_ option: CellOption, _ cell: Cell) {
        switch (option.name.text, option.value) {
        case ("timeout", .literal(.duration(let nanoseconds))): timeout = Int(nanoseconds)
        case ("timeout", _): refuse(option, "'timeout:' takes a duration such as 10m")
        case ("reads", .names(let names)) where [.sql, .python].contains(cell.kind): reads = names.map(\.text)
        case ("reads", .name(let name)) where [.sql, .python].contains(cell.kind): reads = [name]
        case ("reads", _): refuse(option, "'reads:' takes a list of names, in an sql or python cell")
        case ("writes", .names(let names)) where cell.kind == .python: writes = names.map(\.text)
        case ("writes", .name(let name)) where cell.kind == .python: writes = [name]
        case ("writes", _): refuse(option, "'writes:' takes a list of names, in a python cell")
        case ("isolate", .literal(.bool(let isWanted))) where cell.kind == .python: isIsolated = isWanted
        case ("isolate", _): refuse(option, "'isolate:' takes true or false, in a python cell")
        case ("memory", .literal(.string(let text))) where cell.kind == .python && (ByteCount.parse(text) ?? 0) > 0:
            memory = ByteCount.parse(text)
        case ("memory", _): refuse(option, "'memory:' takes a size such as \"2GB\", in a python cell")
        case ("cache", .literal(.bool(let isWanted))):
            guard isWanted else { return }
            diagnostics.append(
                Diagnostic(
                    .warning, code: "W602", "results are not kept between runs by this version: the cell runs each time",
                    at: option.valueSpan))
        case ("cache", _): refuse(option, "'cache:' takes true or false")
        default:
            diagnostics.append(
                Diagnostic(
                    code: "E614", "a cell has no option '\(option.name.text)'", at: option.name.span,
                    hint: Suggestion.hint(for: option.name.text, among: Self.known)
                        ?? "options: \(Self.known.joined(separator: ", "))"))
        }
    }

    /// What the process of its own may use; nil where the cell runs in this one. Its time is the cell's.
    public var isolation: PythonIsolation? { isIsolated ? PythonIsolation(memory: memory) : nil }

    private mutating func refuse(_ option: CellOption, _ message: String) {
        diagnostics.append(Diagnostic(code: "E614", message, at: option.valueSpan))
    }
}
