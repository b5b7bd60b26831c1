import SegDiagnostics
import SegFrame

/// The moments of some rows as numbers, with the unit that they are counted in.
public struct TimeAxis: Sendable, Hashable {
    public enum Unit: Sendable, Hashable {
        /// Days since 1970-01-01.
        case days
        /// Microseconds since 1970-01-01.
        case microseconds
        /// Plain numbers of the user's own.
        case numbers
    }

    public let values: [Double]
    public let unit: Unit

    public init(values: [Double], unit: Unit) {
        self.values = values
        self.unit = unit
    }

    /// The axis of a time column; E516 where it holds no times or numbers, or lacks some.
    public init(_ column: Column, name: String) throws(Failure) {
        switch column.type {
        case .date: unit = .days
        case .dateTime: unit = .microseconds
        case .int64, .float64, .float32: unit = .numbers
        case .bool, .string, .category, .duration:
            throw Failure(
                "E516", "the time column '\(name)' is of type \(column.type)",
                hint: "make it a date, a datetime or a number first")
        }
        guard column.missingCount == 0 else {
            throw Failure(
                "E516", "the time column '\(name)' is missing in \(column.missingCount) rows",
                hint: "leave those rows out with filter(.\(name) != nil)")
        }
        values = column.doubles()
    }

    public func taking(_ rows: [Int]) -> TimeAxis {
        TimeAxis(values: rows.map { values[$0] }, unit: unit)
    }
}

extension TimeAxis {
    private static let nanosecondsPerDay: Double = 86_400e9
    private static let microsecondsPerDay: Double = 86_400e6

    /// The moment that lies `count` spans before another (after it, where `count` is negative).
    ///
    /// Months keep the day of the month where the calendar has it, else take the month's last day.
    /// A plain number is a span of a numeric axis; E516 where span and axis don't go together.
    public func moment(_ end: Double, back count: Int, _ span: TimeSpan) throws(Failure) -> Double {
        switch (span, unit) {
        case (.number(let size), .numbers): end - size * Double(count)
        case (.period(.nanoseconds(let size)), .days):
            end - Double(size) * Double(count) / Self.nanosecondsPerDay
        case (.period(.nanoseconds(let size)), .microseconds):
            end - Double(size) * Double(count) / 1000
        case (.period(.months(let months)), .days): Self.day(end, monthsBack: months * count)
        case (.period(.months(let months)), .microseconds):
            Self.microsecond(end, monthsBack: months * count)
        case (.number, _):
            throw Failure(
                "E516", "a plain number is no span of time",
                hint: "write a duration such as 7d, or months(1)")
        case (_, .numbers):
            throw Failure(
                "E516", "the time column holds plain numbers", hint: "give the span as a number")
        }
    }

    /// Just after the last moment: the next midnight for dates and for spans of whole days.
    public func end(for span: TimeSpan) -> Double {
        let last = values.max() ?? 0
        switch unit {
        case .days: return last.rounded(.down) + 1
        case .numbers: return last.nextUp
        case .microseconds:
            guard span.isWholeDays else { return last + 1 }
            return ((last / Self.microsecondsPerDay).rounded(.down) + 1) * Self.microsecondsPerDay
        }
    }

    /// The number of the day of a moment; nil on a numeric axis.
    public func day(of value: Double) -> Int? {
        switch unit {
        case .days: Int(value.rounded(.down))
        case .microseconds: Int((value / Self.microsecondsPerDay).rounded(.down))
        case .numbers: nil
        }
    }

    /// A moment as a person reads it: the date, or the number.
    public func text(_ value: Double) -> String {
        guard let day = day(of: value) else { return Scalar.double(value).description }
        return CivilDate(days: day).description
    }

    private static func microsecond(_ moment: Double, monthsBack months: Int) -> Double {
        let midnight = (moment / microsecondsPerDay).rounded(.down)
        return day(midnight, monthsBack: months) * microsecondsPerDay
            + (moment - midnight * microsecondsPerDay)
    }

    private static func day(_ day: Double, monthsBack months: Int) -> Double {
        let date = CivilDate(days: Int(day.rounded(.down)))
        let counted = date.year * 12 + (date.month - 1) - months
        let month = ((counted % 12) + 12) % 12
        let year = (counted - month) / 12
        let length = CivilDate.days(inMonth: month + 1, of: year)
        let moved = CivilDate(year: year, month: month + 1, day: min(date.day, length))
        return Double(moved?.days ?? date.days)
    }
}

/// A length of time: of the calendar, the clock, or a numeric axis.
public enum TimeSpan: Hashable, Sendable, Codable {
    case period(Period)
    case number(Double)

    var isWholeDays: Bool {
        switch self {
        case .period(.months): true
        case .period(.nanoseconds(let size)): size % 86_400_000_000_000 == 0
        case .number: false
        }
    }

    /// As it is written: `7d`, `months(1)`, `12`.
    public var source: String {
        switch self {
        case .period(.months(let count)): "months(\(count))"
        case .period(.nanoseconds(let size)): Scalar.duration(size).description
        case .number(let size):
            size == size.rounded() && abs(size) < 1e15 ? "\(Int(size))" : "\(size)"
        }
    }

    public var isPositive: Bool {
        switch self {
        case .period(.months(let count)): count > 0
        case .period(.nanoseconds(let size)): size > 0
        case .number(let size): size > 0
        }
    }
}
