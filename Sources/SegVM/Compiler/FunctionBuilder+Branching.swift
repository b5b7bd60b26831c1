import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    func compile(_ branching: IfExpression, into target: Int?, at span: Span) -> Int {
        let destination = workspace(target)
        compileBranches(branching, into: destination, at: span)
        return deliver(destination, to: target, at: span)
    }

    func compileBranches(_ branching: IfExpression, into target: Int?, at span: Span) {
        var ends: [Int] = []
        let hasRest = branching.otherwise != nil || target != nil
        for (index, branch) in branching.branches.enumerated() {
            let skips = jumps(if: branch.condition, is: false)
            compile(branch.body, into: target)
            if hasRest || index < branching.branches.count - 1 {
                ends.append(emitJump(.jump, at: branch.body.span))
            }
            land(skips)
        }
        if let otherwise = branching.otherwise {
            compile(otherwise, into: target)
        } else if let target {
            emit(.loadNull, target, at: span)
        }
        land(ends)
    }

    // MARK: Match

    func compile(_ match: MatchExpression, into target: Int?, at span: Span) -> Int {
        let destination = workspace(target)
        openScope()
        let subject = allocate()
        compile(match.subject, into: subject)
        var ends: [Int] = []
        for arm in match.arms {
            openScope()
            let misses = compileTests(of: arm, subject: subject)
            compileStatements(arm.body.statements, into: destination, at: arm.span)
            closeScope(at: arm.span)
            ends.append(emitJump(.jump, at: arm.span))
            land(misses)
        }
        emit(.matchFailed, subject, at: match.subject.span)
        land(ends)
        emit(.clear, subject, at: span)
        closeScope(at: span)
        return deliver(destination, to: target, at: span)
    }

    /// Jumps that are taken when the arm doesn't fit; falls through when it does.
    private func compileTests(of arm: MatchArm, subject: Int) -> [Int] {
        let hits = arm.patterns.flatMap { compileTest($0, subject: subject) }
        var misses: [Int] = []
        if !arm.patterns.contains(where: \.fitsAll) {
            misses.append(emitJump(.jump, at: arm.span))
        }
        land(hits)
        if let condition = arm.condition { misses += jumps(if: condition, is: false) }
        return misses
    }

    /// Jumps that are taken when the pattern fits; none for one that always does.
    private func compileTest(_ pattern: Pattern, subject: Int) -> [Int] {
        switch pattern.kind {
        case .otherwise: return []
        case .binding(let name):
            let register = allocate()
            move(subject, to: register, at: name.span)
            bind(name, to: register, isVariable: false)
            return []
        case .isKind(let annotation):
            let mark = next
            let outcome = allocate()
            emit(.isKind, outcome, subject, at: pattern.span)
            emit(UInt32(unit.addKind(kind(of: annotation))), at: pattern.span)
            next = mark
            return [emitJump(.jumpIfTrue, outcome, at: pattern.span)]
        case .value(let expression):
            let mark = next
            let outcome = allocate()
            let wanted = compile(expression)
            emit(.fits, outcome, subject, wanted, at: pattern.span)
            next = mark
            return [emitJump(.jumpIfTrue, outcome, at: pattern.span)]
        }
    }

    // MARK: Try

    func compile(_ attempt: TryExpression, into target: Int?, at span: Span) -> Int {
        let destination = workspace(target)
        let start = position
        compile(attempt.body, into: destination)
        let end = position
        let done = emitJump(.jump, at: span)
        openScope()
        let register = allocate()
        if let name = attempt.errorName { bind(name, to: register, isVariable: false) }
        handlers.append(Handler(covered: start..<end, target: position, register: register))
        compile(attempt.handler, into: destination)
        closeScope(at: span)
        land(done)
        return deliver(destination, to: target, at: span)
    }
}

extension Pattern {
    /// Whether it fits every value.
    var fitsAll: Bool {
        switch kind {
        case .otherwise, .binding: true
        case .isKind, .value: false
        }
    }
}
