/// Numbers with a fixed count of digits after the point.
enum NumberFormat {
    /// `1,234.50`; halves are rounded away from zero on the decimal digits of the number.
    static func fixed(_ value: Value, digits: Int, thousands: Bool) -> String {
        let (isNegative, whole, fraction) = parts(of: value)
        var (integer, decimals) = rounded(whole, fraction, digits)
        if thousands { integer = grouped(integer) }
        let isZero = (integer + decimals).allSatisfy { $0 == "0" }
        if digits > 0 { decimals = "." + decimals }
        return (isNegative && !isZero ? "-" : "") + integer + (digits > 0 ? decimals : "")
    }

    /// Sign, digits before and digits after the point.
    private static func parts(of value: Value) -> (Bool, String, String) {
        if case .int(let number) = value { return (number < 0, String(number.magnitude), "") }
        let number = value.asDouble ?? 0
        let text = number.magnitude.description
        let pieces = text.split(separator: "e")
        let mantissa = pieces[0].split(separator: ".", omittingEmptySubsequences: false)
        var whole = String(mantissa[0])
        var fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        shift(&whole, &fraction, by: pieces.count > 1 ? Int(pieces[1]) ?? 0 : 0)
        return (number < 0, whole, fraction)
    }

    private static func shift(_ whole: inout String, _ fraction: inout String, by exponent: Int) {
        if exponent > 0 {
            fraction += String(repeating: "0", count: max(0, exponent - fraction.count))
            whole += fraction.prefix(exponent)
            fraction = String(fraction.dropFirst(exponent))
        } else if exponent < 0 {
            whole = String(repeating: "0", count: max(0, -exponent - whole.count + 1)) + whole
            fraction = whole.suffix(-exponent) + fraction
            whole = String(whole.dropLast(-exponent))
        }
        let significant = whole.drop { $0 == "0" }
        whole = significant.isEmpty ? "0" : String(significant)
    }

    private static func rounded(_ whole: String, _ fraction: String, _ digits: Int) -> (
        String, String
    ) {
        let padded = fraction + String(repeating: "0", count: max(0, digits - fraction.count))
        let kept = Array((whole + padded.prefix(digits)).utf8)
        guard let next = padded.dropFirst(digits).first, next >= "5" else {
            return (whole, String(padded.prefix(digits)))
        }
        let sum = incremented(kept)
        return (String(sum.dropLast(digits)), String(sum.suffix(digits)))
    }

    private static func incremented(_ digits: [UInt8]) -> String {
        var digits = digits
        var index = digits.count - 1
        while index >= 0, digits[index] == UInt8(ascii: "9") {
            digits[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index >= 0 { digits[index] += 1 } else { digits.insert(UInt8(ascii: "1"), at: 0) }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func grouped(_ digits: String) -> String {
        var result = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }
}
