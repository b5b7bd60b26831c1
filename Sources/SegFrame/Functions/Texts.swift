import SegDiagnostics
import SegPatterns

extension ColumnFunction {
    static let texts: [ColumnFunction] = [
        mapping("upper", "The text in capitals.") { $0.uppercased() },
        mapping("lower", "The text in small letters.") { $0.lowercased() },
        mapping("trim", "The text without white space at its ends.", trimmed),
        length, joining, replacing, slicing, matching,
        search("contains", "Whether a text occurs in it.", sql: "contains", contains),
        search("starts_with", "Whether it begins with a text.", sql: "starts_with") {
            $0.starts(with: $1)
        },
        search("ends_with", "Whether it ends with a text.", sql: "ends_with") {
            $0.count >= $1.count && $0.suffix($1.count).elementsEqual($1)
        },
    ]

    private static func mapping(
        _ name: String, _ summary: String, _ body: @escaping @Sendable (String) -> String
    ) -> ColumnFunction {
        elementwise(name, [.column("x", .text)], summary, type: .asFirst) { call in
            TextMap(call.arguments[0], call.count).texts(call.validity, body)
        }
    }

    private static func search(
        _ name: String, _ summary: String, sql: String,
        _ body: @escaping @Sendable (UnsafeBufferPointer<UInt8>, [UInt8]) -> Bool
    ) -> ColumnFunction {
        elementwise(
            name, [.column("x", .text), .constant("part", .text)], summary, type: .fixed(.bool),
            sql: SQLForm { $0.count == 2 ? "\(sql)(\($0[0].text), \($0[1].text))" : nil }
        ) { call in
            let part = Array((call.constant("part").text ?? "").utf8)
            let found = TextMap(call.arguments[0], call.count).testBytes { body($0, part) }
            return Column(bool: found, validity: call.arguments[0].validity(call.count))
        }
    }

    @Sendable
    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard text.count >= part.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }

    private static let length = elementwise(
        "length", [.column("x", .text)], "How many Unicode scalars the text has.",
        type: .fixed(.int64), sql: SQLForm { "length(\($0[0].text))" }
    ) { call in
        let lengths = TextMap(call.arguments[0], call.count).integers {
            Int64($0.unicodeScalars.count)
        }
        return Column(int64: lengths, validity: call.validity)
    }

    private static let joining = elementwise(
        "concat", [.several("x", .any)], "The values as texts, one after the other.",
        type: .fixed(.string),
        sql: SQLForm { parts in
            guard parts.allSatisfy({ $0.type?.isText == true }) else { return nil }
            return "(" + parts.map(\.text).joined(separator: " || ") + ")"
        }
    ) { call throws(Failure) in
        var pieces: [[String?]] = []
        for place in call.arguments.indices { pieces.append(try call.column(place).strings()) }
        var builder = StringStorageBuilder(capacity: call.count)
        for row in 0..<call.count { builder.append(pieces.reduce("") { $0 + ($1[row] ?? "") }) }
        return Column(string: builder.finished(), validity: call.validity)
    }

    private static let replacing = elementwise(
        "replace",
        [.column("x", .text), .constant("part", .text), .constant("with", .text)],
        "The text with every occurrence of a part replaced, without regard to patterns.",
        type: .asFirst,
        sql: SQLForm {
            $0.count == 3 ? "replace(\($0[0].text), \($0[1].text), \($0[2].text))" : nil
        }
    ) { call in
        let part = Array((call.constant("part").text ?? "").unicodeScalars)
        let other = Array((call.constant("with").text ?? "").unicodeScalars)
        let valid = call.arguments[0].validity(call.count)
        return TextMap(call.arguments[0], call.count).texts(valid) { replace(part, other, in: $0) }
    }

    private static func replace(
        _ part: [Unicode.Scalar], _ other: [Unicode.Scalar], in text: String
    ) -> String {
        guard let first = part.first else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var place = 0
        while place < scalars.count {
            let end = place + part.count
            if scalars[place] == first, end <= scalars.count,
                scalars[place..<end].elementsEqual(part)
            {
                result.append(contentsOf: other)
                place = end
            } else {
                result.append(scalars[place])
                place += 1
            }
        }
        return String(result)
    }

    private static let slicing = elementwise(
        "slice",
        [
            .column("x", .text), .constant("start", .number),
            .constant("end", .number, default: .int(.max)),
        ],
        "The Unicode scalars from `start` (0 is the first) up to but not including `end`.",
        type: .asFirst
    ) { call throws(Failure) in
        let start = try call.integer("start", in: 0...Int.max)
        let end = try call.integer("end", in: start...Int.max)
        let valid = call.arguments[0].validity(call.count)
        return TextMap(call.arguments[0], call.count).texts(valid) { text in
            String(
                String.UnicodeScalarView(text.unicodeScalars.dropFirst(start).prefix(end - start)))
        }
    }

    private static let matching = elementwise(
        "matches", [.column("x", .text), .constant("pattern", .text)],
        "Whether a regular expression is found in the text.", type: .fixed(.bool)
    ) { call throws(Failure) in
        let pattern = try TextPattern.of(call.constant("pattern").text ?? "")
        let found = TextMap(call.arguments[0], call.count).test { pattern.isFound(in: $0) }
        return Column(bool: found, validity: call.arguments[0].validity(call.count))
    }

    @Sendable
    private static func trimmed(_ text: String) -> String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        let end =
            scalars.lastIndex { !isSpace($0) }.map(scalars.index(after:)) ?? scalars.startIndex
        return String(scalars[scalars.startIndex..<end])
    }
}
