import SegDiagnostics
import SegSyntax

/// What compiling a program gave: code, unless there were errors, and everything there is to say.
public struct Compilation: Sendable {
    public let cell: CompiledCell?
    /// Errors and warnings in the order of their places.
    public let diagnostics: [Diagnostic]

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Checks and compiles a program.
    ///
    /// - Parameters:
    ///   - name: the cell, for messages and random streams.
    ///   - visible: the names of the cells above.
    ///   - loader: finds modules for `use`; nil where they can't be used.
    ///   - exportsVariables: whether `var`s of the top live on, as in the REPL.
    public static func of(
        _ program: Program, name: String, visible: VisibleNames, registry: Registry,
        loader: ModuleLoader? = nil, exportsVariables: Bool = false
    ) -> Compilation {
        let compiler = UnitCompiler(
            program, name: name, visible: visible, registry: registry, loader: loader,
            exportsVariables: exportsVariables)
        let cell = compiler.compile(program)
        let warnings = Checker(visible: visible, registry: registry, cell: name).warnings(
            of: program)
        let all = (compiler.diagnostics + warnings).enumerated().sorted { left, right in
            let first = left.element.span?.range.lowerBound ?? 0
            let second = right.element.span?.range.lowerBound ?? 0
            return first == second ? left.offset < right.offset : first < second
        }
        return Compilation(cell: cell, diagnostics: all.map(\.element))
    }
}
