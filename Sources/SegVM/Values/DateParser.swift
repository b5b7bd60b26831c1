/// Reads dates and times as ISO 8601 writes them.
public enum DateParser {
    /// `2024-01-31`
    public static func date(_ text: String) -> CalendarDate? {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return nil }
        return date(bytes[...])
    }

    /// `2024-01-31T10:30`, with seconds, a fraction of up to six digits, and `Z` or an offset; a
    /// space may stand for the `T`, and a date alone is midnight.
    public static func dateTime(_ text: String) -> DateTimeObject? {
        var bytes = Array(text.utf8)[...]
        guard bytes.count >= 10, let date = date(bytes.prefix(10)) else { return nil }
        bytes = bytes.dropFirst(10)
        var time = 0
        if let separator = bytes.first,
            separator == UInt8(ascii: "T") || separator == UInt8(ascii: " ")
        {
            guard let read = readTime(&bytes) else { return nil }
            time = read
        }
        let local = date.number * DateTimeObject.microsecondsPerDay + time
        if bytes.isEmpty { return DateTimeObject(microseconds: local) }
        let rest = String(decoding: bytes, as: UTF8.self)
        let zone = rest == "Z" ? "UTC" : rest
        guard zone == "UTC" || TimeZoneOffset.fixedOffset(zone) != nil else { return nil }
        let offset = TimeZoneOffset.seconds(of: zone, at: local)
        return DateTimeObject(microseconds: local - offset * 1_000_000, zone: zone)
    }

    private static func date(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
        let dash = UInt8(ascii: "-")
        let start = bytes.startIndex
        guard bytes[start + 4] == dash, bytes[start + 7] == dash,
            let year = number(bytes[start..<start + 4]),
            let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10])
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Reads `T10:30:59.25` off the front, as microseconds since midnight.
    private static func readTime(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        bytes = bytes.dropFirst()
        guard let hour = readTwo(&bytes), hour < 24, bytes.first == UInt8(ascii: ":") else {
            return nil
        }
        bytes = bytes.dropFirst()
        guard let minute = readTwo(&bytes), minute < 60 else { return nil }
        var total = (hour * 60 + minute) * 60_000_000
        guard bytes.first == UInt8(ascii: ":") else { return total }
        bytes = bytes.dropFirst()
        guard let second = readTwo(&bytes), second < 60 else { return nil }
        total += second * 1_000_000
        guard bytes.first == UInt8(ascii: ".") else { return total }
        bytes = bytes.dropFirst()
        let digits = bytes.prefix { (48...57).contains($0) }
        guard (1...6).contains(digits.count), let fraction = number(digits) else { return nil }
        bytes = bytes.dropFirst(digits.count)
        return total + (0..<6 - digits.count).reduce(fraction) { scaled, _ in scaled * 10 }
    }

    private static func readTwo(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2, let value = number(bytes.prefix(2)) else { return nil }
        bytes = bytes.dropFirst(2)
        return value
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte) - 48
        }
        return value
    }
}
