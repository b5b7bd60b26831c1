/// A moment with a zone, or a local date and time without one.
public final class DateTimeObject: Sendable {
    /// Microseconds since 1970-01-01T00:00: in UTC when there is a zone, else of the local clock.
    public let microseconds: Int
    /// `UTC`, an offset such as `+02:00`, a name such as `Europe/Paris`; nil for local time.
    public let zone: String?

    public init(microseconds: Int, zone: String? = nil) {
        self.microseconds = microseconds
        self.zone = zone
    }

    public static func == (left: DateTimeObject, right: DateTimeObject) -> Bool {
        left.microseconds == right.microseconds && (left.zone == nil) == (right.zone == nil)
    }

    /// -1, 0 or 1; nil when one has a zone and the other has none.
    func order(to other: DateTimeObject) -> Int? {
        guard (zone == nil) == (other.zone == nil) else { return nil }
        if microseconds == other.microseconds { return 0 }
        return microseconds < other.microseconds ? -1 : 1
    }
}

extension DateTimeObject {
    static let microsecondsPerDay = 86_400_000_000

    /// The clock that the zone shows at the moment, as microseconds since 1970-01-01T00:00 on it.
    public var local: Int {
        microseconds + TimeZoneOffset.seconds(of: zone, at: microseconds) * 1_000_000
    }

    /// The date on that clock.
    public var date: CalendarDate { CalendarDate(day: floorDivide(local, Self.microsecondsPerDay)) }

    /// Microseconds since midnight on that clock.
    public var timeOfDay: Int { floorRemainder(local, Self.microsecondsPerDay) }

    /// `2024-01-31T10:30:00+02:00`, seconds with a fraction where there is one.
    public var text: String {
        let time = timeOfDay
        let seconds = time / 1_000_000
        var text = date.text + "T" + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2)
        text += ":" + padded(seconds % 60, 2)
        if time % 1_000_000 != 0 {
            var fraction = padded(time % 1_000_000, 6)
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        guard let zone else { return text }
        text += TimeZoneOffset.text(TimeZoneOffset.seconds(of: zone, at: microseconds))
        return zone.contains("/") ? text + "[\(zone)]" : text
    }
}

/// Division that rounds down; the divisor is positive.
func floorDivide(_ number: Int, _ divisor: Int) -> Int {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}

func floorRemainder(_ number: Int, _ divisor: Int) -> Int {
    let remainder = number % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
