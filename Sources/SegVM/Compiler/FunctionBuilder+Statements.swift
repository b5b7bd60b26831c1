import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    /// The statements of a cell; gives whether the last is an expression whose value is returned.
    func compileMain(_ program: Program) -> Bool {
        var hasResult = false
        for (index, statement) in program.statements.enumerated() {
            if index == program.statements.count - 1, case .expression(let last) = statement.kind {
                let register = allocate()
                compile(last, into: register)
                emit(.returnValue, register, at: last.span)
                hasResult = true
            } else {
                compile(statement)
            }
        }
        if !hasResult { emit(.returnNull, at: program.span) }
        return hasResult
    }

    /// Statements whose last expression is the value; `nil` when the last is none.
    func compileStatements(_ statements: [Statement], into target: Int, at span: Span) {
        for statement in statements.dropLast() { compile(statement) }
        guard let last = statements.last else {
            emit(.loadNull, target, at: span)
            return
        }
        if case .expression(let expression) = last.kind {
            compile(expression, into: target)
        } else {
            compile(last)
            emit(.loadNull, target, at: span)
        }
    }

    /// A block in a scope of its own, with its value in `target` or thrown away.
    func compile(_ block: Block, into target: Int?) {
        openScope()
        if let target {
            compileStatements(block.statements, into: target, at: block.span)
        } else {
            for statement in block.statements { compile(statement) }
        }
        closeScope(at: block.span)
    }

    func compile(_ statement: Statement) {
        let span = statement.span
        switch statement.kind {
        case .binding(let binding): compile(binding, at: span)
        case .assignment(let assignment): compile(assignment, at: span)
        case .function(let declaration):
            if isAtTop {
                compileTop(declaration, at: span)
            } else {
                compileInner(declaration, at: span)
            }
        case .forLoop(let loop): compile(loop, at: span)
        case .whileLoop(let loop): compile(loop, at: span)
        case .breakLoop: compileExit(at: span) { $0.breaks.append($1) }
        case .continueLoop: compileExit(at: span) { $0.continues.append($1) }
        case .returnValue(let value): compileReturn(value, at: span)
        case .use(let use): compile(use, at: span)
        case .param(let parameter): compile(parameter, at: span)
        case .expect(let expectation): compile(expectation, at: span)
        case .expression(let expression): compileUnused(expression)
        }
    }

    /// An expression for its effects; branches need no value.
    private func compileUnused(_ expression: Expression) {
        let mark = next
        if case .ifElse(let branching) = expression.kind {
            compileBranches(branching, into: nil, at: expression.span)
        } else if case .call(let call) = expression.kind {
            var written = WrittenCall(call, at: call.ownSpan(within: expression.span))
            written.isUnused = true
            let register = compile(written, of: call, into: nil)
            if !isLocal[register] { emit(.clear, register, at: expression.span) }
        } else {
            compile(expression)
        }
        next = mark
    }

    // MARK: Bindings

    private func compile(_ binding: Binding, at span: Span) {
        switch binding.target {
        case .name(let name): compile(binding, named: name, at: span)
        case .list(let names): compile(binding, apart: names, at: span)
        }
    }

    private func compile(_ binding: Binding, named name: Name, at span: Span) {
        if name.text == "_" {
            let mark = next
            compile(binding.value)
            next = mark
            return
        }
        let register = allocate()
        pendingName = name.text
        if let path = unit.modulePath(binding.value), binding.annotation.map({ self.kind(of: $0) == .path }) ?? false {
            emit(.loadConstant, register, wide: constant(path), at: binding.value.span)
        } else {
            compile(binding.value, into: register)
        }
        pendingName = nil
        if let annotation = binding.annotation {
            check(register, against: annotation, of: "\"\(name.text)\" takes", literal: binding.value)
        }
        next = register + 1
        // Before the name is bound: the value may mention an older one of that name.
        let kind = certainKind(binding.value)
        bind(name, to: register, isVariable: binding.isVariable, mayAlias: binding.value.mayAlias, kind: kind)
        if case .slot? = local(name.text)?.storage { next = register }
    }

    private func compile(_ binding: Binding, apart names: [Name], at span: Span) {
        let first = allocate(count: max(1, names.count))
        let list = compile(binding.value)
        emit(.destructure, first, list, names.count, at: span)
        next = first + names.count
        for (offset, name) in names.enumerated() where name.text != "_" {
            bind(name, to: first + offset, isVariable: binding.isVariable, mayAlias: true)
        }
    }

    // MARK: Jumps

    /// `break` and `continue`; the parser has refused them outside loops.
    private func compileExit(at span: Span, _ note: (inout LoopJumps, Int) -> Void) {
        guard !loops.isEmpty else { return }
        note(&loops[loops.count - 1], emitJump(.jump, at: span))
    }

    /// `return`; the parser has refused it outside functions.
    private func compileReturn(_ value: Expression?, at span: Span) {
        guard let value else {
            emit(.returnNull, at: span)
            return
        }
        let mark = next
        let register = resultKind == nil ? compile(value) : compile(value, into: allocate())
        if let resultKind { check(register, against: resultKind, of: resultSubject, literal: value) }
        emit(.returnValue, register, at: span)
        next = mark
    }

    // MARK: Loops

    private func compile(_ loop: ForLoop, at span: Span) {
        openScope()
        loops.append(LoopJumps())
        if case .range(let lower, let upper, let isClosed) = loop.sequence.kind {
            let first = allocate(count: 2)
            compile(lower, into: first)
            compile(upper, into: first + 1)
            let enter = emitJump(.rangePrepare, first, at: loop.sequence.span)
            emit(isClosed ? 1 : 0, at: loop.sequence.span)
            compileBody(of: loop, variable: first, first: first, enter: enter, again: .rangeNext, at: span)
        } else {
            let first = allocate(count: 3)
            compile(loop.sequence, into: first)
            let enter = emitJump(.iterate, first, at: loop.sequence.span)
            compileBody(of: loop, variable: first + 2, first: first, enter: enter, again: .iterateNext, at: span)
            emit(.clear, first, at: span)
            emit(.clear, first + 2, at: span)
        }
        closeScope(at: span)
    }

    /// The body, then the step that jumps back to it; `enter` jumps to the step or past it.
    private func compileBody(
        of loop: ForLoop, variable: Int, first: Int, enter: Int, again: Opcode, at span: Span
    ) {
        openScope()
        bind(loop.name, to: variable, isVariable: false)
        let top = position
        compile(loop.body, into: nil)
        closeScope(at: span)
        let jumps = loops.removeLast()
        land(jumps.continues)
        if again == .iterateNext { land(enter) }
        let step = emitJump(again, first, at: loop.sequence.span)
        patch(step, target: top)
        if again == .rangeNext { land(enter) }
        land(jumps.breaks)
    }

    private func compile(_ loop: WhileLoop, at span: Span) {
        loops.append(LoopJumps())
        let top = position
        let exits = jumps(if: loop.condition, is: false)
        compile(loop.body, into: nil)
        emitLoop(to: top, at: span)
        let jumps = loops.removeLast()
        for jump in jumps.continues { patch(jump, target: top) }
        land(exits)
        land(jumps.breaks)
    }
}

extension Expression {
    /// Whether the value may be an object that something else holds too.
    var mayAlias: Bool {
        switch kind {
        case .name, .field, .index, .call, .ifElse, .match, .tryCatch: true
        default: false
        }
    }
}
