import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegNotebook
import SegSyntax
import SegVM

/// Inputs that run one after the other, each as a cell `in1`, `in2`, …, and what they gave.
public final class ConsoleSession {
    let screen: Screen
    let state: LibraryState
    let watch: InterruptWatch
    /// What paths in inputs are relative to.
    let folder: String
    private(set) var session: Session
    private var leaks = PromptLeaks()
    var functions = FunctionSources()
    var pieces = SavedPieces()
    /// `use` statements, which hold for all inputs after them.
    var uses: [(namespace: String, statement: Statement)] = []
    /// How many inputs were run; of the names of cells that were loaded none is given again.
    private(set) var count = 0
    private(set) var loadedNames: Set<String> = []
    /// Whether the last input showed a value.
    private(set) var hasShown = false
    /// What was before each of the last inputs, the latest last.
    private var moments: [SessionMoment] = []
    private static let momentLimit = 50

    /// Files that `:save` wrote and may write again, with what it wrote.
    var savedFiles: [String: Data] = [:]
    /// What Python cells that were loaded have in common.
    let sharedNames = SharedPythonNames()
    /// What names of the Python prompt were when the session gave or took them.
    var pythonValues: [String: Value] = [:]
    /// What came out of an editor and ran; whoever keeps the inputs takes it.
    var editedInput: String?
    /// The inputs of earlier sessions; nil where there are none.
    var history: HistoryFile?
    /// Work in the background.
    let board = JobBoard()

    /// - Parameter folder: what paths in inputs are relative to.
    public init(threads: Int, folder: String, screen: Screen) {
        self.screen = screen
        self.folder = folder
        state = LibraryState(threads: threads, folder: folder, progress: screen)
        let interruption = InterruptionFlag()
        watch = InterruptWatch(stop: state.stop, interruption: interruption)
        let interpreter = Interpreter(
            registry: Library.registry, output: screen, state: state, interruption: interruption)
        session = Self.fresh(interpreter)
    }

    private static func fresh(_ interpreter: Interpreter) -> Session {
        Session(interpreter, loader: ModuleFiles.loader(), seed: 0, keepsVariables: true)
    }

    /// The name of the next input's cell.
    var nextName: String { "in\(nextNumber)" }

    private var nextNumber: Int { ((count + 1)...).first { !loadedNames.contains("in\($0)") } ?? count + 1 }

    /// The names that inputs gave, without `_`.
    public var names: [String] { session.names.filter { $0 != "_" } }

    public subscript(name: String) -> Value? { session[name] }

    /// Forgets all names and inputs; numbers go on.
    func clear() {
        session = Self.fresh(session.interpreter)
        functions = FunctionSources()
        pieces = SavedPieces()
        uses = []
        hasShown = false
        moments = []
        pythonValues = [:]
    }

    /// Makes all names what they were before the last input; gives that input's name, or nil where there is
    /// none. What it wrote to files or showed stays.
    func undo() -> String? {
        guard let moment = moments.popLast() else { return nil }
        session.restore(moment.names)
        functions = moment.functions
        pieces = moment.pieces
        uses = moment.uses
        hasShown = moment.hasShown
        return moment.input
    }

    func remember(_ input: String) {
        if moments.count == Self.momentLimit { moments.removeFirst() }
        moments.append(
            SessionMoment(
                input: input, names: session.snapshot, functions: functions, pieces: pieces, uses: uses,
                hasShown: hasShown))
    }

    /// Carries out a command as an input that can be undone; one that left nothing is none.
    func remembering<Result>(_ command: String, _ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        remember(command)
        defer { if moments.last?.pieces == pieces { moments.removeLast() } }
        return try work()
    }

    /// The text of the last input; nil before the first.
    var lastInput: String? {
        pieces.reversed().lazy.compactMap { if case .input(let record) = $0 { record.text } else { nil } }.first
    }

    /// Keeps a piece; of a notebook that is loaded once more what it is now.
    func add(_ piece: SavedPiece) {
        if let origin = piece.origin, let place = pieces.firstIndex(where: { $0.origin == origin }) {
            pieces[place] = piece
        } else {
            pieces.append(piece)
        }
    }

    /// Keeps cells of a notebook that were run, whose seed goes on from here.
    func add(cells: String, named names: [String], of notebook: String, seed: UInt64) {
        loadedNames.formUnion(names)
        session.seed = seed
        add(.cells(cells, origin: notebook))
    }

    /// What the random numbers of inputs start from.
    var seed: UInt64 { session.seed }

    /// A value that came from outside of inputs.
    func take(_ name: String, _ value: Value) {
        set(name, to: nil)
        set(name, to: value)
    }

    /// The name of the next cell of Python that `:save` writes.
    var nextPythonName: String {
        let count = pieces.count { piece in
            if case .cells(let text, _, _) = piece { text.hasPrefix("%% python") } else { false }
        }
        return "python\(count + 1)"
    }

    /// The Python modules in use, by the names that they have here, with the paths in their `use`.
    var pythonModules: [(name: String, path: String, module: PythonObjectValue)] {
        let folder = state.folder.withLock { $0 }
        return uses.compactMap { use in
            guard case .use(let declaration) = use.statement.kind, declaration.isPython else { return nil }
            return PythonObjectValue.loaded(declaration.path, folder: folder).map { (use.namespace, declaration.path, $0) }
        }
    }
}

// MARK: - Running inputs

