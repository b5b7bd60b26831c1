import SegDiagnostics
import SegSyntax

/// Doubts about the operands of an operator, from what is written there.
extension FunctionBuilder {
    func warnOfOperands(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span) {
        switch operation {
        case .equal, .notEqual: warnOfKinds(operation, left, right, at: span)
        case .add, .multiply, .divide: warnOfDraw(left, right)
        case .subtract:
            warnOfDraw(left, right)
            warnOfDate(left, right)
        default: break
        }
    }

    /// `1 == "1"`: values of different kinds are unequal, which is seldom what was meant.
    private func warnOfKinds(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span) {
        guard let first = writtenKind(left), let second = writtenKind(right), first != second else { return }
        unit.warn(
            "W105", "\(ValueKind.withArticle(first)) never equals \(ValueKind.withArticle(second))", at: span,
            hint: "compare values of one kind")
    }

    /// `.x + random()`: the number is drawn once, when the expression is built.
    private func warnOfDraw(_ left: Expression, _ right: Expression) {
        for (column, drawn) in [(left, right), (right, left)] where drawnName(drawn) != nil && column.isWrittenColumn {
            warnOfDraw(drawn)
        }
    }

    /// Warns of a draw where a column belongs: it is made once.
    func warnOfDraw(_ expression: Expression) {
        guard let name = drawnName(expression) else { return }
        unit.warn(
            "W106", "\"\(name)\" draws one number here, which every row gets", at: expression.span,
            hint: "row_random() draws one for each row")
    }

    /// `2024-01-31`: written as a date, and a difference of three numbers.
    private func warnOfDate(_ left: Expression, _ day: Expression) {
        guard case .binary(.subtract, let year, let month) = left.kind else { return }
        let parts = [year, month, day]
        let isWrittenSo = parts.allSatisfy { if case .literal(.integer) = $0.kind { true } else { false } }
            && parts.map(\.span.range.count) == [4, 2, 2]
        let whole = year.span.union(day.span)
        guard isWrittenSo, whole.range.count == 10 else { return }
        let text = whole.file.text(in: whole.range)
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return }
        unit.warn("W107", "\(text) is a subtraction of numbers", at: whole, hint: "a date is written date(\"\(text)\")")
    }

    /// The builtin that an expression calls, where it draws and has nothing to do with columns.
    private func drawnName(_ expression: Expression) -> String? {
        guard case .call(let call) = expression.kind, let name = call.simpleName?.text, let native = unit.registry[name],
            native.overloads.allSatisfy({ $0.effect == .random && $0.group == "random" }), case .native = resolve(name),
            !call.arguments.contains(where: \.value.isWrittenColumn)
        else { return nil }
        return name
    }

    /// The kind of a value as far as its source alone tells: Int and Float are both Number.
    private func writtenKind(_ expression: Expression) -> String? {
        switch expression.kind {
        case .literal(.null): return nil
        case .literal(.bool): return "Bool"
        case .literal(.integer), .literal(.float), .unary(.negate, _): return ConstantFolder.value(of: expression).map { _ in "Number" }
        case .literal(.string), .interpolation: return "String"
        case .literal(.duration): return "Duration"
        case .list: return "List"
        case .call(let call):
            guard let name = call.simpleName?.text, case .native(let native) = resolve(name) else { return nil }
            let results = Set(native.overloads.map(\.result))
            return results.count == 1 ? results.first.flatMap { Self.numbers.contains($0) ? "Number" : $0 == "String" ? $0 : nil } : nil
        default: return nil
        }
    }

    private static let numbers: Set<String> = ["Int", "Float", "Number"]
}

extension Expression {
    /// Whether the value is a column expression by what is written: `.x`, `.x + 1`, `log(.x)`.
    var isWrittenColumn: Bool {
        switch kind {
        case .column: true
        case .unary(_, let operand): operand.isWrittenColumn
        case .binary(_, let left, let right): left.isWrittenColumn || right.isWrittenColumn
        case .call(let call): call.arguments.contains { $0.value.isWrittenColumn }
        default: false
        }
    }

    /// Whether it is a column or computed with one by operators alone, so that its value is certainly a column expression.
    var isPlainColumn: Bool {
        switch kind {
        case .column: true
        case .unary(_, let operand): operand.isPlainColumn
        case .binary(_, let left, let right): left.isPlainColumn || right.isPlainColumn
        default: false
        }
    }

    /// Names that stand alone, or as an item of a list or a value of a dictionary.
    var bareNames: [Name] {
        switch kind {
        case .name(let name, version: nil): [name]
        case .list(let items): items.flatMap(\.bareNames)
        case .dictionary(let entries): entries.flatMap(\.value.bareNames)
        default: []
        }
    }
}
