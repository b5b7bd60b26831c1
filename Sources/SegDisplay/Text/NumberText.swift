/// Numbers as people read them; never dependent on the locale of the machine.
public enum NumberText {
    /// A whole number with its thousands parted: `35,549`.
    public static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(Character(Unicode.Scalar(digit)))
        }
        return text
    }

    /// A number with a fixed number of decimals, rounded half away from zero; `nan` and `inf` as
    /// words.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return special(value) }
        return DecimalText(value).fixed(max(0, decimals))
    }

    /// A number with a sign always and a true minus: `+0.42`, `−0.32`; zero has no sign.
    public static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        if text.hasPrefix("-") { return "−" + text.dropFirst() }
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        return isZero ? text : "+" + text
    }

    /// A share as a percentage: `0.1234` with one decimal is `12.3 %`.
    public static func percent(_ share: Double, _ decimals: Int = 1) -> String {
        fixed(share * 100, decimals) + " %"
    }

    /// One number on its own with up to `significant` digits and no zeros that say nothing.
    public static func short(_ value: Double, significant: Int = 5) -> String {
        guard value.isFinite else { return special(value) }
        let digits = DecimalText(value)
        guard let magnitude = digits.magnitude else { return "0" }
        if magnitude >= 15 || magnitude < -5 {
            return digits.scientific(min(significant, digits.significantDigits))
        }
        let decimals = min(max(0, significant - 1 - magnitude), digits.neededDecimals)
        return trimmed(digits.fixed(decimals))
    }

    /// A time span in seconds: `0.42 s`, `12.3 s`, `4m 05s`, `2h 03m`.
    public static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return special(seconds) }
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.995 { return fixed(seconds, 2) + " s" }
        if seconds < 59.95 { return fixed(seconds, 1) + " s" }
        let whole = seconds < 1e15 ? Int(seconds.rounded()) : Int(1e15)
        if whole < 3600 { return "\(whole / 60)m \(twoDigits(whole % 60))s" }
        if whole < 86_400 { return "\(whole / 3600)h \(twoDigits(whole % 3600 / 60))m" }
        return "\(grouped(whole / 86_400))d \(twoDigits(whole % 86_400 / 3600))h"
    }

    /// A time span rounded up to seconds: `3 s`, `4m 05s`.
    static func wholeSeconds(_ value: Double) -> String {
        let whole = value.rounded(.up)
        return whole < 60 ? fixed(whole, 0) + " s" : seconds(whole)
    }

    /// A size in bytes: `512 B`, `1.4 MiB`.
    public static func bytes(_ count: Int) -> String {
        guard count >= 1024 else { return "\(count) B" }
        var value = Double(count)
        var unit = ""
        for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        where value >= 1023.95 || unit.isEmpty {
            value /= 1024
            unit = next
        }
        return fixed(value, value < 9.995 ? 1 : 0) + " " + unit
    }

    static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    static func special(_ value: Double) -> String {
        value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
