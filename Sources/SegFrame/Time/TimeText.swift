/// Instants as text.
public enum DateTimeText {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `2024-01-31 05:00:00`, with a fraction where there is one and the offset where there is a
    /// zone.
    public static func text(_ microseconds: Int64, zone: String?) -> String {
        var offsets = ZoneOffsets(zone)
        return text(microseconds, zone: zone, &offsets)
    }

    /// As `text`, with offsets that a loop looks up once.
    static func text(
        _ microseconds: Int64, zone: String?, _ offsets: inout ZoneOffsets?
    ) -> String {
        let offset = offsets?.microseconds(at: microseconds) ?? 0
        let wall = text(wallClock: microseconds &+ offset)
        return zone == nil ? wall : wall + text(offset: offset)
    }

    private static func text(wallClock: Int64) -> String {
        let day = CivilDate(days: Int(wallClock.flooredQuotient(by: microsecondsPerDay)))
        let rest = Int(wallClock.flooredRemainder(by: microsecondsPerDay))
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { Digits.padded($0, 2) }
        let tail = fraction == 0 ? "" : "." + Digits.padded(fraction, 6)
        return "\(day) \(clock.joined(separator: ":"))\(tail)"
    }

    private static func text(offset: Int64) -> String {
        let minutes = Int(abs(offset) / 60_000_000)
        let sign = offset < 0 ? "-" : "+"
        return "\(sign)\(Digits.padded(minutes / 60, 2)):\(Digits.padded(minutes % 60, 2))"
    }

    /// Reads `2024-01-31`, `2024-01-31 05:00`, `…:00`, `…:00.25`, with a space or `T`, as
    /// microseconds of the wall clock since 1970-01-01 00:00; nil for anything else.
    public static func microseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard let day = CivilDate(String(decoding: bytes.prefix(10), as: UTF8.self)) else {
            return nil
        }
        let start = Int64(day.days).multipliedReportingOverflow(by: microsecondsPerDay)
        guard !start.overflow else { return nil }
        if bytes.count == 10 { return start.partialValue }
        guard bytes[10] == 32 || bytes[10] == 84, let clock = clock(bytes.dropFirst(11)) else {
            return nil
        }
        return start.partialValue + clock
    }

    /// Reads the same with an offset after it, `+01:00`, `-0530`, `+02` or `Z`, as microseconds since 1970-01-01 00:00 in UTC;
    /// nil for anything else, also without an offset.
    public static func instant(_ text: String) -> Int64? {
        guard let start = text.utf8.dropFirst(10).lastIndex(where: { $0 == 43 || $0 == 45 || $0 == 90 }),
            let wall = microseconds(String(text[..<start])), let offset = offset(text.utf8[start...])
        else { return nil }
        return wall - offset
    }

    /// Microseconds of an offset, `+02:00`; nil for any other text.
    static func offset(of text: String) -> Int64? {
        text.hasPrefix("+") || text.hasPrefix("-") ? offset(text.utf8[...]) : nil
    }

    private static func offset(_ bytes: Substring.UTF8View) -> Int64? {
        if bytes.elementsEqual([90]) { return 0 }
        let digits = Array(bytes.dropFirst().filter { $0 != 58 })
        guard digits.count == 2 || digits.count == 4, let hours = Digits.value(digits[..<2]),
            let minutes = digits.count == 4 ? Digits.value(digits[2...]) : 0, hours < 24, minutes < 60
        else { return nil }
        return Int64(hours * 60 + minutes) * (bytes.first == 45 ? -60_000_000 : 60_000_000)
    }

    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let halves = bytes.split(separator: 46, maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: 58, omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }),
            let hour = Digits.value(parts[0]), let minute = Digits.value(parts[1]),
            let second = parts.count == 3 ? Digits.value(parts[2]) : 0,
            hour < 24, minute < 60, second < 60,
            let fraction = halves.count == 2 ? fraction(halves[1]) : 0
        else { return nil }
        guard halves.count == 1 || parts.count == 3 else { return nil }
        return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
    }

    private static func fraction(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...6).contains(digits.count), let value = Digits.value(digits) else { return nil }
        return (digits.count..<6).reduce(Int64(value)) { value, _ in value * 10 }
    }
}

/// Durations as text.
public enum DurationText {
    static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// Hours, minutes and seconds as files hold them: `26:00:00`, `-00:01:30.5`. What is finer than microseconds is cut off.
    static func clock(_ nanoseconds: Int64) -> String {
        func digits(_ number: UInt64) -> String { number < 10 ? "0\(number)" : String(number) }
        let microseconds = (nanoseconds / 1000).magnitude
        let seconds = microseconds / 1_000_000
        var text = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(digits).joined(separator: ":")
        var fraction = microseconds % 1_000_000
        if fraction > 0 {
            var places = 6
            while fraction % 10 == 0 { (fraction, places) = (fraction / 10, places - 1) }
            text += "." + String(repeating: "0", count: places - String(fraction).count) + String(fraction)
        }
        return microseconds > 0 && nanoseconds < 0 ? "-" + text : text
    }

    /// The whole number of the largest unit that divides it: `90m`, `2d`, `0s`.
    public static func text(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        for unit in units where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(nanoseconds)ns"
    }
}
