import SegDiagnostics
import SegLibrary
import SegPython
import SegSyntax

/// The options of a cell's header, checked.
public struct CellOptions {
    /// What the cell may use.
    private(set) var budget = Budget()
    /// Whether its result is kept for later runs.
    private(set) var keeping = CellKeeping.whereWorthwhile
    /// Names that an sql cell may read (nil: all above), or that a python cell reads.
    public private(set) var reads: [String]?
    /// Names that a python cell gives.
    public private(set) var writes: [String] = []
    /// What a process of its own may use that runs a python cell; nil: it runs in this one. Its time is the cell's.
    public private(set) var isolation: PythonIsolation?
    /// Whether a python cell has all its names in common with others that say so.
    public private(set) var isShared = false
    private(set) var diagnostics: [Diagnostic] = []

    private static let known = ["timeout", "memory", "reads", "writes", "isolate", "shared", "cache"]

    private static let memoryHelp = "'memory:' takes a size such as \"2GB\""

    public init(_ cell: Cell) {
        for option in cell.options { read(option, cell) }
        if isShared, let other = cell.options.first(where: { $0.name.text == "isolate" && isolation != nil || $0.name.text == "cache" && keeping == .always }) {
            refuse(other, "a cell with 'shared: true' goes on with what others left in the program: '\(other.name.text): true' is not for it")
        }
        guard isolation != nil else { return }
        // The limit is that of the cell's own process, not of this one.
        isolation = PythonIsolation(memory: budget.memory)
        budget.memory = nil
    }

    /// Watches over what the cell may use, for as long as the result is held; nil where it may use anything.
    public func watch(onLimit: @escaping @Sendable (Interruption.Reason) -> Void) -> AnyObject? {
        budget.isLimited ? Watchdog(budget, onNearing: {}, onLimit: onLimit) : nil
    }

    private mutating func read(_ option: CellOption, _ cell: Cell) {
        switch (option.name.text, option.value) {
        case ("timeout", .literal(.duration(let nanoseconds))): budget.time = Int(nanoseconds)
        case ("memory", .literal(.string(let text))):
            if let bytes = ByteCount.parse(text) { budget.memory = bytes } else { refuse(option, Self.memoryHelp) }
        case ("memory", _): refuse(option, Self.memoryHelp)
        case ("timeout", _): refuse(option, "'timeout:' takes a duration such as 10m")
        case ("reads", .names(let names)) where [.sql, .python].contains(cell.kind): reads = names.map(\.text)
        case ("reads", .name(let name)) where [.sql, .python].contains(cell.kind): reads = [name]
        case ("reads", _): refuse(option, "'reads:' takes a list of names, in an sql or python cell")
        case ("writes", .names(let names)) where cell.kind == .python: writes = names.map(\.text)
        case ("writes", .name(let name)) where cell.kind == .python: writes = [name]
        case ("writes", _): refuse(option, "'writes:' takes a list of names, in a python cell")
        case ("isolate", .literal(.bool(let isWanted))) where cell.kind == .python:
            isolation = isWanted ? PythonIsolation() : nil
        case ("isolate", _): refuse(option, "'isolate:' takes true or false, in a python cell")
        case ("shared", .literal(.bool(let isWanted))) where cell.kind == .python: isShared = isWanted
        case ("shared", _): refuse(option, "'shared:' takes true or false, in a python cell")
        case ("cache", .literal(.bool(let isWanted))):
            keeping = isWanted ? .always : .never
        case ("cache", _): refuse(option, "'cache:' takes true or false")
        default:
            diagnostics.append(
                Diagnostic(
                    code: "E614", "a cell has no option '\(option.name.text)'", at: option.name.span,
                    hint: Suggestion.hint(for: option.name.text, among: Self.known)
                        ?? "options: \(Self.known.joined(separator: ", "))"))
        }
    }

    private mutating func refuse(_ option: CellOption, _ message: String) {
        diagnostics.append(Diagnostic(code: "E614", message, at: option.valueSpan))
    }
}
