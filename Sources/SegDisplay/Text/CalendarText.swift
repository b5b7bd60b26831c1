/// Dates, moments and durations as text.
enum CalendarText {
    /// Year, month and day of a day counted from 1 January 1970.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day, counted from 1 January 1970, of a date; a month outside 1...12 carries into the year.
    ///
    /// Source: as for `civil`, `days_from_civil`.
    static func days(year: Int, month: Int, day: Int = 1) -> Int {
        let year = year + floorDivided(month - 1, 12)
        let month = floorRemainder(month - 1, 12) + 1
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivided(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `2013-11-01`.
    static func date(_ days: Int) -> String {
        let (year, month, day) = civil(days)
        let digits = String(year.magnitude)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        let sign = year < 0 ? "-" : ""
        return "\(sign)\(zeros)\(digits)-\(NumberText.twoDigits(month))-\(NumberText.twoDigits(day))"
    }

    /// How finely the moments of a column are written.
    enum Precision: Int, Comparable {
        case minutes, seconds, microseconds

        static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }

        /// The coarsest that shows the moment in full.
        init(needed microseconds: Int64) {
            if microseconds % 1_000_000 != 0 {
                self = .microseconds
            } else {
                self = microseconds % 60_000_000 != 0 ? .seconds : .minutes
            }
        }
    }

    /// `2013-11-01 05:15`, from microseconds since 1970 on the clock to be shown.
    static func moment(_ microseconds: Int64, _ precision: Precision) -> String {
        let perDay: Int64 = 86_400_000_000
        let days = floorDivided(microseconds, perDay)
        let rest = Int(microseconds - days * perDay)
        let seconds = rest / 1_000_000
        var text = date(Int(days)) + " " + NumberText.twoDigits(seconds / 3600)
        text += ":" + NumberText.twoDigits(seconds / 60 % 60)
        if precision >= .seconds { text += ":" + NumberText.twoDigits(seconds % 60) }
        if precision == .microseconds {
            let digits = String(rest % 1_000_000)
            text += "." + String(repeating: "0", count: 6 - digits.count) + digits
        }
        return text
    }

    /// `1d 2h`, `10m`, `250ms`: whole units from the largest, as literals of the language are written.
    static func duration(_ nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "0s" }
        let units: [(UInt64, String)] = [
            (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"),
            (1_000_000_000, "s"), (1_000_000, "ms"), (1000, "us"), (1, "ns"),
        ]
        var rest = nanoseconds.magnitude
        var parts: [String] = []
        for (size, name) in units where rest >= size {
            parts.append("\(rest / size)\(name)")
            rest %= size
        }
        return (nanoseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    static func floorDivided<Whole: BinaryInteger>(_ value: Whole, _ divisor: Whole) -> Whole {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    static func floorRemainder<Whole: BinaryInteger>(_ value: Whole, _ divisor: Whole) -> Whole {
        value - floorDivided(value, divisor) * divisor
    }
}
