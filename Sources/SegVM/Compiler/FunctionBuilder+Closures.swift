import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    /// `{ x in … }`
    func compile(_ closure: Closure, into target: Int?) -> Int {
        let index = unit.reserveFunction()
        let inner = FunctionBuilder(unit, role: .inner(self), name: nil, span: closure.span)
        if closure.parameters.isEmpty {
            inner.declareImplicit(closure.implicitParameterCount, at: closure.span)
        } else {
            inner.declare(closure.parameters)
        }
        inner.compileBody(closure.body)
        unit.setFunction(index, to: inner.finish())
        let destination = destination(target)
        emitClosure(index, inner.captures, into: destination, at: closure.span)
        return destination
    }

    /// A function declared inside another.
    func compileInner(_ declaration: FunctionDeclaration, at span: Span) {
        let index = unit.reserveFunction()
        let inner = FunctionBuilder(
            unit, role: .inner(self), name: declaration.name.text, span: span)
        inner.compile(declaration)
        unit.setFunction(index, to: inner.finish())
        let register = allocate()
        emitClosure(index, inner.captures, into: register, at: span)
        bind(declaration.name, to: register, isVariable: false)
    }

    private func emitClosure(
        _ index: Int, _ captures: [(name: String, source: CaptureSource)], into target: Int,
        at span: Span
    ) {
        if captures.isEmpty {
            emit(.functionValue, target, wide: index, at: span)
            return
        }
        emit(.closure, target, wide: index, at: span)
        emit(UInt32(captures.count), at: span)
        for (_, source) in captures {
            switch source {
            case .register(let register): emit(UInt32(register), at: span)
            case .capture(let capture): emit(UInt32(capture) | 1 << 16, at: span)
            case .running: emit(1 << 17, at: span)
            }
        }
    }

    /// A function declared at the top of the unit.
    func compileTop(_ declaration: FunctionDeclaration, at span: Span) {
        guard let function = unit.topFunction(declaration.name.text),
            function.span == declaration.name.span
        else { return }
        let builder = FunctionBuilder(
            unit, role: .declared, name: declaration.name.text, span: span)
        builder.compile(declaration)
        unit.setFunction(function.index, to: builder.finish())
        scopes[0].locals[declaration.name.text] = nil
        let register = allocate()
        emit(.functionValue, register, wide: function.index, at: span)
        unit.export(
            declaration.name.text, register: register, isFunction: true, at: declaration.name.span,
            in: self, parameters: function.parameters)
        next = register
    }

    // MARK: Parameters and body

    private func compile(_ declaration: FunctionDeclaration) {
        declare(declaration.parameters.map(\.name))
        parameters = declaration.parameters.map {
            FunctionParameter(name: $0.name.text, hasDefault: $0.defaultValue != nil)
        }
        for (register, parameter) in declaration.parameters.enumerated() {
            compileDefault(parameter, into: register)
            if let annotation = parameter.annotation {
                check(register, against: annotation, of: "\"\(parameter.name.text)\" takes", literal: parameter.defaultValue)
            }
        }
        compileBody(declaration.body, result: declaration.result)
    }

    private func compileDefault(_ parameter: Parameter, into register: Int) {
        guard let value = parameter.defaultValue else { return }
        let given = emitJump(.jumpIfGiven, register, at: value.span)
        let mark = next
        if let path = unit.modulePath(value), parameter.annotation.map({ kind(of: $0) == .path }) ?? false {
            emit(.loadConstant, register, wide: constant(path), at: value.span)
        } else {
            move(compile(value), to: register, at: value.span)
        }
        next = mark
        land(given)
    }

    private func declare(_ names: [Name]) {
        for name in names {
            if let earlier = scopes[0].locals[name.text] {
                unit.report(
                    "E210", "the parameter \"\(name.text)\" is declared twice", at: name.span,
                    notes: [.init("it is declared here too", at: earlier.span)])
            }
            warnIfHiding(name)
            let register = allocate()
            parameters.append(FunctionParameter(name: name.text, hasDefault: false))
            setLocal(register, true)
            scopes[0].locals[name.text] = Local(
                storage: .register(register), isVariable: false, span: name.span)
        }
    }

    /// A closure's parameter with the name of a visible value may be meant as that value: `x in
    /// xs`.
    private func warnIfHiding(_ name: Name) {
        guard case .inner(let outer) = role, self.name == nil, !name.text.hasPrefix("$"),
            outer.sees(name.text)
        else { return }
        unit.warn(
            "W104", "the parameter \"\(name.text)\" hides a value with that name", at: name.span,
            hint: "rename it, or write (x in \(name.text)) if membership is meant")
    }

    /// `$0`, `$1`, …
    private func declareImplicit(_ count: Int, at span: Span) {
        declare((0..<min(count, 200)).map { Name("$\($0)", at: span) })
    }

    /// The start of a message about a result that doesn't fit its annotation.
    var resultSubject: String { "the result of \(name.map { "\"\($0)\"" } ?? "the closure") is" }

    private func compileBody(_ body: Block, result: KindAnnotation? = nil) {
        resultKind = result
        openScope()
        let register = allocate()
        if case .expression(let last)? = body.statements.last?.kind, result == nil {
            for statement in body.statements.dropLast() { compile(statement) }
            compileResult(last, in: register)
        } else {
            compileStatements(body.statements, into: register, at: body.span)
            if let result {
                var last: Expression?
                if case .expression(let expression)? = body.statements.last?.kind { last = expression }
                check(register, against: result, of: resultSubject, literal: last)
            }
            emit(.returnValue, register, at: body.span)
        }
        closeScope(at: body.span)
    }

    /// Returns the value of an expression; each branch of an `if` returns by itself.
    private func compileResult(_ expression: Expression, in register: Int) {
        guard case .ifElse(let branching) = expression.kind else {
            let value = compileOperand(expression, scratch: register)
            emit(.returnValue, value, at: expression.span)
            return
        }
        for branch in branching.branches {
            let skips = jumps(if: branch.condition, is: false)
            compileResult(of: branch.body, in: register)
            land(skips)
        }
        if let otherwise = branching.otherwise {
            compileResult(of: otherwise, in: register)
        } else {
            emit(.returnNull, at: expression.span)
        }
    }

    private func compileResult(of block: Block, in register: Int) {
        openScope()
        for statement in block.statements.dropLast() { compile(statement) }
        if case .expression(let last)? = block.statements.last?.kind {
            compileResult(last, in: register)
        } else {
            if let last = block.statements.last { compile(last) }
            emit(.returnNull, at: block.span)
        }
        closeScope(at: block.span)
    }
}
