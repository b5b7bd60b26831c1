/// The decimal digits of a floating-point number, for writing it with a chosen number of decimals.
///
/// Starts from the shortest text that reads back as the same number, and rounds half away from
/// zero, so 2.675 with two decimals is 2.68 as a person expects. Independent of the C locale.
struct DecimalText {
    /// The digits from the first that is not zero; empty for zero.
    private let digits: [UInt8]
    /// The place of the first digit: 0 for the units, -1 for tenths.
    private let exponent: Int
    private let isNegative: Bool

    init(_ value: Double) {
        var text = Array(value.magnitude.description.utf8)
        var shift = 0
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            shift = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
            text.removeSubrange(mark...)
        }
        let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
        let all = text.filter { $0 != UInt8(ascii: ".") }.map { $0 &- UInt8(ascii: "0") }
        let first = all.firstIndex { $0 != 0 } ?? all.count
        let last = all.lastIndex { $0 != 0 } ?? -1
        digits = first <= last ? Array(all[first...last]) : []
        exponent = point - 1 - first + shift
        isNegative = value < 0
    }

    private init(digits: [UInt8], exponent: Int, isNegative: Bool) {
        self.digits = digits
        self.exponent = exponent
        self.isNegative = isNegative
    }

    /// The decimals that show the number exactly.
    var neededDecimals: Int { digits.isEmpty ? 0 : max(0, digits.count - 1 - exponent) }

    /// The digits from the first to the last that is not zero.
    var significantDigits: Int { digits.count }

    /// The place of the first digit, or nil for zero.
    var magnitude: Int? { digits.isEmpty ? nil : exponent }

    /// The number with so many decimals: `-12.30`; a negative number that rounds to zero has no
    /// sign.
    func fixed(_ decimals: Int) -> String {
        let rounded = roundedTo(place: -decimals)
        var text = ""
        var place = max(rounded.exponent, 0)
        if rounded.digits.isEmpty { place = 0 }
        while place >= -decimals {
            if place == -1 { text += "." }
            text.append(Character(Unicode.Scalar(rounded.digit(at: place) + UInt8(ascii: "0"))))
            place -= 1
        }
        return (isNegative && !rounded.digits.isEmpty ? "-" : "") + text
    }

    /// The number as `1.2e-07`, with so many digits in all.
    func scientific(_ significant: Int) -> String {
        guard !digits.isEmpty else { return "0" }
        let rounded = roundedTo(place: exponent - significant + 1)
        let mantissa = DecimalText(digits: rounded.digits, exponent: 0, isNegative: isNegative)
        let power = rounded.exponent.magnitude
        let sign = rounded.exponent < 0 ? "-" : "+"
        return mantissa.fixed(significant - 1) + "e" + sign + (power < 10 ? "0" : "") + "\(power)"
    }

    private func digit(at place: Int) -> UInt8 {
        let index = exponent - place
        return digits.indices.contains(index) ? digits[index] : 0
    }

    private func roundedTo(place: Int) -> DecimalText {
        let count = exponent - place + 1
        guard count < digits.count else { return self }
        guard count >= 0 else {
            return DecimalText(digits: [], exponent: 0, isNegative: isNegative)
        }
        var kept = Array(digits.prefix(count))
        var newExponent = exponent
        if digits[count] >= 5 {
            var index = count - 1
            while index >= 0, kept[index] == 9 {
                kept[index] = 0
                index -= 1
            }
            if index >= 0 {
                kept[index] += 1
            } else {
                kept.insert(1, at: 0)
                newExponent += 1
            }
        }
        while kept.last == 0 { kept.removeLast() }
        return DecimalText(digits: kept, exponent: newExponent, isNegative: isNegative)
    }
}
