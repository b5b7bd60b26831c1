/// Sizes of memory as people write them.
public enum ByteCount {
    private static let units: [(name: String, bytes: Double)] = [
        ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("kib", 1024), ("mib", 1_048_576),
        ("gib", 1_073_741_824), ("tib", 1_099_511_627_776), ("b", 1),
    ]

    /// `2GB`, `1.5 GiB`, `500MB`; nil for anything else.
    public static func parse(_ text: String) -> Int? {
        let text = text.lowercased()
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let word = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let unit = units.first(where: { $0.name == word }),
            number * unit.bytes < 1e18
        else { return nil }
        return Int(number * unit.bytes)
    }
}
