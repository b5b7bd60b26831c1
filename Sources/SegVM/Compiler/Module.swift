import SegDiagnostics
import SegSyntax
import Synchronization

/// A `.seg` file that is used by others: its compiled declarations and, once run, their values.
public final class Module: Sendable {
    /// The path it was loaded from, as the loader knows it.
    let path: String
    let cell: CompiledCell
    /// Slots of public names, by name.
    let slots: [String: Int]
    /// What its first run gave; nil before. Two cells that use a module for the first time at once both run it, with the same result.
    private let state = Mutex<Evaluation?>(nil)

    init(path: String, cell: CompiledCell) {
        self.path = path
        self.cell = cell
        var slots: [String: Int] = [:]
        for (index, export) in cell.writes.enumerated() where !export.name.hasPrefix("_") {
            slots[export.name] = index
        }
        self.slots = slots
    }

    /// What running a module's declarations gave and did.
    struct Evaluation: Sendable {
        /// The values, in the order of `cell.writes`.
        let values: [Value]
        /// What it did beside: it counts for each cell that uses the module.
        let effects: (any Sendable)?
        let facts: PassingFacts
    }

    var evaluation: Evaluation? { state.withLock { $0 } }

    func set(_ evaluation: Evaluation) { state.withLock { $0 = $0 ?? evaluation } }

    var names: [String] { slots.keys.sorted() }
}

/// Finds, parses and compiles modules; one for a session.
public final class ModuleLoader {
    /// Reads the source of `use "path"` in a file; throws a `Failure` that says why it can't.
    public typealias Reader = (_ path: String, _ from: SourceFile) throws -> SourceFile

    private let read: Reader
    private let registry: Registry
    private let parse: (SourceFile) -> Parsed<Program>
    private var modules: [String: Module] = [:]
    private var loading: [String] = []

    public init(
        registry: Registry, read: @escaping Reader,
        parse: @escaping (SourceFile) -> Parsed<Program>
    ) {
        self.registry = registry
        self.read = read
        self.parse = parse
    }

    /// The module of a path, compiled once.
    func load(_ path: String, from file: SourceFile) throws -> Module {
        let source = try read(path, file)
        if let known = modules[source.name] { return known }
        if loading.contains(source.name) {
            let cycle = (loading + [source.name]).joined(separator: " → ")
            throw Failure("E221", "the modules use each other in a circle: \(cycle)")
        }
        loading.append(source.name)
        defer { loading.removeLast() }
        let module = try compile(source)
        modules[source.name] = module
        return module
    }

    private func compile(_ source: SourceFile) throws -> Module {
        let parsed = parse(source)
        if let error = parsed.diagnostics.first(where: { $0.severity == .error }) { throw error }
        for statement in parsed.tree.statements where !statement.isDeclaration {
            throw Diagnostic(
                code: "E222", "a module holds declarations only", at: statement.span,
                hint: "put this into a function, or run the file instead of using it")
        }
        var visible = VisibleNames()
        visible.takesAnything = true
        let compiler = UnitCompiler(
            parsed.tree, name: source.name, visible: visible, registry: registry,
            loader: self, exportsVariables: false,
            moduleFolder: source.name.lastIndex(of: "/").map { String(source.name[..<$0]) })
        guard let cell = compiler.compile(parsed.tree) else {
            throw compiler.diagnostics.first { $0.severity == .error }
                ?? Diagnostic(code: "E222", "the module can't be compiled")
        }
        return Module(path: source.name, cell: cell)
    }
}

extension Statement {
    /// Whether it may stand in a module.
    var isDeclaration: Bool {
        switch kind {
        case .binding(let binding): !binding.isVariable
        case .function, .use: true
        default: false
        }
    }
}
