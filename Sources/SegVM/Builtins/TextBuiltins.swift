import SegDiagnostics
import SegPatterns

/// Text.
enum TextBuiltins {
    static let all = [
        split, lines, trim, upper, lower, replace, startsWith, endsWith, padStart, padEnd, format,
        matches, findAll, replacePattern, code, character,
    ]

    private static func declare(
        _ name: String, _ summary: String, _ more: [NativeParameter] = [],
        result: String = "String",
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "text", summary,
            parameters: [NativeParameter("text", .string, "A text.")] + more, result: result,
            examples: examples, body: body)
    }

    private static let split = declare(
        "split", "The pieces between separators; without one, the words.",
        [
            NativeParameter(
                "separator", .optional(.string), default: .null, "What stands between the pieces.")
        ],
        result: "List", examples: ["split(\"a,b\", \",\")"]
    ) { arguments, _ in
        let text = try arguments.text(0)
        guard let separator = arguments[1].asStringObject else {
            return .list(TextSearch.splitWords(text))
        }
        if separator.byteCount == 0 {
            throw ArgumentFailure(1, "E304", "the separator is not empty")
        }
        return .list(TextSearch.split(text, by: separator))
    }

    private static let lines = declare("lines", "The lines without their endings.", result: "List")
    {
        arguments, _ in
        var pieces = try arguments.string(0).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        return .list(pieces.map { .string(String($0)) })
    }

    private static let trim = declare("trim", "The text without blanks at both ends.") {
        arguments, _ in
        .string(TextSearch.trim(try arguments.text(0)))
    }

    private static let upper = declare("upper", "The text in capital letters.") { arguments, _ in
        .string(try arguments.string(0).uppercased())
    }

    private static let lower = declare("lower", "The text in small letters.") { arguments, _ in
        .string(try arguments.string(0).lowercased())
    }

    private static let replace = declare(
        "replace", "The text with every occurrence of a part replaced.",
        [
            NativeParameter("part", .string, "What to replace."),
            NativeParameter("with", .string, "By what."),
        ],
        examples: ["replace(\"a-b\", \"-\", \" \")"]
    ) { arguments, _ in
        let (text, part, new) = (
            try arguments.text(0), try arguments.text(1), try arguments.text(2)
        )
        if part.byteCount == 0 { throw ArgumentFailure(1, "E304", "the part is not empty") }
        let result = StringObject(uninitialized: text.byteCount)
        var start = 0
        while let found = TextSearch.find(part, in: text, from: start) {
            result.append(bytes: UnsafeBufferPointer(rebasing: text.bytes[start..<found]))
            try TextLimits.check(result.byteCount + new.byteCount)
            result.append(bytes: new.bytes)
            start = found + part.byteCount
        }
        result.append(bytes: UnsafeBufferPointer(rebasing: text.bytes[start...]))
        return .string(result)
    }

    private static let part = NativeParameter("part", .string, "The part.")

    private static let startsWith = declare(
        "starts_with", "Whether the text begins with a part.", [part], result: "Bool"
    ) {
        arguments, _ in .bool(TextSearch.hasPrefix(try arguments.text(0), try arguments.text(1)))
    }

    private static let endsWith = declare(
        "ends_with", "Whether the text ends with a part.", [part], result: "Bool"
    ) {
        arguments, _ in .bool(TextSearch.hasSuffix(try arguments.text(0), try arguments.text(1)))
    }

    // MARK: Padding and numbers

    private static let padding = [
        NativeParameter("width", .int, "The least number of characters."),
        NativeParameter("fill", .string, default: .string(" "), "The character to fill with."),
    ]

    private static let padStart = declare(
        "pad_start", "The text, filled up at its start.", padding,
        examples: ["pad_start(\"7\", 3, \"0\")"]
    ) { arguments, _ in .string(try fill(arguments) + (try arguments.string(0))) }

    private static let padEnd = declare("pad_end", "The text, filled up at its end.", padding) {
        arguments, _ in
        .string((try arguments.string(0)) + (try fill(arguments)))
    }

    private static func fill(_ arguments: Arguments) throws -> String {
        let (width, fill) = (try arguments.int(1), try arguments.text(2))
        if fill.count != 1 { throw ArgumentFailure(2, "E304", "the fill is one character") }
        try TextLimits.check(max(0, width).multipliedReportingOverflow(by: 4).partialValue)
        if width > TextLimits.bytes { throw ArgumentFailure(1, "E315", "the width is too large") }
        return String(repeating: fill.text, count: max(0, width - (try arguments.text(0)).count))
    }

    private static let format = NativeDeclaration(
        "format", group: "text", "A number with a fixed count of digits after the point.",
        parameters: [
            NativeParameter("x", .number, "A number."),
            NativeParameter("digits", .int, default: .int(2), "Digits after the point."),
            NativeParameter(
                "thousands", .bool, default: .bool(false), labelOnly: true,
                "Whether commas part thousands."),
        ], result: "String", examples: ["format(1234.5, 2, thousands: true)    // \"1,234.50\""]
    ) { arguments, _ in
        let digits = try arguments.int(1)
        guard (0...15).contains(digits) else {
            throw ArgumentFailure(1, "E304", "digits go from 0 to 15")
        }
        return .string(
            NumberFormat.fixed(arguments[0], digits: digits, thousands: try arguments.bool(2)))
    }

    private static let code = declare("code", "The Unicode number of a character.", result: "Int") {
        arguments, _ in
        guard let scalar = try arguments.string(0).unicodeScalars.first,
            try arguments.text(0).count == 1
        else {
            throw ArgumentFailure(0, "E304", "the text is one character")
        }
        return .int(Int(scalar.value))
    }

    private static let character = NativeDeclaration(
        "character", group: "text", "The character of a Unicode number.",
        parameters: [NativeParameter("code", .int, "The number.")], result: "String"
    ) { arguments, _ in
        guard let number = UInt32(exactly: try arguments.int(0)),
            let scalar = Unicode.Scalar(number)
        else {
            throw ArgumentFailure(0, "E304", "no character has the number \(arguments[0].literal)")
        }
        return .string(String(scalar))
    }

    // MARK: Patterns

    private static let pattern = NativeParameter(
        "pattern", .string, "A regular expression, best as r\"…\".")

    private static let matches = declare(
        "matches", "Whether a regular expression is found in the text.", [pattern], result: "Bool",
        examples: ["matches(\"AB12\", r\"^[A-Z]+\\d+$\")"]
    ) { arguments, _ in
        .bool(try expression(arguments).isFound(in: try arguments.string(0)))
    }

    private static let findAll = declare(
        "find_all", "All pieces of the text that a regular expression matches.", [pattern],
        result: "List"
    ) { arguments, _ in
        .list(try expression(arguments).pieces(of: try arguments.string(0)).map { .string($0) })
    }

    private static let replacePattern = declare(
        "replace_pattern", "The text with all matches of a regular expression replaced.",
        [pattern, NativeParameter("with", .string, "By what, taken as it stands.")]
    ) { arguments, _ in
        .string(try expression(arguments).replacing(in: try arguments.string(0), with: try arguments.string(2)))
    }

    private static func expression(_ arguments: Arguments) throws -> TextPattern {
        let text = try arguments.string(1)
        do throws(Failure) {
            return try TextPattern.of(text)
        } catch {
            throw ArgumentFailure(1, error)
        }
    }
}