extension ConsoleSession {
    /// Runs one input, shows its value, and says what became of it.
    @discardableResult
    public func submit(_ text: String) -> RunStatus {
        submit(SourceFile(name: nextName, text: text))
    }

    /// Runs a text of many inputs, as from a pipe: each ends with an expression, whose value is
    /// shown.
    ///
    /// What fails ends it, save an expectation, which is remembered.
    public func submitAll(_ text: String) -> RunStatus { PipedInput(self).run(text) }

    func submit(_ file: SourceFile, range: Range<Int>? = nil) -> RunStatus {
        let parsed = Program.parse(file, range: range, continuesLastValue: true)
        parsed.diagnostics.forEach { screen.report(CommandHint.added(to: $0, parsed.tree.span.text)) }
        guard !parsed.hasErrors else { return .refused }
        if let problem = misplacedPipe(in: parsed.tree) {
            screen.report(problem)
            return .refused
        }
        guard !parsed.tree.statements.isEmpty else { return .done }
        return submit(parsed.tree)
    }

    /// A leading `|>` where the last input showed nothing.
    private func misplacedPipe(in program: Program) -> Diagnostic? {
        let tokens = Token.scan(SourceFile(name: "", text: program.span.text))
        guard !hasShown, case .symbol(.pipe)? = tokens.code.first?.kind else { return nil }
        let hint =
            session["_"] == nil
            ? "begin with a name: x |> …"
            : "begin with a name, x |> …, or with the value shown last, _ |> …"
        return Diagnostic(
            code: "E208", "the input before showed no value to go on from", at: program.span,
            hint: hint)
    }

    private func submit(_ program: Program) -> RunStatus {
        let name = nextName
        let renewed = renewed(by: program, name: name)
        guard let cell = compile(program, with: renewed, name: name) else { return .refused }
        let leaks = leaks.errors(in: program, named: name)
        guard leaks.isEmpty else {
            leaks.forEach(screen.report)
            return .refused
        }
        remember(name)
        count = nextNumber
        let variables = self.variables
        let redeclared = cell.writes.filter { functions[$0.name] != nil }.map(\.name)
        if let renewed { sayRenewed(renewed.statements.compactMap(\.functionName), redeclared) }
        let outcome = run(cell)
        hasShown = outcome.result.map { !$0.isNull } ?? false
        if let result = outcome.result, hasShown { setLastValue(result) }
        record(program, cell, outcome, variables)
        if let renewed { keep(renewed, outcome) }
        if outcome.error == nil { renew(callersOf: Set(redeclared), program) }
        return status(of: outcome)
    }

    /// Checks an input, with the modules in use and all that there is to say about it.
    ///
    /// - Parameter declarations: what is declared again before it.
    func compile(_ program: Program, with declarations: Program? = nil, name: String) -> CompiledCell? {
        let words = MentionedNames.of(program.span.text).union(declarations.map { MentionedNames.of($0.span.text) } ?? [])
        let whole = declarations?.followed(by: program) ?? program
        var compilation = compilation(of: whole, name) { words.contains($0) }
        // A misspelled name may mean a module that isn't mentioned.
        if compilation.cell == nil { compilation = self.compilation(of: whole, name) { _ in true } }
        compilation.diagnostics.forEach { screen.report(CommandHint.added(to: $0, program.span.text)) }
        return compilation.hasErrors ? nil : compilation.cell
    }

    /// A program compiled with those modules in use whose names are asked for.
    func compilation(of program: Program, _ name: String, isUsed: (String) -> Bool) -> Compilation {
        let used = uses.filter { isUsed($0.namespace) }.map(\.statement)
        return session.compile(Program(statements: used + program.statements, span: program.span), name: name)
    }

    /// Runs a cell so that Ctrl-C stops it, shows its value and reports its errors.
    func run(_ cell: CompiledCell) -> CellOutcome {
        let outcome = working { cell.usesPython ? PythonNatives.onItsThread { session.run(cell) } : session.run(cell) }
        if cell.usesPython { for picture in PythonCell.openPictures() { screen.show(Document([.image(picture)])) } }
        if let result = outcome.result, !result.isNull { screen.present(result) }
        screen.finish()
        for expectation in outcome.failedExpectations {
            screen.report(expectation.diagnostic(cell: cell.name))
        }
        if let error = outcome.error { screen.report(error) }
        return outcome
    }

    /// Does work that Ctrl-C stops, and of which it is shown that it goes on.
    func working<Result>(_ work: () -> Result) -> Result {
        screen.whileWorking(notice: watch.takeNotice) { watch.during(work) }
    }

    func status(of outcome: CellOutcome) -> RunStatus {
        switch outcome.interruption {
        case .interrupt: .interrupted
        case .timeout, .memory: .limit
        case nil:
            outcome.error != nil
                ? .failed : outcome.failedExpectations.isEmpty ? .done : .expectationFailed
        }
    }

    func setLastValue(_ value: Value) {
        session["_"] = nil
        session["_"] = value
        hasShown = true
    }

    /// The names that are `var`s now.
    var variables: Set<String> {
        Set(session.visible.names.filter { session.visible[$0]?.isVariable ?? false })
    }

    func withSeed<Result>(_ seed: UInt64, _ work: () -> Result) -> Result {
        let before = session.seed
        session.seed = seed
        defer { session.seed = before }
        return work()
    }

    func set(_ name: String, to value: Value?) { session[name] = value }
}
