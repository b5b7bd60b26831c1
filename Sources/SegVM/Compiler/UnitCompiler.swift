import SegDiagnostics
import SegSyntax

/// Compiles one cell, REPL input or file: resolves names, writes functions, collects diagnostics.
final class UnitCompiler {
    let name: String
    let file: SourceFile
    let registry: Registry
    let visible: VisibleNames
    let loader: ModuleLoader?
    /// Whether `var`s of the top are exported, as the REPL does.
    let exportsVariables: Bool

    private(set) var diagnostics: [Diagnostic] = []
    private var functions: [FunctionCode?] = [nil]
    private(set) var callSites: [CallSite] = []
    private(set) var kinds: [ParameterKind] = []
    private(set) var modules: [Module] = []
    private var namespaces: [String: Namespace] = [:]
    private var topFunctions: [String: TopFunction] = [:]
    /// Whether functions of the unit may read `let`s of the top through slots.
    private(set) var sharesTopNames = false
    private var slotCount = 0
    /// Names read from above with their slots, in order of first use.
    private(set) var imports: [(name: String, slot: Int)] = []
    private var importSlots: [String: Int] = [:]
    private(set) var exports: [CompiledCell.Export] = []
    private var exportIndices: [String: Int] = [:]
    private(set) var parameters: [ParameterDeclaration] = []
    /// `var`s of the top that outlive the input, with their registers.
    private(set) var variables: [(name: String, register: Int)] = []
    private(set) var calledBuiltins: Set<String> = []
    private(set) var effect = Effect.pure
    /// The files that are read and written; nil once some are not known.
    private var files: NamedFiles? = NamedFiles()
    private lazy var main = FunctionBuilder(self, role: .main, name: nil, span: programSpan)
    private let programSpan: Span
    private lazy var mentionsPython: Bool = mentions("python")
    /// For a kind of object whether a builtin that makes one is named in the file.
    private var isMade: [String: Bool] = [:]
    /// What is certain of calls, by place.
    private var kindsOfCalls: [Range<Int>: String?] = [:]
    /// Arguments of builtins that take columns, as places in the file.
    private var columnPlaces: [Range<Int>] = []

    /// The folder of the module that is compiled; nil for what others don't use.
    private let moduleFolder: String?

    init(
        _ program: Program, name: String, visible: VisibleNames, registry: Registry,
        loader: ModuleLoader?, exportsVariables: Bool, moduleFolder: String? = nil
    ) {
        self.moduleFolder = moduleFolder
        self.name = name
        self.visible = visible
        self.registry = registry
        self.loader = loader
        self.exportsVariables = exportsVariables
        programSpan = program.span
        file = program.span.file
        // A value of that name wins, as over any builtin.
        if visible["std"] == nil { namespaces["std"] = .builtins }
        declareFunctions(of: program)
    }

    /// What a path that is written out in a module means: it is relative to the module's folder. Nil where the expression is none.
    func modulePath(_ expression: Expression?) -> Value? {
        guard let moduleFolder, case .literal(.string(let text))? = expression?.kind, !text.isEmpty, !text.hasPrefix("/") else { return nil }
        return .string("\(moduleFolder)/\(text)")
    }

    private func declareFunctions(of program: Program) {
        for statement in program.statements {
            guard case .function(let declaration) = statement.kind else { continue }
            let name = declaration.name
            if let earlier = topFunctions[name.text] {
                let note = Diagnostic.Note("it is declared here too", at: earlier.span)
                report(
                    "E210", "the function \"\(name.text)\" is declared twice", at: name.span,
                    notes: [note])
                continue
            }
            topFunctions[name.text] = TopFunction(
                index: reserveFunction(), name: name.text,
                parameters: declaration.parameters.map {
                    FunctionParameter(name: $0.name.text, hasDefault: $0.defaultValue != nil)
                }, span: name.span)
            sharesTopNames = true
        }
    }

