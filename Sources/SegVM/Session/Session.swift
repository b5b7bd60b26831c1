import SegDiagnostics
import SegSyntax

/// The names and values that a sequence of inputs or cells builds up.
public final class Session {
    public let interpreter: Interpreter
    /// Finds modules for `use`.
    public let loader: ModuleLoader?
    /// The seed of all random streams.
    public var seed: UInt64
    /// Whether `var`s of the top live on from input to input.
    public let keepsVariables: Bool
    public private(set) var visible = VisibleNames()
    private var values: [String: Value] = [:]

    public init(
        _ interpreter: Interpreter, loader: ModuleLoader? = nil, seed: UInt64 = 0,
        keepsVariables: Bool = false
    ) {
        self.interpreter = interpreter
        self.loader = loader
        self.seed = seed
        self.keepsVariables = keepsVariables
    }

    /// The value of a name; setting one makes it visible to later inputs, `nil` hides it.
    public subscript(name: String) -> Value? {
        get { values[name] }
        set {
            values[name] = newValue
            if newValue?.asHost?.ownsMethods == true { visible.bringsPython = true }
            visible[name] = newValue.map { value in
                let kind = interpreter.registry.kind(of: value)
                if let known = visible[name], known.kind == kind { return known }
                return VisibleNames.Info(isFunction: value.isCallable, kind: kind)
            }
        }
    }

    /// All names with their values at a moment.
    public struct Snapshot: Sendable {
        fileprivate let visible: VisibleNames
        fileprivate let values: [String: Value]
    }

    public var snapshot: Snapshot { Snapshot(visible: visible, values: values) }

    /// Makes the names what they were.
    public func restore(_ snapshot: Snapshot) {
        visible = snapshot.visible
        values = snapshot.values
    }

    /// The names that have values, sorted.
    public var names: [String] { values.keys.sorted() }

    /// Checks and compiles a program against the names that there are.
    public func compile(_ program: Program, name: String) -> Compilation {
        Compilation.of(
            program, name: name, visible: visible, registry: interpreter.registry, loader: loader,
            exportsVariables: keepsVariables)
    }

    /// Runs a cell and keeps the names that it gives; those given before an error too.
    public func run(_ cell: CompiledCell, parameters: [String: Value] = [:]) -> CellOutcome {
        var inputs: [String: Value] = [:]
        for name in cell.reads { inputs[name] = values[name] }
        let outcome = interpreter.run(
            cell, inputs: inputs, parameters: parameters,
            random: RandomStream(seed: seed, name: cell.name))
        visible.add(cell)
        for (name, value) in outcome.exports { values[name] = value }
        for export in cell.writes where values[export.name] == nil { visible[export.name] = nil }
        return outcome
    }
}
