import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Offsets from UTC, of fixed offsets and of the zones in the system's database.
public enum TimeZoneOffset {
    /// Seconds east of UTC at a moment in microseconds since 1970; 0 without a zone.
    public static func seconds(of zone: String?, at microseconds: Int) -> Int {
        guard let zone, zone != "UTC", zone != "Z" else { return 0 }
        if let fixed = fixedOffset(zone) { return fixed }
        return rules(of: zone)?.offset(at: floorDivide(microseconds, 1_000_000)) ?? 0
    }

    /// Whether a zone is known: `UTC`, an offset, or a name in the database.
    public static func isKnown(_ zone: String) -> Bool {
        zone == "UTC" || zone == "Z" || fixedOffset(zone) != nil || rules(of: zone) != nil
    }

    /// `Z`, `+02:00`.
    static func text(_ seconds: Int) -> String {
        if seconds == 0 { return "Z" }
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
    }

    /// The seconds of `+02:00` or `-0330`.
    static func fixedOffset(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 4, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let values = digits.map { Int($0) - 48 }
        let hours = values[0] * 10 + values[1]
        let minutes = values[2] * 10 + values[3]
        guard hours <= 18, minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static let cache = Mutex<[String: ZoneRules?]>([:])

    private static func rules(of zone: String) -> ZoneRules? {
        cache.withLock { known in
            if let rules = known[zone] { return rules }
            let rules = ZoneRules(reading: zone)
            known[zone] = .some(rules)
            return rules
        }
    }
}

/// The changes of one zone's offset, read from a TZif file (RFC 8536); after the last change the
/// offset stays.
struct ZoneRules: Sendable {
    private var moments: [Int] = []
    private var offsets: [Int] = []
    private var first = 0

    init?(reading zone: String) {
        let isPlain = zone.utf8.allSatisfy { byte in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte)
                || "/_+-".utf8.contains(byte)
        }
        guard isPlain, !zone.hasPrefix("/"), let bytes = Self.read("/usr/share/zoneinfo/" + zone)
        else {
            return nil
        }
        guard parse(bytes) else { return nil }
    }

    func offset(at second: Int) -> Int {
        var low = 0
        var high = moments.count
        while low < high {
            let middle = (low + high) / 2
            if moments[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        let length = fread(&bytes, 1, bytes.count, file)
        return length > 44 ? Array(bytes[..<length]) : nil
    }

    /// Reads the 64-bit block of a version 2 file.
    private mutating func parse(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: "TZif".utf8), bytes[4] >= UInt8(ascii: "2") else { return false }
        func number(_ at: Int, _ width: Int) -> Int {
            guard at + width <= bytes.count else { return 0 }
            var bits = bytes[at] >= 0x80 ? -1 : 0
            for index in at..<at + width { bits = bits << 8 | Int(bytes[index]) }
            return bits
        }
        let short = (number(32, 4), number(36, 4), number(40, 4))
        let skipped = short.0 * 5 + short.1 * 6 + short.2 + number(28, 4) * 8 + number(24, 4)
        let header = 44 + skipped + number(20, 4)
        let (changes, kinds) = (number(header + 32, 4), number(header + 36, 4))
        let times = header + 44
        let indices = times + changes * 8
        let records = indices + changes
        guard changes >= 0, kinds > 0, records + kinds * 6 <= bytes.count else { return false }
        first = number(records, 4)
        for change in 0..<changes {
            moments.append(number(times + change * 8, 8))
            offsets.append(number(records + Int(bytes[indices + change]) * 6, 4))
        }
        return true
    }
}