    /// Compiles all statements; nil when there were errors.
    func compile(_ program: Program) -> CompiledCell? {
        importVariables()
        let result = main.compileMain(program)
        functions[0] = main.finish()
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return nil }
        let unit = CodeUnit(
            name: name, functions: functions.compactMap { $0 }, callSites: callSites, kinds: kinds,
            modules: modules)
        return CompiledCell(
            name: name, unit: unit, slotCount: slotCount, imports: imports, exports: exports,
            variables: variables, parameters: parameters, showsResult: result,
            builtins: calledBuiltins.sorted(), effect: effect, files: files, bringsPython: bringsPython)
    }

    /// Brings the REPL's variables into registers of the main body.
    private func importVariables() {
        guard exportsVariables else { return }
        for name in visible.variableNames {
            let register = main.allocate()
            main.emit(.loadSlot, register, wide: importSlot(name), at: programSpan)
            let place = Name(name, at: Span(file, 0..<0))
            main.bind(place, to: register, isVariable: true)
        }
    }
}

// MARK: - Names

extension UnitCompiler {
    /// A name that is no local of the main body.
    func resolveOutside(_ name: String) -> Resolution {
        if let function = topFunctions[name] { return .function(function) }
        if let namespace = namespaces[name] { return .namespace(namespace) }
        if let info = visible[name] {
            noteEffect(info.effect)
            return .slot(importSlot(name))
        }
        if let native = registry[name] { return .native(native) }
        return .unknown
    }

    /// A value of the top of this very cell or file.
    func topLocal(_ name: String) -> Local? { main.scopes.first?.locals[name] }

    /// A name as a function declared at the top sees it.
    func resolveFromFunction(_ name: String) -> Resolution {
        if let local = main.scopes.first?.locals[name] {
            if let slot = local.sharedSlot { return .slot(slot) }
            if topFunctions[name] == nil { return .hiddenVariable }
        }
        return resolveOutside(name)
    }

    private func importSlot(_ name: String) -> Int {
        if let known = importSlots[name] { return known }
        let slot = newSlot()
        importSlots[name] = slot
        imports.append((name, slot))
        return slot
    }

    func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    func topFunction(_ name: String) -> TopFunction? { topFunctions[name] }

    func bindNamespace(_ name: String, _ namespace: Namespace) { namespaces[name] = namespace }

    func addModule(_ module: Module) -> Int {
        if let known = modules.firstIndex(where: { $0 === module }) { return known }
        modules.append(module)
        return modules.count - 1
    }

    /// The kind of a call's result, which is found once.
    func kindOfCall(at place: Range<Int>, _ find: () -> String?) -> String? {
        if let known = kindsOfCalls[place] { return known }
        let kind = find()
        kindsOfCalls[place] = .some(kind)
        return kind
    }

    func noteColumns(in place: Range<Int>) { columnPlaces.append(place) }

    /// Whether a place is within arguments where columns may stand.
    func isAmongColumns(_ span: Span) -> Bool {
        columnPlaces.contains { $0.contains(span.range.lowerBound) }
    }

    /// All names that could be meant at the top, for suggestions.
    var knownNames: [String] {
        Array(topFunctions.keys) + Array(namespaces.keys) + visible.names + registry.names
            + (main.scopes.first.map { Array($0.locals.keys) } ?? [])
    }

    /// A binding of the top: exported when it is a `let`, or a `var` of the REPL.
    func noteTopBinding(
        _ name: Name, register: Int, isVariable: Bool, kind: String?, in builder: FunctionBuilder
    ) {
        if isVariable {
            guard exportsVariables else { return }
            variables.removeAll { $0.name == name.text }
            variables.append((name.text, register))
        } else {
            variables.removeAll { $0.name == name.text }
            export(name.text, register: register, isFunction: false, at: name.span, in: builder, kind: kind)
        }
    }

    func export(
        _ name: String, register: Int, isFunction: Bool, at span: Span, in builder: FunctionBuilder,
        parameters: [FunctionParameter]? = nil, kind: String? = nil
    ) {
        guard name != "_" else { return }
        let index = exportIndices[name] ?? exports.count
        exportIndices[name] = index
        let export = CompiledCell.Export(
            name: name, isFunction: isFunction, span: span, parameters: parameters, kind: kind)
        if index == exports.count { exports.append(export) } else { exports[index] = export }
        builder.emit(.export, register, wide: index, at: span)
    }
}

