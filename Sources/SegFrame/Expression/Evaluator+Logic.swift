import SegDiagnostics

extension Evaluator {
    /// Kleene's `and`: false if either is false, missing if neither is and one is missing.
    func conjunction(_ left: Operand, _ right: Operand, _ count: Int) -> Column {
        let (a, b) = (left.truths(count), right.truths(count))
        guard let present = Bitmap.both(left.validity(count), right.validity(count)) else {
            return Column(bool: a & b)
        }
        let isFalse = left.falsehoods(count) | right.falsehoods(count)
        return Column(bool: a & b, validity: present | isFalse)
    }

    /// Kleene's `or`: true if either is true, missing if neither is and one is missing.
    func disjunction(_ left: Operand, _ right: Operand, _ count: Int) -> Column {
        let either = left.truths(count) | right.truths(count)
        let present = Bitmap.both(left.validity(count), right.validity(count))
        return Column(bool: either, validity: present.map { $0 | either })
    }

    func comparison(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand, _ count: Int
    ) throws(Failure) -> Column {
        if symbol == .equal || symbol == .notEqual {
            if case .constant(.null) = right { return missingTest(left, count, symbol == .equal) }
            if case .constant(.null) = left { return missingTest(right, count, symbol == .equal) }
        }
        let present = Bitmap.both(left.validity(count), right.validity(count))
        guard let a = left.type, let b = right.type else {
            return Column.missing(.bool, count: count)
        }
        return Column(bool: compared(symbol, left, right, (a, b), count), validity: present)
    }

    private func compared(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand,
        _ types: (ColumnType, ColumnType), _ count: Int
    ) -> Bitmap {
        switch types {
        case (.string, _), (.category, _): return TextComparison.compare(symbol, left, right, count)
        case (.bool, _):
            let different = Bitmap.combined(left.truths(count), right.truths(count)) { $0 ^ $1 }
            return symbol == .equal ? ~different : different
        case (.date, _): return Kernel.compare(symbol, left.days, right.days, count)
        case (.int64, .int64), (.dateTime, _), (.duration, _):
            return Kernel.compare(symbol, left.integers, right.integers, count)
        case (.int64, .float64), (.int64, .float32):
            return Kernel.compare(symbol, whole: left.integers, right.doubles, count)
        case (.float64, .int64), (.float32, .int64):
            return Kernel.compare(symbol.mirrored, whole: right.integers, left.doubles, count)
        case (.int64, _), (.float64, _), (.float32, _):
            return Kernel.compare(symbol, left.doubles, right.doubles, count)
        }
    }

    /// Whether each value is missing, or is not.
    func missingTest(_ operand: Operand, _ count: Int, _ wanted: Bool) -> Column {
        guard let valid = operand.validity(count) else {
            return Column(bool: Bitmap(count: count, repeating: !wanted))
        }
        return Column(bool: wanted ? ~valid : valid)
    }

    /// Whether each value is in a list. Missing values give missing, unless the list has `nil`.
    func membership(
        _ operand: Operand, _ values: [Scalar], _ negated: Bool
    ) throws(Failure) -> Operand {
        try folded([operand]) { count throws(Failure) in
            let wanted = values.filter { !$0.isNull }
            var found = try members(operand, wanted, count)
            var valid = operand.validity(count)
            if wanted.count < values.count {
                if let present = valid { found = (found & present) | ~present }
                valid = nil
            }
            return Column(bool: negated ? ~found : found, validity: valid)
        }
    }

    private func members(
        _ operand: Operand, _ values: [Scalar], _ count: Int
    ) throws(Failure) -> Bitmap {
        switch operand.type {
        case .string?, .category?:
            let wanted = Set(values.compactMap { $0.text.map(Utf8Key.init) })
            return TextMap(operand, count).test { wanted.contains(Utf8Key($0)) }
        case .int64?:
            let wanted = Set(values.compactMap(Self.wholeNumber))
            return Kernel.test(operand.integers, Lane.constant(0), count) { x, _ in
                wanted.contains(x)
            }
        case .float64? where values.allSatisfy({ $0.type?.isNumeric ?? true }):
            let wanted = Set(values.compactMap(Self.float))
            return Kernel.test(operand.doubles, Lane.constant(0), count) { x, _ in wanted.contains(x) }
        default:
            var found = Bitmap(count: count, repeating: false)
            for value in values {
                let equal = try comparison(.equal, operand, .constant(value), count)
                found = found | (equal.boolBitmap ?? found)
            }
            return found
        }
    }

    /// The float that is exactly the value.
    private static func float(_ value: Scalar) -> Double? {
        if case .int(let whole) = value { Double(exactly: whole) } else { value.number }
    }

    private static func wholeNumber(_ value: Scalar) -> Int64? {
        switch value {
        case .int(let value): Int64(value)
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }
}

extension Operand {
    /// Where the value is present and false.
    func falsehoods(_ count: Int) -> Bitmap {
        guard let valid = validity(count) else { return ~truths(count) }
        return valid & ~truths(count)
    }
}
