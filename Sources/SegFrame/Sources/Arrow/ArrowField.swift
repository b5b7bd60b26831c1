import CArrow
import SegDiagnostics

/// A column of an Arrow schema.
struct ArrowField {
    let name: String
    let format: String
    /// The format of the values of a dictionary; nil for a plain column.
    let dictionary: String?

    static func fields(of schema: ArrowSchema) throws(Failure) -> [ArrowField] {
        guard text(schema.format) == ArrowFormat.table else {
            throw Failure("E402", "what should be a table isn't one", hint: "make it a data frame")
        }
        return (0..<Int(schema.n_children)).compactMap { index in
            schema.children?[index].map { field($0.pointee) }
        }
    }

    private static func field(_ schema: ArrowSchema) -> ArrowField {
        let values = schema.dictionary.map { text($0.pointee.format) }
        return ArrowField(name: text(schema.name), format: text(schema.format), dictionary: values)
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    /// The type of the column that this becomes; E402 where there is none.
    func type() throws(Failure) -> ColumnType {
        if let dictionary {
            // A dictionary of numbers or times is only a way to store them.
            let type = try ArrowField(name: name, format: dictionary, dictionary: nil).type()
            return type == .string ? .category : type
        }
        switch format.prefix(2) {
        case "c", "C", "s", "S", "i", "I", "l", "L": return .int64
        case "g", "n": return .float64
        case "f", "e": return .float32
        case "b": return .bool
        case "u", "U", "vu": return .string
        case "td": return .date
        case "ts": return .dateTime(zone: zone)
        case "tD": return .duration
        default: throw unsupported
        }
    }

    /// The zone after the colon of a timestamp; nil without one.
    var zone: String? {
        let zone = format.drop { $0 != ":" }.dropFirst()
        return zone.isEmpty ? nil : String(zone)
    }

    var unsupported: Failure {
        Failure(
            "E402", "column '\(name)' holds \(contents), which tables don't have",
            hint: "convert it to numbers, text or dates first")
    }

    /// What the values are, for a message.
    private var contents: String {
        let kinds = [
            ("+l", "lists"), ("+L", "lists"), ("+v", "lists"), ("+w", "lists"), ("+s", "structures"), ("+m", "maps"), ("+u", "unions"),
            ("d:", "decimals"), ("tt", "times of day"), ("ti", "intervals"), ("z", "bytes"), ("Z", "bytes"), ("vz", "bytes"),
            ("w:", "bytes"),
        ]
        return kinds.first { format.hasPrefix($0.0) }?.1 ?? "values of Arrow's format \"\(format)\""
    }
}
