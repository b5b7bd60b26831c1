extension Scalar: CustomStringConvertible {
    /// The value as a table shows it: text without quotes, dates as ISO 8601, missing as nothing.
    public var description: String {
        switch self {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .double(let value): value.description
        case .string(let value): value
        case .date(let days): CivilDate(days: Int(days)).description
        case .dateTime(let microseconds, let zone): DateTimeText.text(microseconds, zone: zone)
        case .duration(let nanoseconds): DurationText.text(nanoseconds)
        }
    }

    /// The value as a person would write it in the language.
    public var literal: String {
        switch self {
        case .null: "nil"
        case .string(let value): Self.quoted(value)
        case .date: "date(\"\(description)\")"
        case .dateTime(_, nil): "datetime(\"\(description)\")"
        case .dateTime(_, let zone?): "datetime(\"\(description)\", zone: \(Self.quoted(zone)))"
        case .bool, .int, .double, .duration: description
        }
    }

    /// Text between double quotes with the language's escapes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
