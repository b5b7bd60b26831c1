import SegDiagnostics
import SegFrame
import SegLibrary
import SegPython
import SegSyntax
import SegVM

/// A cell that was checked: what it reads, what it gives, and which cells it needs.
struct PlannedCell {
    enum Body {
        case program(CompiledCell)
        /// A query with the tables and values of the notebook that it reads.
        case query(SQLQuery, tables: [String], values: [String])
        case python(PythonCellPlan)
        case prose
    }

    let cell: Cell
    fileprivate(set) var body: Body
    let reads: [String]
    let writes: [String]
    let effect: Effect
    /// The files that it reads and writes; nil where they are not known.
    var files: CellFiles?
    /// The cell above that gives each name it reads; names of the standard library have none.
    var givers: [String: Int] = [:]
    /// Whether it runs Python, or is given something by a cell that does: it may fit an object of Python.
    fileprivate(set) var touchesPython = false
    /// What it may use.
    let budget: Budget
    /// Whether its result is kept for later runs.
    let keeping: CellKeeping

    /// Whether it is Python that has its names in common with other cells.
    var isShared: Bool { if case .python(let python) = body { python.isShared } else { false } }

    /// Indices of the cells above that give the names it reads.
    var dependencies: [Int] { Set(givers.values).sorted() }
}

/// Python with the names that it is given and gives.
struct PythonCellPlan {
    /// Without those that shared cells above have left where a shared cell finds them.
    let reads: [String]
    /// Of a shared cell those that cells read which share nothing with it.
    var writes: [String]
    let isolation: PythonIsolation?
    let isShared: Bool
}

/// Whether a cell's result is kept for later runs.
enum CellKeeping {
    /// `cache: true`
    case always
    /// `cache: false`
    case never
    /// Where making it took long enough to be worth it.
    case whereWorthwhile
}

/// A notebook that was checked as a whole: every mistake that can be found before the run is found here.
public struct NotebookPlan {
    public let notebook: Notebook
    public let settings: NotebookSettings
    public let parameters: [ParameterDeclaration]
    /// Errors and warnings in the order of the notebook.
    public let diagnostics: [Diagnostic]
    let cells: [PlannedCell]
    /// Modules of the standard library that the cells call.
    let standardCells: [CompiledCell]

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Reads and checks a notebook.
    public init(_ file: SourceFile) {
        let parsed = Notebook.parse(file)
        let (settings, complaints) = NotebookSettings.read(parsed.tree.frontMatter)
        var planning = CellPlanning(broken: Self.brokenCells(parsed), all: parsed.tree.cells)
        for cell in parsed.tree.cells { planning.add(cell) }
        notebook = parsed.tree
        self.settings = settings
        parameters = planning.parameters
        cells = planning.cells
        standardCells = planning.standard.cells
        let found = LeakCheck.diagnostics(of: parsed.tree) + ChosenValueCheck.diagnostics(of: parsed.tree) + PythonSyntax.diagnostics(of: parsed.tree)
        let all = (parsed.diagnostics + complaints + planning.diagnostics + found + planning.drawingUnnamed).withoutRepeats
        let fallback = parsed.tree
        diagnostics = all.enumerated().map { ($0.offset, Self.placed($0.element, in: fallback)) }
            .sorted { (Self.start($0.1), $0.0) < (Self.start($1.1), $1.0) }.map(\.1)
    }

    /// The certainties among `columnFindings`: what keeps a run from starting. A doubt is settled by the run itself.
    func columnErrors(
        folder: String, parameters given: [String: Value] = [:], remembering memory: RehearsalMemory? = nil
    ) -> [Diagnostic] {
        columnFindings(folder: folder, parameters: given, remembering: memory).filter { $0.severity == .error }
    }

