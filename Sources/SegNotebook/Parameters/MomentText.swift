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

    /// `2024-01-31 09:30` or `2024-01-31T09:30:15`, without a zone.
    static func dateTime(_ text: String) -> Value? {
        let halves = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
        guard let first = halves.first, case .date(let days)? = date(String(first)) else { return nil }
        var seconds = 0
        if halves.count == 2 {
            let parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in part.allSatisfy(\.isASCIIDigit) ? Int(part) : nil }
            guard (2...3).contains(parts.count), numbers.count == parts.count else { return nil }
            let second = numbers.count == 3 ? numbers[2] : 0
            guard numbers[0] < 24, numbers[1] < 60, second < 60 else { return nil }
            seconds = numbers[0] * 3600 + numbers[1] * 60 + second
        }
        return .dateTime(DateTimeObject(microseconds: (Int(days) * 86_400 + seconds) * 1_000_000))
    }

    /// A number and a unit, `90m`, `1.5h`.
    static func duration(_ text: String) -> Value? {
        let units: [(String, Double)] = [
            ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9),
            ("w", 604_800e9),
        ]
        let number = text.prefix { $0.isASCIIDigit || $0 == "." }
        guard let value = Double(number), let unit = units.first(where: { $0.0 == text.dropFirst(number.count) })
        else { return nil }
        let nanoseconds = value * unit.1
        return nanoseconds < 9e18 ? .duration(Int(nanoseconds)) : nil
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
