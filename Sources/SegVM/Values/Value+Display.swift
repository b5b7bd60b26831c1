/// Values as text.
extension Value {
    /// As `print` and interpolation show it: text without quotes, everything else as its literal.
    public var display: String {
        if case .string(let text) = self { return text.text }
        return literal
    }

    /// The same in full, of however many items.
    var text: String {
        if case .string(let text) = self { return text.text }
        var writer = LiteralWriter(isWhole: true)
        writer.write(self)
        return writer.text
    }

    /// As it would be written in a program, where it can be; of long lists the start.
    public var literal: String {
        var writer = LiteralWriter()
        writer.write(self)
        return writer.text
    }
}

/// Writes literals; of long lists only the start, unless they are wanted whole.
struct LiteralWriter {
    private(set) var text = ""
    private let isWhole: Bool
    /// How many items of one list or dictionary are written, and of all together.
    private static let longestList = 1_000
    private var budget = 20_000

    init(isWhole: Bool = false) { self.isWhole = isWhole }

    mutating func write(_ value: Value) {
        budget -= 1
        switch value {
        case .absent, .null: text += "nil"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .double(let number): text += Self.float(number)
        case .duration(let nanoseconds): text += Self.duration(nanoseconds)
        case .date(let day): text += CalendarDate(day: Int(day)).text
        case .string(let string): Self.quote(string, into: &text)
        case .list(let list): write(list)
        case .dictionary(let dictionary): write(dictionary)
        case .range(let range): write(range)
        case .dateTime(let instant): text += instant.text
        case .function(let function): text += Self.function(function)
        case .native(let native): text += native.name
        case .host(let object): text += object.display
        }
    }

    private mutating func write(_ list: ListObject) {
        text += "["
        for index in 0..<list.count {
            if index > 0 { text += ", " }
            if cut(at: index, of: list.count) { break }
            write(list[index])
        }
        text += "]"
    }

    private mutating func write(_ dictionary: DictionaryObject) {
        if dictionary.count == 0 {
            text += "[:]"
            return
        }
        text += "["
        for (index, entry) in dictionary.pairs.enumerated() {
            if index > 0 { text += ", " }
            if cut(at: index, of: dictionary.count) { break }
            write(entry.key)
            text += ": "
            write(entry.value)
        }
        text += "]"
    }

    private mutating func cut(at index: Int, of count: Int) -> Bool {
        guard !isWhole, index >= Self.longestList || budget <= 0 else { return false }
        text += "… \(count - index) more"
        return true
    }

    private mutating func write(_ range: RangeObject) {
        write(range.lower)
        text += range.isClosed ? "..." : "..<"
        write(range.upper)
    }

    private static func function(_ function: FunctionObject) -> String {
        let parameters = function.parameterNames.joined(separator: ", ")
        guard let name = function.name else { return "{ \(parameters) in … }" }
        return "<func \(name)(\(parameters))>"
    }

    /// The shortest text that reads back as the same Float.
    static func float(_ number: Double) -> String { number.description }

    /// In the largest unit that divides it: `90m`, `1d`, `250ms`.
    static func duration(_ nanoseconds: Int) -> String {
        for (unit, size) in durationUnits where nanoseconds % size == 0 {
            return "\(nanoseconds / size)\(unit)"
        }
        return "\(nanoseconds)ns"
    }

    static let durationUnits: [(String, Int)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]

    static func quote(_ string: StringObject, into text: inout String) {
        text += "\""
        for scalar in string.text.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case "\0": text += "\\0"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