    /// Columns that there are not, as far as the files that the notebook reads tell before it runs.
    ///
    /// - Parameters:
    ///   - folder: what paths are relative to.
    ///   - parameters: the values given to the run; others have their defaults.
    ///   - memory: of the checks of earlier versions of the notebook.
    ///
    /// A notebook with other mistakes is read too, so that one look tells of all of them.
    func columnFindings(
        folder: String, parameters given: [String: Value] = [:], remembering memory: RehearsalMemory? = nil
    ) -> [Diagnostic] {
        var values = given
        for parameter in parameters where values[parameter.name] == nil {
            values[parameter.name] = parameter.defaultValue
        }
        let begun = memory?.begin(self, values)
        var rehearsal = begun?.after ?? ColumnRehearsal(folder: folder, parameters: values)
        // What a cell that can't be parsed would have given is not known, nor what follows from it.
        let unparsed = diagnostics.first { $0.severity == .error && $0.code.hasPrefix("E1") }?.cell
        for cell in cells.dropFirst(begun?.count ?? 0) {
            if cell.cell.name == unparsed { break }
            rehearsal.read(cell)
            memory?.keep(rehearsal, after: cell)
        }
        return rehearsal.diagnostics.withoutRepeats
    }

    /// The paths of the Python modules that its cells use, in order.
    var pythonModules: [String] {
        notebook.cells.flatMap { $0.program?.statements ?? [] }.compactMap { statement in
            guard case .use(let use) = statement.kind, use.isPython else { return nil }
            return use.path
        }
    }

    private static func start(_ diagnostic: Diagnostic) -> Int { diagnostic.span?.range.lowerBound ?? 0 }

    /// Cells whose syntax is wrong: their names are unknown, so that what needs them is not complained of.
    private static func brokenCells(_ parsed: Parsed<Notebook>) -> Set<String> {
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        return Set(errors.compactMap { placed($0, in: parsed.tree).cell })
    }

    /// The diagnostic with the name of the cell that it is in.
    private static func placed(_ diagnostic: Diagnostic, in notebook: Notebook) -> Diagnostic {
        guard diagnostic.cell == nil, let span = diagnostic.span, span.file == notebook.file else {
            return diagnostic
        }
        var placed = diagnostic
        placed.cell = notebook.cells.last { $0.start <= span.range.lowerBound }?.name
        return placed
    }
}

extension Cell {
    fileprivate var start: Int { header?.span.range.lowerBound ?? bodySpan.range.lowerBound }
}

/// Checks cells one after the other, each against the names of those above.
private struct CellPlanning {
    var cells: [PlannedCell] = []
    var parameters: [ParameterDeclaration] = []
    var diagnostics: [Diagnostic] = []
    private var visible = VisibleNames()
    /// The cell that gives each name, the nearest above.
    private var givers: [String: Int] = [:]
    var standard = StandardLibrary()
    /// `use` declarations of the cells above: their namespaces hold in the cells below.
    private var uses: [(namespace: String, statement: Statement)] = []
    private let broken: Set<String>
    /// Names that cells with mistakes would give: that they are missing is not complained of below.
    private var promised: Set<String> = []
    private let loader = ModuleFiles.loader()
    private let bound: BoundNames

    init(broken: Set<String>, all: [Cell]) {
        self.broken = broken
        bound = BoundNames(all)
    }

    mutating func add(_ cell: Cell) {
        visible.elsewhere = { [bound, index = cells.count] in bound.hint(for: $0, from: index) }
        let options = CellOptions(cell)
        diagnostics += options.diagnostics
        switch cell.kind {
        case .code, .params, .test: addProgram(cell, options)
        case .sql: addQuery(cell, options)
        case .md: cells.append(planned(cell, .prose, options))
        case .python: addPython(cell, options)
        }
    }

    private mutating func addPython(_ cell: Cell, _ options: CellOptions) {
        let reads = options.reads ?? []
        for name in reads where isMissing(name) {
            report(
                "E201", "the cell reads '\(name)', and there is no such name above", cell.header?.span,
                hint: Suggestion.hint(for: name, among: givers.keys))
        }
        let own = options.isShared ? reads.filter { !(givers[$0].map { cells[$0].isShared } ?? false) } : reads
        let python = PythonCellPlan(
            reads: own, writes: options.isShared ? [] : options.writes, isolation: options.isolation, isShared: options.isShared)
        cells.append(
            planned(cell, .python(python), options, reads: own, needs: reads, writes: options.writes, effect: .writes))
        for name in options.writes { give(name, VisibleNames.Info(span: cell.header?.span)) }
    }

