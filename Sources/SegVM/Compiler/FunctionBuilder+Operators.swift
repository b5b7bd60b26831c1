import SegDiagnostics
import SegSyntax

extension FunctionBuilder {
    func compile(
        _ operation: UnaryOperator, _ operand: Expression, into target: Int?, at span: Span
    ) -> Int {
        if operation == .negate, case .literal(let literal) = operand.kind,
            let value = literal.negated
        {
            return place(value, into: target, at: span)
        }
        let destination = destination(target)
        let mark = next
        let register = compileOperand(operand, scratch: scratch(destination))
        emit(operation == .negate ? .negate : .not, destination, register, at: span)
        next = mark
        return destination
    }

    func compile(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, into target: Int?,
        at span: Span
    ) -> Int {
        switch operation {
        case .and: compileDeciding((.decideAnd, .combineAnd), left, right, into: target, at: span)
        case .or: compileDeciding((.decideOr, .combineOr), left, right, into: target, at: span)
        case .coalesce:
            compileDeciding(
                (.decideCoalesce, .combineCoalesce), left, right, into: target, at: span)
        default: compileArithmetic(operation, left, right, into: target, at: span)
        }
    }

    private func compileArithmetic(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, into target: Int?,
        at span: Span
    ) -> Int {
        warnOfOperands(operation, left, right, at: span)
        let destination = destination(target)
        let mark = next
        let first = compileLeft(left, before: right, scratch: scratch(destination))
        if let (code, index) = constantForm(of: operation, with: right) {
            emit(code, destination, first, index, at: span)
        } else {
            let second = compile(right)
            emit(operation.opcode, destination, first, second, at: span)
        }
        next = mark
        return destination
    }

    /// Two operands of an instruction `R[A] = R[B] op R[C]`.
    func compileOperands(
        _ code: Opcode, _ left: Expression, _ right: Expression, into target: Int?, at span: Span
    ) -> Int {
        let destination = destination(target)
        let mark = next
        let first = compileLeft(left, before: right, scratch: scratch(destination))
        let second = compile(right)
        emit(code, destination, first, second, at: span)
        next = mark
        return destination
    }

    /// The left operand; a copy of a variable where the right one may assign to it.
    private func compileLeft(_ left: Expression, before right: Expression, scratch: Int?) -> Int {
        let register = compileOperand(left, scratch: scratch)
        guard isLocal[register], right.mayAssign else { return register }
        let copy = scratch ?? allocate()
        move(register, to: copy, at: left.span)
        return copy
    }

    /// The instruction with a constant on the right, and the constant's position; nil where there is none.
    func constantForm(of operation: BinaryOperator, with right: Expression) -> (code: Opcode, index: Int)? {
        guard let code = operation.constantOpcode else { return nil }
        guard code == .remainderConstant else { return smallConstant(right).map { (code, $0) } }
        guard case .literal(.integer(let number)) = right.kind, number >= 2 else { return nil }
        let index = divisor(number)
        return index < 256 ? (code, index) : nil
    }

    /// The position of a numeric constant that fits 8 bits, or nil.
    func smallConstant(_ expression: Expression) -> Int? {
        guard case .literal(let literal) = expression.kind else { return nil }
        switch literal {
        case .integer, .float:
            let index = constant(literal.value)
            return index < 256 ? index : nil
        default: return nil
        }
    }

    /// `and`, `or`, `??`: the right side is evaluated only when the left doesn't decide.
    private func compileDeciding(
        _ codes: (decide: Opcode, combine: Opcode), _ left: Expression, _ right: Expression,
        into target: Int?, at span: Span
    ) -> Int {
        let destination = workspace(target)
        let mark = next
        compile(left, into: destination)
        let decided = emitJump(codes.decide, destination, at: left.span)
        let second = compile(right)
        emit(codes.combine, destination, destination, second, at: span)
        next = mark
        land(decided)
        return deliver(destination, to: target, at: span)
    }
}

// MARK: - Conditions

extension FunctionBuilder {
    /// Jumps, to be landed, that are taken when the condition's value is `sense`.
    func jumps(if condition: Expression, is sense: Bool) -> [Int] {
        let mark = next
        defer { next = mark }
        switch condition.kind {
        case .unary(.not, let operand): return jumps(if: operand, is: !sense)
        case .binary(.and, let left, let right):
            return sense
                ? jumpsAfterBoth(left, right, stop: false)
                : jumps(if: left, is: false) + jumps(if: right, is: false)
        case .binary(.or, let left, let right):
            return sense
                ? jumps(if: left, is: true) + jumps(if: right, is: true)
                : jumpsAfterBoth(left, right, stop: true)
        case .binary(let operation, let left, let right):
            if let jump = compareJump(operation, left, right, sense, at: condition.span) {
                return [jump]
            }
        default: break
        }
        checkCondition(condition)
        let register = compile(condition)
        return [emitJump(sense ? .jumpIfTrue : .jumpIfFalse, register, at: condition.span)]
    }

