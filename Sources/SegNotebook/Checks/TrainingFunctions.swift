import SegDiagnostics
import SegSyntax

/// Which functions of a program train when they are called, themselves or by a function that they call.
struct TrainingFunctions {
    /// Builtins that learn from what they are given.
    static let builtins: Set<String> = [
        "as_task", "segment", "refine", "cross_validate", "add", "train", "override", "early_stop", "stack",
    ]

    /// As the program calls them: `fit_all`, of a module `helpers.fit_all`.
    private(set) var names: Set<String> = []
    /// Modules that are being read, so that a circle ends.
    private var modules: Set<String> = []

    /// Whether one of these calls trains.
    func contains(_ calls: [StatementReader.FoundCall]) -> Bool {
        calls.contains { call in call.names(among: Self.builtins.union(names)) != nil }
    }

    /// Learns of what a statement binds: functions, closures, modules.
    mutating func read(_ statement: Statement) {
        switch statement.kind {
        case .use(let use): add(use, from: statement.span.file)
        case .function(let function): set(function.name.text, statement)
        case .binding(let binding):
            for name in binding.names {
                if case .closure = binding.value.kind { set(name.text, statement) } else { names.remove(name.text) }
            }
        default: break
        }
    }

    private mutating func set(_ name: String, _ statement: Statement) {
        if contains(StatementReader(statement).calls) { names.insert(name) } else { names.remove(name) }
    }

    private mutating func add(_ use: UseDeclaration, from file: SourceFile) {
        guard !use.isPython, let source = try? ModuleFiles.source(use.path, from: file), !modules.contains(source.name) else { return }
        var module = TrainingFunctions()
        module.modules = modules.union([source.name])
        let statements = Program.parse(source).tree.statements
        // A function may call one that is declared below it.
        var known = -1
        while module.names.count > known {
            known = module.names.count
            for statement in statements { module.read(statement) }
        }
        names.formUnion(module.names.filter { !$0.contains(".") }.map { "\(use.namespace).\($0)" })
    }
}
