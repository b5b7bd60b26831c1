import SegDiagnostics
import SegSyntax

/// A name bound in a block.
struct Local {
    enum Storage {
        case register(Int)
        case slot(Int)
    }

    let storage: Storage
    let isVariable: Bool
    let span: Span
    /// The slot through which the functions of the cell read a `let` of the top; nil for others.
    var sharedSlot: Int?
    /// The kind of its value where that is certain.
    var kind: String?
    /// Whether its value may be held elsewhere too, so that it is let go of when the block ends.
    var mayAlias = false
}

/// The names of one open block.
struct Scope {
    var locals: [String: Local] = [:]
    var firstRegister = 0
}

/// What a name means at a place.
enum Resolution {
    case register(Int, isVariable: Bool)
    case capture(Int)
    case slot(Int)
    /// A function declared at the top of the unit.
    case function(TopFunction)
    /// The inner function that is being compiled.
    case running
    case namespace(Namespace)
    case native(NativeObject)
    /// A `var` of the top, seen from a function.
    case hiddenVariable
    case unknown
}

/// A function declared at the top of a cell or file.
struct TopFunction {
    let index: Int
    let name: String
    let parameters: [FunctionParameter]
    let span: Span
}

/// What a `use` binds.
enum Namespace {
    /// `std`, the builtins.
    case builtins
    case module(index: Int, Module)
    /// A module that can't be used, which was reported: nothing more is said of its names.
    case missing
    /// A Python object in a slot or register.
    case python(slot: Int, PythonOutline?)
}

extension FunctionBuilder {
    /// Finds what a name means here.
    func resolve(_ name: String) -> Resolution {
        for scope in scopes.reversed() {
            guard let local = scope.locals[name] else { continue }
            switch local.storage {
            case .register(let register): return .register(register, isVariable: local.isVariable)
            case .slot(let slot): return .slot(slot)
            }
        }
        switch role {
        case .main: return unit.resolveOutside(name)
        case .declared: return unit.resolveFromFunction(name)
        case .inner(let outer): return resolveCapture(name, of: outer)
        }
    }

    private func resolveCapture(_ name: String, of outer: FunctionBuilder) -> Resolution {
        if name == self.name { return .running }
        if let known = captures.firstIndex(where: { $0.name == name }) { return .capture(known) }
        let source: CaptureSource
        switch outer.resolve(name) {
        case .register(let register, _): source = .register(register)
        case .capture(let index): source = .capture(index)
        case .running: source = .running
        case let other: return other
        }
        captures.append((name, source))
        return .capture(captures.count - 1)
    }

    /// The local of a name when it is one of this very function.
    func local(_ name: String) -> Local? {
        for scope in scopes.reversed() {
            if let local = scope.locals[name] { return local }
        }
        return nil
    }

    /// Whether a value bound by the program has this name here.
    func sees(_ name: String) -> Bool {
        if scopes.contains(where: { $0.locals[name] != nil }) { return true }
        if case .inner(let outer) = role { return outer.sees(name) }
        return unit.visible[name] != nil
    }

    /// Where the value that a name means here was bound.
    func bindingSpan(of name: String) -> Span? {
        if let local = local(name) { return local.span }
        if case .inner(let outer) = role { return outer.bindingSpan(of: name) }
        return unit.topLocal(name)?.span ?? unit.visible[name]?.span
    }

    // MARK: Blocks

    func openScope() {
        var scope = Scope()
        scope.firstRegister = next
        scopes.append(scope)
    }

    /// Ends a block: its registers are free again, and shared objects in them are let go of.
    func closeScope(at span: Span) {
        guard let scope = scopes.popLast() else { return }
        for local in scope.locals.values.sorted(by: {
            $0.span.range.lowerBound < $1.span.range.lowerBound
        }) {
            guard case .register(let register) = local.storage else { continue }
            if local.mayAlias, !loops.isEmpty { emit(.clear, register, at: span) }
        }
        for register in scope.firstRegister..<max(scope.firstRegister, next) {
            setLocal(register, false)
        }
        next = scope.firstRegister
    }

    /// Whether names bound now are those of the whole cell or file.
    var isAtTop: Bool {
        if case .main = role { scopes.count == 1 } else { false }
    }

    /// Binds a name to the value in a register that belongs to it from now on.
    func bind(_ name: Name, to register: Int, isVariable: Bool, mayAlias: Bool = false, kind: String? = nil) {
        setLocal(register, true)
        var local = Local(
            storage: .register(register), isVariable: isVariable, span: name.span)
        local.mayAlias = mayAlias
        local.kind = isVariable ? nil : kind
        if isAtTop, !isVariable, unit.sharesTopNames {
            let slot = unit.newSlot()
            emit(.storeSlot, register, wide: slot, at: name.span)
            local.sharedSlot = slot
            if !hasRoomForLocals {
                setLocal(register, false)
                local = Local(
                    storage: .slot(slot), isVariable: false, span: name.span, sharedSlot: slot)
                local.kind = kind
            }
        }
        scopes[scopes.count - 1].locals[name.text] = local
        if isAtTop {
            unit.noteTopBinding(name, register: register, isVariable: isVariable, kind: kind, in: self)
        }
    }
}