// MARK: - Tables of the unit

extension UnitCompiler {
    func reserveFunction() -> Int {
        functions.append(nil)
        return functions.count - 1
    }

    func setFunction(_ index: Int, to code: FunctionCode) { functions[index] = code }

    func addCallSite(_ site: CallSite) -> Int {
        callSites.append(site)
        return callSites.count - 1
    }

    func addKind(_ kind: ParameterKind) -> Int {
        if let known = kinds.firstIndex(of: kind) { return known }
        kinds.append(kind)
        return kinds.count - 1
    }

    func addParameter(_ parameter: ParameterDeclaration) { parameters.append(parameter) }

    /// - Parameter file: the path that it is given where it takes one, if it is written out.
    func noteBuiltin(_ native: NativeObject, file: String? = nil) {
        calledBuiltins.insert(native.name)
        for overload in native.overloads where mayBeMeant(overload) {
            guard let file, overload.effect >= .reads else {
                noteEffect(overload.effect)
                continue
            }
            effect = max(effect, overload.effect)
            if overload.effect == .writes { files?.writes.insert(file) } else { files?.reads.insert(file) }
        }
    }

    /// Whether a form of a builtin that reads may be the one that is called: `count` reads where it is given what `scan` gives, and
    /// where nothing is called `scan` that can't be.
    private func mayBeMeant(_ overload: NativeDeclaration) -> Bool {
        guard overload.effect == .reads, case .host(let kind)? = overload.parameters.first?.kind, !visible.takesAnything, modules.isEmpty
        else { return true }
        // A module that any cell uses may make one.
        return mentions(".seg\"") || mayBeMade(kind)
    }

    /// Whether the file names a builtin that makes objects of a kind, of what it may make too.
    private func mayBeMade(_ kind: String) -> Bool {
        if let known = isMade[kind] { return known }
        // Such as make it of itself make none.
        isMade[kind] = false
        let found = registry.all.contains { native in
            native.overloads.contains { overload in
                guard overload.result == kind, mentions(native.name) else { return false }
                guard case .host(let source)? = overload.parameters.first?.kind else { return true }
                return mayBeMade(source)
            }
        }
        isMade[kind] = found
        return found
    }

    private func mentions(_ word: String) -> Bool {
        let word = Array(word.utf8)
        return file.bytes.indices.contains { file.bytes[$0] == word[0] && file.bytes[$0...].starts(with: word) }
    }

    /// Whether objects from Python may be among its values; a function of the prompt may be called with anything later.
    var mayMeetPython: Bool {
        registry.loadPython != nil && (visible.takesAnything || exportsVariables || bringsPython)
    }

    /// Whether such objects come from it, from a cell above or from a module: wherever the word stands.
    var bringsPython: Bool { visible.bringsPython || mentionsPython || modules.contains { $0.cell.bringsPython } }

    /// Notes an effect on files that aren't known.
    func noteEffect(_ other: Effect) {
        effect = max(effect, other)
        if other >= .reads { files = nil }
    }
}

// MARK: - Diagnostics

extension UnitCompiler {
    func report(
        _ code: String, _ message: String, at span: Span, hint: String? = nil,
        notes: [Diagnostic.Note] = []
    ) {
        guard diagnostics.count < 100, !diagnostics.contains(where: { $0.code == code && $0.span == span }) else { return }
        diagnostics.append(
            Diagnostic(.error, code: code, message, at: span, hint: hint, notes: notes, cell: name))
    }

    func warn(_ code: String, _ message: String, at span: Span, hint: String? = nil) {
        guard diagnostics.count < 100 else { return }
        diagnostics.append(
            Diagnostic(.warning, code: code, message, at: span, hint: hint, cell: name))
    }

    func append(_ more: [Diagnostic]) { diagnostics += more }
}
