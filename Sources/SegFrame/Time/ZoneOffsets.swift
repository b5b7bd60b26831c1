import Foundation

/// The distance of a time zone from UTC at any instant.
struct ZoneOffsets {
    /// Nil for UTC and for columns without a zone.
    private let zone: TimeZone?
    /// Offsets already looked up, by the quarter of an hour: zones change on none smaller.
    private var known: [Int64: Int64] = [:]
    private var last: (quarter: Int64, offset: Int64)?

    /// Offsets of the named zone; nil where there is no such zone. A nil name means no offset.
    init?(_ name: String?) {
        guard let name, name != "UTC", name != "Etc/UTC" else {
            zone = nil
            return
        }
        guard let zone = TimeZone(identifier: name) ?? Self.fixed(name) else { return nil }
        self.zone = zone
    }

    /// A zone that is so far from UTC at all times: `+02:00`.
    private static func fixed(_ name: String) -> TimeZone? {
        guard let offset = DateTimeText.offset(of: name) else { return nil }
        return TimeZone(secondsFromGMT: Int(offset / 1_000_000))
    }

    /// Whether the wall clock is the one that instants count by.
    var isNone: Bool { zone == nil }

    /// What to add to microseconds since the epoch in UTC to get the wall clock's.
    mutating func microseconds(at instant: Int64) -> Int64 {
        guard let zone else { return 0 }
        let quarter = instant.flooredQuotient(by: 900_000_000)
        if let last, last.quarter == quarter { return last.offset }
        let offset = known[quarter] ?? Self.lookUp(zone, quarter)
        known[quarter] = offset
        last = (quarter, offset)
        return offset
    }

    private static func lookUp(_ zone: TimeZone, _ quarter: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(quarter) * 900)
        return Int64(zone.secondsFromGMT(for: date)) * 1_000_000
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    @inlinable
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// The remainder in `0 ..< divisor`; the divisor is positive.
    @inlinable
    func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
