import SegFrame
import SegVM

/// Reads dates, moments and durations as a person types them on a command line.
enum MomentText {
    /// `2024-01-31`.
    static func date(_ text: String) -> Value? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy(\.isASCIIDigit) ? Int(part) : nil }
        guard numbers.count == 3 else { return nil }
        let day = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
        return day.flatMap { Int32(exactly: $0.number) }.map { .date($0) }
    }

    /// `2024-01-31 09:30`, `2024-01-31T09:30:15`, and with `Z` or an offset such as `+02:00` behind it an instant.
    static func dateTime(_ text: String) -> Value? { DateParser.dateTime(text).map { .dateTime($0) } }

    /// A number and a unit, `90m`, `1.5h`.
    static func duration(_ text: String) -> Value? {
        let units: [(String, Double)] = [
            ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9),
            ("w", 604_800e9),
        ]
        let isNegative = text.hasPrefix("-")
        let amount = text.dropFirst(isNegative ? 1 : 0)
        let number = amount.prefix { $0.isASCIIDigit || $0 == "." }
        guard let value = Double(number), let unit = units.first(where: { $0.0 == amount.dropFirst(number.count) })
        else { return nil }
        let nanoseconds = value * unit.1
        return nanoseconds < 9e18 ? .duration(isNegative ? -Int(nanoseconds) : Int(nanoseconds)) : nil
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
