import SegDiagnostics

extension Lexer {
    /// A whole number, a decimal number, or a duration; digits stand on both sides of the point.
    mutating func scanNumber() {
        let start = position
        skipDigits()
        var isFloat = scanFraction(start)
        if hasExponent() {
            isFloat = true
            position += 2
            skipDigits()
        }
        let digitsEnd = position
        skipIdentifier()
        let digits = file.bytes[start..<digitsEnd].filter { $0 != UInt8(ascii: "_") }
        let number = String(decoding: digits, as: UTF8.self)
        let suffix = file.text(in: digitsEnd..<position)
        if file.bytes[digitsEnd - 1] == UInt8(ascii: "_") {
            reject(start, hint: "'_' stands between digits only")
        } else if suffix.isEmpty {
            addNumber(number, isFloat: isFloat, from: start)
        } else if let unit = Self.nanoseconds[suffix] {
            addDuration(number, isFloat: isFloat, unit: unit, from: start)
        } else {
            reject(start, hint: Self.suffixHint(number, suffix))
        }
    }

    private mutating func skipDigits() {
        while Self.isDigit(peek()) || peek() == UInt8(ascii: "_") { position += 1 }
    }

    /// Passes `.digits`; `1...10` and `1.max(2)` have none, `1.` is reported.
    private mutating func scanFraction(_ start: Int) -> Bool {
        guard peek() == UInt8(ascii: ".") else { return false }
        if Self.isDigit(peek(1)) {
            position += 1
            skipDigits()
            return true
        }
        let next = peek(1)
        let isMember =
            next >= 0x80 || next == UInt8(ascii: "_") || next == UInt8(ascii: "`")
            || Self.isLetter(next)
        if next != UInt8(ascii: "."), !isMember {
            position += 1
            report(
                .badNumber(
                    file.text(in: start..<position),
                    hint: "a point has digits on both sides, as in 1.0"), at: start..<position)
            return true
        }
        return false
    }

    private func hasExponent() -> Bool {
        guard peek() | 0x20 == UInt8(ascii: "e") else { return false }
        let hasSign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        return Self.isDigit(peek(hasSign ? 2 : 1))
    }

    private mutating func addNumber(_ number: String, isFloat: Bool, from start: Int) {
        if isFloat {
            let value = Double(number.hasSuffix(".") ? number + "0" : number) ?? 0
            if !value.isFinite { report(.numberOutOfRange(number), at: start..<position) }
            return add(.float(value), from: start)
        }
        guard let value = UInt64(number) else {
            report(.integerOutOfRange(number), at: start..<position)
            return add(.malformed, from: start)
        }
        add(.integer(value), from: start)
    }

    private mutating func addDuration(_ number: String, isFloat: Bool, unit: Int, from start: Int) {
        let value = isFloat ? Self.scaled(number, by: unit) : Self.multiplied(number, by: unit)
        guard let value else {
            report(.numberOutOfRange(file.text(in: start..<position)), at: start..<position)
            return add(.malformed, from: start)
        }
        add(.duration(value), from: start)
    }

    private static func multiplied(_ number: String, by unit: Int) -> Int? {
        guard let count = Int(number) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    /// To the nearest nanosecond; nil when it is out of range or less than one.
    private static func scaled(_ number: String, by unit: Int) -> Int? {
        guard let count = Double(number) else { return nil }
        let product = (count * Double(unit)).rounded()
        guard product < 9.2e18, product >= 1 || count == 0 else { return nil }
        return Int(product)
    }

    private mutating func reject(_ start: Int, hint: String) {
        report(.badNumber(file.text(in: start..<position), hint: hint), at: start..<position)
        add(.malformed, from: start)
    }

    private static func suffixHint(_ number: String, _ suffix: String) -> String {
        if number == "0", suffix.hasPrefix("x") || suffix.hasPrefix("b") || suffix.hasPrefix("o") {
            return "numbers are written in decimal"
        }
        if suffix == "min" || suffix == "mo" || suffix == "y" {
            return
                "write \(number)m for minutes; months and years are months(…) and years(…)"
        }
        return "write a * between a number and a name; units are ns us ms s m h d w"
    }

    /// The units of durations.
    private static let nanoseconds: [String: Int] = [
        "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000, "d": 86_400_000_000_000, "w": 604_800_000_000_000,
    ]
}
