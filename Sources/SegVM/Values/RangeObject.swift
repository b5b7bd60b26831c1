/// `a...b` or `a..<b` of numbers, dates or durations.
public final class RangeObject: Sendable {
    public let lower: Value
    public let upper: Value
    /// Whether the upper bound belongs to the range.
    public let isClosed: Bool

    public init(_ lower: Value, _ upper: Value, isClosed: Bool) {
        self.lower = lower
        self.upper = upper
        self.isClosed = isClosed
    }

    /// The range as half-open integers, empty when the bounds are reversed; nil for other kinds or
    /// when the upper bound is the greatest integer of all.
    public var integers: Range<Int>? {
        guard let low = lower.asInt, let high = upper.asInt else { return nil }
        let (end, overflow) = high.addingReportingOverflow(isClosed ? 1 : 0)
        if overflow { return nil }
        return low..<max(low, end)
    }

    public func contains(_ value: Value) -> Bool {
        guard let low = lower.order(to: value), let high = value.order(to: upper) else {
            return false
        }
        return low <= 0 && (isClosed ? high <= 0 : high < 0)
    }

    public static func == (left: RangeObject, right: RangeObject) -> Bool {
        left.isClosed == right.isClosed && left.lower.isEqual(to: right.lower)
            && left.upper.isEqual(to: right.upper)
    }
}
