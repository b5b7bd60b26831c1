import SegFrame
import SegLibrary
import SegSyntax
import SegVM

/// What a rehearsal knows of the names at a place of a notebook, of a function or of a module.
struct RehearsedScope {
    /// Tables without rows, and plain values.
    var values: [String: Value]
    /// The tables that tasks were made of.
    private var tasks: [String: Table] = [:]
    /// Functions of the program and, as `module.name`, of the modules that it uses.
    var functions: [String: RehearsedFunction] = [:]
    /// Names of builtins that stand for something of the program here, of which nothing is known.
    private var hidden: Set<String> = []
    /// Whether paths are relative to a module's folder.
    var isModule = false

    init(values: [String: Value] = [:], isModule: Bool = false) {
        self.values = values
        self.isModule = isModule
    }

    /// What is known of a name; that it is unknown hides what it stood for.
    subscript(name: String) -> ColumnRehearsal.Finding {
        get {
            if let table = tasks[name] { return .task(table) }
            return values[name].map { .value($0) } ?? .unknown
        }
        set {
            values[name] = nil
            tasks[name] = nil
            functions[name] = nil
            switch newValue {
            case .unknown: break
            case .value(let value): values[name] = value
            case .task(let table): tasks[name] = table
            }
            if Library.registry[name] != nil { hidden.insert(name) }
        }
    }

    /// The builtin that a name stands for here.
    func builtin(_ name: String) -> NativeObject? {
        values[name] == nil && tasks[name] == nil && functions[name] == nil && !hidden.contains(name) ? Library.registry[name] : nil
    }

    /// The function of the program or of one of its modules that a call calls.
    func function(of call: Call) -> RehearsedFunction? {
        guard call.version == nil, case .path(let path) = call.callee else { return nil }
        if path.count == 1, let namespace = namespace(of: call) { return functions["\(namespace).\(path[0].text)"] }
        return functions[path.map(\.text).joined(separator: ".")]
    }

    /// The module before the dot, which is no argument: `shop` in `shop.clean(t)`.
    func namespace(of call: Call) -> String? {
        guard call.style == .method, let name = call.simpleName, case .name(let namespace, nil)? = call.arguments.first?.value.kind,
            functions["\(namespace.text).\(name.text)"] != nil
        else { return nil }
        return namespace.text
    }

    /// Drops the functions of a module.
    mutating func drop(namespace: String) {
        functions = functions.filter { !$0.key.hasPrefix(namespace + ".") }
    }
}

/// A function of a program, with what was known where it is declared.
final class RehearsedFunction {
    /// How many calls are looked into, of each cell.
    static let budget = 200
    /// How deep calls within calls are looked into.
    static let depth = 12

    let parameters: [Parameter]
    let body: Block
    private let surroundings: RehearsedScope

    init(_ declaration: FunctionDeclaration, in scope: RehearsedScope) {
        parameters = declaration.parameters
        body = declaration.body
        surroundings = scope
    }

    /// The names in its body before its parameters are given; a function may call itself.
    var scope: RehearsedScope { surroundings }

    /// The argument for each parameter, nil where its default holds; nil where they don't fit.
    func arguments(_ given: ArraySlice<CallArgument>) -> [Expression?]? {
        var arguments = [Expression?](repeating: nil, count: parameters.count)
        var position = 0
        for argument in given {
            let index = argument.label.map { label in parameters.firstIndex { $0.name.text.hasSameBytes(as: label.text) } } ?? position
            guard let index, index < parameters.count, arguments[index] == nil else { return nil }
            arguments[index] = argument.value
            if argument.label == nil { position += 1 }
        }
        for (argument, parameter) in zip(arguments, parameters) where argument == nil && parameter.defaultValue == nil { return nil }
        return arguments
    }
}