    private mutating func addProgram(_ cell: Cell, _ options: CellOptions) {
        guard let program = cell.program, !broken.contains(cell.name) else {
            cells.append(planned(cell, .prose, options))
            return
        }
        standard.load(for: cell.body.utf8).forEach { visible.add($0) }
        let compilation = compilation(of: program, in: cell)
        diagnostics += broken.isEmpty ? compilation.diagnostics : compilation.diagnostics.filter(isCertain)
        guard let compiled = compilation.cell else {
            cells.append(planned(cell, .prose, options))
            for name in program.statements.flatMap(\.declaredNames) {
                visible[name] = VisibleNames.Info()
                promised.insert(name)
            }
            keepUses(of: program)
            return
        }
        if cell.kind != .params, let parameter = compiled.parameters.first {
            report(
                "E613", "'param' stands in a params cell only", parameter.span,
                hint: Suggestion.nearest(to: cell.name, among: ["params"]).map { "write %% \($0)" })
        } else {
            compiled.parameters.forEach { check($0) }
        }
        parameters += compiled.parameters
        var code = planned(
            cell, .program(compiled), options, reads: compiled.reads, writes: compiled.writes.map(\.name), effect: compiled.effect)
        code.files = compiled.files.map { CellFiles($0, folder: SourceReading.folder(of: cell.bodySpan.file.name)) }
        cells.append(code)
        visible.add(compiled)
        keepUses(of: program)
        for export in compiled.writes { givers[export.name] = cells.count - 1 }
    }

    /// A cell compiled with the modules from above that it mentions: what it doesn't need, it neither loads nor depends on.
    private func compilation(of program: Program, in cell: Cell) -> Compilation {
        let words = MentionedNames.of(cell.body)
        let mentioned = uses.filter { words.contains($0.namespace) }
        let compilation = compilation(of: program, in: cell, mentioned)
        guard compilation.cell == nil, mentioned.count < uses.count else { return compilation }
        // A misspelled name may mean one of the others.
        return self.compilation(of: program, in: cell, uses)
    }

    private func compilation(
        of program: Program, in cell: Cell, _ uses: [(namespace: String, statement: Statement)]
    ) -> Compilation {
        Compilation.of(
            Program(statements: uses.map(\.statement) + program.statements, span: program.span), name: cell.name,
            visible: visible, registry: Library.registry, loader: loader)
    }

    private mutating func keepUses(of program: Program) {
        for statement in program.statements {
            guard case .use(let use) = statement.kind else { continue }
            uses.removeAll { $0.namespace == use.namespace }
            uses.append((use.namespace, statement))
        }
    }

    private mutating func check(_ parameter: ParameterDeclaration) {
        if let earlier = parameters.first(where: { $0.name == parameter.name }) {
            diagnostics.append(
                Diagnostic(
                    code: "E210", "the parameter '\(parameter.name)' is declared twice", at: parameter.span,
                    hint: "leave one of them out", notes: [.init("it is declared here too", at: earlier.span)]))
        }
        guard let value = parameter.defaultValue else { return }
        if !parameter.kind.accepts(value), parameter.kind.widened(value) == nil {
            report(
                "E605", "the default of '\(parameter.name)' must be of kind \(parameter.kind.name), not \(value.literal)",
                parameter.span)
        }
    }

    /// Whether no cell above gives a name, nor would, were it without mistakes.
    private func isMissing(_ name: String) -> Bool { givers[name] == nil && !promised.contains(name) && broken.isEmpty }

    /// Where a cell is broken, names that it would have given are missed by others.
    private func isCertain(_ diagnostic: Diagnostic) -> Bool { diagnostic.code != "E201" }