    /// `left` and `right` must both not be `stop` for the jumps to be taken.
    private func jumpsAfterBoth(_ left: Expression, _ right: Expression, stop: Bool) -> [Int] {
        let skipped = jumps(if: left, is: stop)
        let taken = jumps(if: right, is: !stop)
        land(skipped)
        return taken
    }

    private func compareJump(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ sense: Bool,
        at span: Span
    ) -> Int? {
        guard let comparison = operation.comparison else { return nil }
        warnOfOperands(operation, left, right, at: span)
        let wanted = comparison.isNegated ? !sense : sense
        let first = compileLeft(left, before: right, scratch: nil)
        if let index = smallConstant(right) {
            let jump = emit(comparison.withConstant, first, index, wanted ? 1 : 0, at: span)
            emit(0, at: span)
            return jump
        }
        let second = compile(right)
        let operands = comparison.isSwapped ? (second, first) : (first, second)
        let jump = emit(comparison.withRegister, operands.0, operands.1, wanted ? 1 : 0, at: span)
        emit(0, at: span)
        return jump
    }
}

/// How a comparison is done by jumping instructions.
struct Comparison {
    let withRegister: Opcode
    let withConstant: Opcode
    /// Whether the registers change places.
    var isSwapped = false
    /// Whether the outcome is turned round.
    var isNegated = false
}

extension BinaryOperator {
    var comparison: Comparison? {
        switch self {
        case .less: Comparison(withRegister: .jumpLess, withConstant: .jumpLessConstant)
        case .lessOrEqual:
            Comparison(withRegister: .jumpLessOrEqual, withConstant: .jumpLessOrEqualConstant)
        case .greater:
            Comparison(
                withRegister: .jumpLess, withConstant: .jumpGreaterConstant, isSwapped: true)
        case .greaterOrEqual:
            Comparison(
                withRegister: .jumpLessOrEqual, withConstant: .jumpGreaterOrEqualConstant,
                isSwapped: true)
        case .equal: Comparison(withRegister: .jumpEqual, withConstant: .jumpEqualConstant)
        case .notEqual:
            Comparison(withRegister: .jumpEqual, withConstant: .jumpEqualConstant, isNegated: true)
        default: nil
        }
    }

    var opcode: Opcode {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .power: .power
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .contained: .contains
        case .notContained: .containsNot
        case .and: .combineAnd
        case .or: .combineOr
        case .coalesce: .combineCoalesce
        }
    }

    var constantOpcode: Opcode? {
        switch self {
        case .add: .addConstant
        case .subtract: .subtractConstant
        case .multiply: .multiplyConstant
        case .divide: .divideConstant
        case .remainder: .remainderConstant
        default: nil
        }
    }
}

extension Literal {
    /// The literal with a minus before it, for numbers and durations; nil where it is too large, which is found out as it is computed.
    var negated: Value? {
        switch self {
        case .integer(let number): number == .min ? nil : .int(-number)
        case .float(let number): .double(-number)
        case .duration(let nanoseconds): nanoseconds == .min ? nil : .duration(-nanoseconds)
        default: nil
        }
    }
}

extension Expression {
    /// Whether evaluating it may assign to a variable of the same function: blocks and `pop` do.
    var mayAssign: Bool {
        switch kind {
        case .literal, .name, .column, .closure: false
        case .ifElse, .match, .tryCatch: true
        case .unary(_, let operand): operand.mayAssign
        case .binary(_, let left, let right), .range(let left, let right, _),
            .index(let left, let right):
            left.mayAssign || right.mayAssign
        case .field(let base, _): base.mayAssign
        case .list(let items): items.contains(where: \.mayAssign)
        case .dictionary(let entries): entries.contains { $0.key.mayAssign || $0.value.mayAssign }
        case .interpolation(let parts):
            parts.contains { if case .expression(let part) = $0 { part.mayAssign } else { false } }
        case .call(let call):
            call.simpleName.map { PathMethod(rawValue: $0.text) != nil } == true
                || call.arguments.contains(where: \.value.mayAssign)
        }
    }
}

/// The methods that change a variable in place.
public enum PathMethod: String, CaseIterable, Sendable {
    case append, insert, remove, pop, clear

    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
