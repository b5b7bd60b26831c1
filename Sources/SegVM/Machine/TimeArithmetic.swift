import SegDiagnostics

/// Arithmetic with dates, times and durations.
enum TimeArithmetic {
    static let nanosecondsPerDay = 86_400_000_000_000

    /// The result, or nil when the kinds don't go together.
    static func compute(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value?
    {
        switch (left, right) {
        case (.duration(let a), .duration(let b)): return try durations(operation, a, b)
        case (.duration(let a), .int(let n)) where operation == .multiply:
            return .duration(try checked(a.multipliedReportingOverflow(by: n)))
        case (.int(let n), .duration(let a)) where operation == .multiply:
            return .duration(try checked(a.multipliedReportingOverflow(by: n)))
        case (.duration(let a), .double(let x)) where operation == .multiply:
            return try scaled(a, x)
        case (.double(let x), .duration(let a)) where operation == .multiply:
            return try scaled(a, x)
        case (.duration(let a), .int(let n)) where operation == .divide:
            return try divided(a, Double(n))
        case (.duration(let a), .double(let x)) where operation == .divide: return try divided(a, x)
        case (.date(let day), .duration(let span)) where operation == .add:
            return try shift(day, span)
        case (.duration(let span), .date(let day)) where operation == .add:
            return try shift(day, span)
        case (.date(let day), .duration(let span)) where operation == .subtract:
            return try shift(day, try checked(Int(0).subtractingReportingOverflow(span)))
        case (.date(let a), .date(let b)) where operation == .subtract:
            return .duration(
                try checked((Int(a) - Int(b)).multipliedReportingOverflow(by: nanosecondsPerDay)))
        case (.dateTime(let a), .dateTime(let b)) where operation == .subtract:
            return try difference(a, b)
        case (.dateTime(let moment), .duration(let span))
        where operation == .add || operation == .subtract:
            return try shift(
                moment,
                operation == .add ? span : checked(Int(0).subtractingReportingOverflow(span)))
        case (.duration(let span), .dateTime(let moment)) where operation == .add:
            return try shift(moment, span)
        default: return nil
        }
    }

    private static func durations(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Value?
    {
        switch operation {
        case .add: return .duration(try checked(a.addingReportingOverflow(b)))
        case .subtract: return .duration(try checked(a.subtractingReportingOverflow(b)))
        case .divide:
            if b == 0 { throw Failure("E303", "division by zero") }
            return .double(Double(a) / Double(b))
        case .remainder:
            if b == 0 { throw Failure("E303", "division by zero") }
            if b == -1 { return .duration(0) }
            let rest = a % b
            return .duration(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
        default: return nil
        }
    }

    private static func scaled(_ nanoseconds: Int, _ factor: Double) throws -> Value {
        let product = (Double(nanoseconds) * factor).rounded()
        guard let exact = Int(exactly: product) else { throw overflow }
        return .duration(exact)
    }

    private static func divided(_ nanoseconds: Int, _ divisor: Double) throws -> Value {
        if divisor == 0 { throw Failure("E303", "division by zero") }
        return try scaled(nanoseconds, 1 / divisor)
    }

    /// A date moved by whole days.
    private static func shift(_ day: Int32, _ span: Int) throws -> Value {
        guard span % nanosecondsPerDay == 0 else {
            throw Failure(
                "E301", "a Date moves by whole days, not by \(Value.duration(span).literal)",
                hint: "use datetime(…)")
        }
        return try date(Int(day) + span / nanosecondsPerDay)
    }

    /// A date between the years -9999 and 9999.
    static func date(_ number: Int) throws -> Value {
        guard (-4_371_587...2_932_896).contains(number) else {
            throw Failure("E302", "the date leaves the years from -9999 to 9999")
        }
        return .date(Int32(number))
    }

    private static func shift(_ moment: DateTimeObject, _ span: Int) throws -> Value {
        guard span % 1_000 == 0 else {
            throw Failure(
                "E301", "a DateTime counts microseconds, not \(Value.duration(span).literal)")
        }
        let moved = try checked(moment.microseconds.addingReportingOverflow(span / 1_000))
        return try dateTime(moved, zone: moment.zone)
    }

    static func dateTime(_ microseconds: Int, zone: String?) throws -> Value {
        let days = floorDivide(microseconds, DateTimeObject.microsecondsPerDay)
        _ = try date(days)
        return .dateTime(DateTimeObject(microseconds: microseconds, zone: zone))
    }

    private static func difference(_ a: DateTimeObject, _ b: DateTimeObject) throws -> Value {
        guard (a.zone == nil) == (b.zone == nil) else {
            throw Failure("E301", "a DateTime with a zone and one without don't mix")
        }
        let microseconds = try checked(a.microseconds.subtractingReportingOverflow(b.microseconds))
        return .duration(try checked(microseconds.multipliedReportingOverflow(by: 1_000)))
    }

    private static var overflow: Failure { Failure("E302", "the Duration is too large") }

    private static func checked(_ outcome: (partialValue: Int, overflow: Bool)) throws -> Int {
        if outcome.overflow { throw overflow }
        return outcome.partialValue
    }
}

/// A number of calendar months, as `months(1)` and `years(1)` give it: added to dates and times.
public final class MonthsObject: HostObject, @unchecked Sendable {
    public let months: Int

    public init(_ months: Int) { self.months = months }

    override public var kindName: String { "Months" }
    override public var display: String { "months(\(months))" }
    override public var identity: String? { display }

    override public func unaryOperator(_ operation: UnaryOperator) throws -> Value? {
        operation == .negate ? .host(MonthsObject(0 &- months)) : nil
    }

    override public func binaryOperator(
        _ operation: BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        switch (operation, left, right) {
        case (.add, .host, .date), (.add, .host, .dateTime): try moved(right, by: months)
        case (.add, .date, .host), (.add, .dateTime, .host): try moved(left, by: months)
        case (.subtract, .date, .host), (.subtract, .dateTime, .host):
            try moved(left, by: 0 &- months)
        default: nil
        }
    }

    private func moved(_ value: Value, by months: Int) throws -> Value {
        if case .date(let day) = value {
            guard let date = CalendarDate(day: Int(day)).adding(months: months) else {
                throw outside
            }
            return .date(Int32(date.number))
        }
        guard let moment = value.asDateTime, let date = moment.date.adding(months: months) else {
            throw outside
        }
        let local = date.number * DateTimeObject.microsecondsPerDay + moment.timeOfDay
        let offset = TimeZoneOffset.seconds(of: moment.zone, at: moment.microseconds) * 1_000_000
        let later = TimeZoneOffset.seconds(of: moment.zone, at: local - offset) * 1_000_000
        return .dateTime(DateTimeObject(microseconds: local - later, zone: moment.zone))
    }

    private var outside: Failure { Failure("E302", "the date leaves the years from -9999 to 9999") }
}
