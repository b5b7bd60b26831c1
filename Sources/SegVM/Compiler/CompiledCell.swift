import SegDiagnostics

/// A program ready to run: a cell, an input of the REPL, or a file.
public final class CompiledCell: Sendable {
    /// A name that the program gives to the cells below.
    public struct Export: Sendable, Hashable {
        public let name: String
        /// Whether it was declared by `func`.
        public let isFunction: Bool
        /// The declaration.
        public let span: Span
        /// A function's parameters.
        let parameters: [FunctionParameter]?
        /// Their names.
        public var parameterNames: [String]? { parameters?.map(\.name) }
        /// The kind of its value where that is certain before the run.
        let kind: String?
    }

    /// The cell's name.
    public let name: String
    /// The names read from cells above, in order of first use.
    public let reads: [String]
    /// The names given to cells below, in order of first declaration.
    public let writes: [Export]
    /// `param` declarations, in order.
    public let parameters: [ParameterDeclaration]
    /// The names of builtins that occur, sorted.
    public let builtins: [String]
    /// The strongest effect of anything that is called.
    public let effect: Effect
    /// The files that it reads and writes; nil where not all of them are written out in it.
    public let files: NamedFiles?
    /// Whether the last statement is an expression, which is shown.
    public let showsResult: Bool

    /// Whether it calls into Python; a `use python` alone, of a cell above, does not.
    public var usesPython: Bool {
        if builtins.contains("run_python") { return true }
        let instructions = unit.functions.flatMap(\.instructions)
        let slots = Set(
            zip(instructions, instructions.dropFirst())
                .filter { $0.code == .usePython && $1.code == .storeSlot }.map { $1.word.wide })
        return instructions.contains { $0.code == .loadSlot && slots.contains($0.word.wide) }
    }

    /// Whether objects from Python may be among what it gives to the cells below.
    let bringsPython: Bool

    let unit: CodeUnit
    let slotCount: Int
    let importSlots: [Int]
    let variableNames: [String]
    let variableRegisters: [Int]

    init(
        name: String, unit: CodeUnit, slotCount: Int, imports: [(name: String, slot: Int)],
        exports: [Export], variables: [(name: String, register: Int)],
        parameters: [ParameterDeclaration], showsResult: Bool, builtins: [String], effect: Effect, files: NamedFiles?, bringsPython: Bool
    ) {
        self.files = files
        self.bringsPython = bringsPython
        self.name = name
        self.unit = unit
        self.slotCount = slotCount
        reads = imports.map(\.name)
        importSlots = imports.map(\.slot)
        writes = exports
        variableNames = variables.map(\.name)
        variableRegisters = variables.map(\.register)
        self.parameters = parameters
        self.showsResult = showsResult
        self.builtins = builtins
        self.effect = effect
    }
}

/// Paths as they are written out where builtins read or write files.
public struct NamedFiles: Sendable {
    public internal(set) var reads: Set<String> = []
    public internal(set) var writes: Set<String> = []
}

/// A `param` of a notebook.
public struct ParameterDeclaration: Sendable {
    public let name: String
    public let kind: ParameterKind
    /// The constant it has unless the run gives another; nil when the run must give one.
    public let defaultValue: Value?
    public let span: Span
}

/// What a program sees of the cells above it.
public struct VisibleNames: Sendable {
    /// What is known of one name.
    public struct Info: Sendable {
        /// Whether it was declared by `func`.
        public let isFunction: Bool
        /// Whether it is a `var` of the REPL.
        public let isVariable: Bool
        /// The effect of calling it, for functions.
        public let effect: Effect
        /// A function's parameters.
        let parameters: [FunctionParameter]?
        /// Their names.
        public var parameterNames: [String]? { parameters?.map(\.name) }
        public let span: Span?
        /// The kind of the value where that is certain: `Table`.
        public let kind: String?

        public init(isFunction: Bool = false, isVariable: Bool = false, effect: Effect = .pure, span: Span? = nil, kind: String? = nil) {
            self.init(isFunction: isFunction, isVariable: isVariable, effect: effect, parameters: nil, span: span, kind: kind)
        }

        init(
            isFunction: Bool = false, isVariable: Bool = false, effect: Effect = .pure,
            parameters: [FunctionParameter]?, span: Span? = nil, kind: String? = nil
        ) {
            self.kind = kind
            self.isFunction = isFunction
            self.isVariable = isVariable
            self.effect = effect
            self.parameters = parameters
            self.span = span
        }
    }

    private var infos: [String: Info] = [:]
    /// What to do about a name that is known elsewhere in the notebook; nil where it isn't.
    public var elsewhere: @Sendable (_ name: String) -> String? = { _ in nil }
    /// Whether objects from Python may be among the values.
    var bringsPython = false
    /// Whether callers may hand it anything, as those of a module do.
    var takesAnything = false

    public init() {}

    public subscript(name: String) -> Info? {
        get { infos[name] }
        set { infos[name] = newValue }
    }

    public var names: [String] { infos.keys.sorted() }

    var variableNames: [String] { infos.filter(\.value.isVariable).keys.sorted() }

    /// Adds what a cell gives to those below it.
    public mutating func add(_ cell: CompiledCell) {
        bringsPython = bringsPython || cell.bringsPython
        for export in cell.writes {
            infos[export.name] = Info(
                isFunction: export.isFunction, effect: export.isFunction ? cell.effect : .pure,
                parameters: export.parameters, span: export.span, kind: export.kind)
        }
        for name in cell.variableNames { infos[name] = Info(isVariable: true) }
    }
}