    private mutating func addQuery(_ cell: Cell, _ options: CellOptions) {
        do {
            let query = try SQLQuery(cell.body)
            let tables = query.tablesRead.filter { givers[$0] != nil }
            for name in query.tablesRead where isMissing(name) { unknownTable(name, cell) }
            for name in query.parameters where isMissing(name) {
                report(
                    "E201", "the query needs $\(name), and there is no name '\(name)' above",
                    cell.bodySpan.narrowed(to: "$\(name)"))
            }
            if let allowed = options.reads {
                for name in tables where !allowed.contains(name) {
                    report("E612", "the query reads '\(name)', which 'reads:' does not list", cell.header?.span)
                }
            }
            cells.append(
                planned(
                    cell, .query(query, tables: tables, values: query.parameters), options,
                    reads: tables + query.parameters, writes: cell.isNamed ? [cell.name] : []))
        } catch {
            report(error.code, error.message, cell.bodySpan.narrowed(to: error.subject), hint: error.hint)
            cells.append(planned(cell, .prose, options))
        }
        if cell.isNamed { give(cell.name, VisibleNames.Info(span: cell.header?.name?.span, kind: "Table")) }
    }

    /// Has the cell that was added last give a name, which hides a module's too.
    private mutating func give(_ name: String, _ info: VisibleNames.Info) {
        visible[name] = info
        givers[name] = cells.count - 1
        uses.removeAll { $0.namespace == name }
    }

    private mutating func unknownTable(_ name: String, _ cell: Cell) {
        report(
            "E201", "the query reads '\(name)', and there is no such table above", cell.bodySpan.narrowed(to: name),
            hint: Suggestion.hint(for: name, among: givers.keys))
    }

    private mutating func planned(
        _ cell: Cell, _ body: PlannedCell.Body, _ options: CellOptions, reads: [String] = [],
        needs: [String]? = nil, writes: [String] = [], effect: Effect = .pure
    ) -> PlannedCell {
        let needs = needs ?? reads
        var planned = PlannedCell(
            cell: cell, body: body, reads: reads, writes: writes, effect: effect,
            givers: givers.filter { needs.contains($0.key) }, budget: options.budget, keeping: options.keeping)
        planned.touchesPython = planned.runsPython || planned.dependencies.contains { cells[$0].touchesPython }
        for name in reads { wantOfShared(name) }
        if options.keeping == .always, let reason = planned.reasonNotCached {
            diagnostics.append(
                Diagnostic(
                    .warning, code: "W602", "the cell's result can't be kept: \(reason), so it runs each time",
                    at: cell.header?.span))
        }
        return planned
    }

    /// Has a shared cell give a name to a cell that shares nothing with it, where such a cell is its giver.
    private mutating func wantOfShared(_ name: String) {
        guard let giver = givers[name], case .python(var python) = cells[giver].body, python.isShared, !python.writes.contains(name)
        else { return }
        python.writes.append(name)
        cells[giver].body = .python(python)
    }

    /// A doubt about cells without a name that draw random numbers: the numbers are those of the cell's name, and an unnamed
    /// cell is called after its position.
    var drawingUnnamed: [Diagnostic] {
        let drawing = cells.filter { planned in
            guard planned.cell.header != nil, !planned.cell.isNamed, case .program(let program) = planned.body else { return false }
            return program.builtins.contains { name in
                Library.registry[name]?.overloads.contains { $0.effect == .random } == true
            }
        }
        guard let first = drawing.first else { return [] }
        let more = drawing.count > 1 ? " (and \(drawing.count - 1) more)" : ""
        return [
            Diagnostic(
                .warning, code: "W603", "the cell draws random numbers and has no name\(more): others are drawn when it moves",
                at: first.cell.header?.span, hint: "name it: %% \(first.cell.kind == .test ? "test " : "")draws")
        ]
    }

    private mutating func report(_ code: String, _ message: String, _ span: Span?, hint: String? = nil) {
        diagnostics.append(Diagnostic(code: code, message, at: span, hint: hint))
    }
}

extension [Diagnostic] {
    /// Each message once: a module that can't be used is complained of where it is brought in, not in each cell below. Of a
    /// table that certainly learned (L205) it isn't said too that it may have (L207).
    var withoutRepeats: [Diagnostic] {
        var seen: Set<String> = []
        let refused = filter { $0.code == "L205" }.compactMap(\.span)
        return filter { diagnostic in
            guard let span = diagnostic.span else { return true }
            let isRefused = refused.contains { $0.file == span.file && $0.range.upperBound == span.range.upperBound }
            if diagnostic.code == ChosenValueCheck.code, isRefused { return false }
            return seen.insert("\(diagnostic.code) \(span.file.name) \(span.range) \(diagnostic.message)").inserted
        }
    }
}
