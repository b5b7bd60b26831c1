import SegDiagnostics

extension ColumnFunction {
    /// Moving along the calendar, whose months and years have no fixed length.
    static let calendar: [ColumnFunction] = [startOfUnit, addMonths]

    private static let startOfUnit = elementwise(
        "start_of", [.column("x", .time), .constant("unit", .text)],
        "The first day of the year, quarter, month, week (from Monday) or day that a time lies in.",
        type: .fixed(.date),
        sql: SQLForm { parts in
            guard parts.count == 2 else { return nil }
            return "CAST(date_trunc(\(parts[1].text), \(parts[0].wallClock)) AS DATE)"
        }
    ) { call throws(Failure) in
        let word = call.constant("unit").text ?? ""
        guard let unit = CalendarUnit(rawValue: word) else {
            let units = CalendarUnit.allCases.map(\.rawValue)
            throw Failure(
                "E408", "'start_of' has no unit '\(word)'",
                hint: Suggestion.hint(for: word, among: units)
                    ?? "units: \(units.joined(separator: ", "))")
        }
        let days = try WallClock.days(call.column(0))
        let starts = Kernel.map(.values(days), call.count) {
            Int32(truncatingIfNeeded: unit.start(ofDay: $0))
        }
        return Column(date: starts, validity: call.arguments[0].validity(call.count))
    }

    private static let addMonths = elementwise(
        "add_months", [.column("x", .date), .column("n", .number)],
        "The day so many months later; the month's last day where it has no such day.",
        mayBeUndefined: true, type: .fixed(.date)
    ) { call in
        let days = call.arguments[0].days
        let months = call.arguments[1].doubles
        let valid = call.validity
        let moved: [Int32?] = (0..<call.count).map { row in
            guard valid?[row] ?? true, let count = Int(exactly: months[row]) else { return nil }
            return CivilDate(days: Int(days[row])).adding(months: count).flatMap {
                Int32(exactly: $0.days)
            }
        }
        return Column(dates: moved.map { $0 ?? 0 }, missing: moved.map { $0 == nil })
    }
}

/// A span of the calendar that begins on a day.
private enum CalendarUnit: String, CaseIterable {
    case year, quarter, month, week, day

    /// The first day of the unit that a day lies in; days count since 1970-01-01.
    func start(ofDay day: Int) -> Int {
        let date = CivilDate(days: day)
        return switch self {
        case .year: day - date.dayOfYear + 1
        case .quarter:
            CivilDate(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)?.days ?? day
        case .month: day - date.day + 1
        case .week: day - CivilDate.weekday(days: day) + 1
        case .day: day
        }
    }
}

extension CivilDate {
    /// The day of the year, from 1.
    var dayOfYear: Int { days - (CivilDate(year: year, month: 1, day: 1)?.days ?? days) + 1 }

    /// The day so many months on, at most the month's last; nil outside the calendar's range.
    func adding(months count: Int) -> CivilDate? {
        let (moved, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
        guard !overflow else { return nil }
        let newMonth = ((moved % 12) + 12) % 12
        let newYear = (moved - newMonth) / 12
        let last = CivilDate.days(inMonth: newMonth + 1, of: newYear)
        return CivilDate(year: newYear, month: newMonth + 1, day: min(day, last))
    }
}
