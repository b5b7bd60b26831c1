import SegFrame

/// Ticks of a time axis at round moments: seconds to decades.
enum TimeTicks {
    private enum Step {
        case seconds(Int)
        case months(Int)

        /// The length in seconds, roughly for months.
        var length: Double {
            switch self {
            case .seconds(let count): Double(count)
            case .months(let count): Double(count) * 2_629_746
            }
        }
    }

    private static let steps: [Step] =
        [
            1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, day, 2 * day, 7 * day,
            14 * day,
        ]
        .map { Step.seconds($0) }
        + [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map { Step.months($0) }
    private static let day = 86_400
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// Beyond these seconds calendars mean nothing; the axis is then a plain one.
    private static let furthest = 3e12

    /// Ticks within the extent, which stays the domain.
    static func ticks(covering extent: ClosedRange<Double>, count: Int) -> Ticks {
        guard extent.lowerBound > -furthest, extent.upperBound < furthest else {
            return Ticks(covering: extent, count: count)
        }
        let isPoint = extent.upperBound - extent.lowerBound < 1
        let domain = isPoint ? (extent.lowerBound - 1800)...(extent.upperBound + 1800) : extent
        let width = (domain.upperBound - domain.lowerBound) / Double(max(1, count))
        let step = steps.first { $0.length >= width * 0.7 } ?? .months(12_000)
        let values: [Int]
        switch step {
        case .seconds(let seconds): values = multiples(of: seconds, in: domain)
        case .months(let months): values = monthStarts(every: months, in: domain)
        }
        var previous: Int?
        let ticks = values.map { value in
            defer { previous = value }
            return Ticks.Tick(value: Double(value), label: label(value, step, after: previous))
        }
        return Ticks(domain: domain, ticks: ticks)
    }

    /// Weeks start on Mondays: 1970-01-05 was one.
    private static func multiples(of step: Int, in domain: ClosedRange<Double>) -> [Int] {
        let origin = step % (7 * day) == 0 ? 4 * day : 0
        let first = Int(((domain.lowerBound - Double(origin)) / Double(step)).rounded(.up))
        let last = Int(((domain.upperBound - Double(origin)) / Double(step)).rounded(.down))
        return first <= last ? (first...last).map { $0 * step + origin } : []
    }

    private static func monthStarts(every step: Int, in domain: ClosedRange<Double>) -> [Int] {
        let start = civil(Int(domain.lowerBound))
        let end = civil(Int(domain.upperBound))
        let first = (start.year * 12 + start.month - 1) / step * step
        let last = end.year * 12 + end.month - 1
        return stride(from: first, through: last, by: step).compactMap { index in
            let month = ((index % 12) + 12) % 12
            let date = CivilDate(year: (index - month) / 12, month: month + 1, day: 1)
            return date.map { $0.days * day }
        }.filter { domain.contains(Double($0)) }
    }

    /// Says as much as differs from the tick before: the year only where it is new.
    private static func label(_ value: Int, _ step: Step, after previous: Int?) -> String {
        let date = civil(value)
        let before = previous.map { civil($0) }
        let month = months[date.month - 1]
        switch step {
        case .months(let count) where count >= 12: return String(date.year)
        case .months: return date.year == before?.year ? month : "\(month) \(date.year)"
        case .seconds(let count) where count >= day:
            let text = "\(date.day) \(month)"
            return date.year == before?.year ? text : "\(text) \(date.year)"
        case .seconds(let count):
            let clock = clock(value, seconds: count < 60)
            return date == before ? clock : "\(date.day) \(month) \(clock)"
        }
    }

    private static func civil(_ seconds: Int) -> CivilDate {
        let days = seconds >= 0 ? seconds / day : -((-seconds + day - 1) / day)
        return CivilDate(days: days)
    }

    private static func clock(_ value: Int, seconds: Bool) -> String {
        let rest = ((value % day) + day) % day
        let text = NumberText.twoDigits(rest / 3600) + ":" + NumberText.twoDigits(rest / 60 % 60)
        return seconds ? text + ":" + NumberText.twoDigits(rest % 60) : text
    }
}
