import Foundation
import SegDiagnostics
import SegVM

/// Turns text from a command line into the value of a declared parameter, strictly.
struct ParameterText {
    let name: String
    /// Paths given on the command line are relative to this folder.
    let folder: String

    func value(_ text: String, as kind: ParameterKind) throws(Failure) -> Value {
        switch kind {
        case .optional(let inner): return text == "nil" ? .null : try value(text, as: inner)
        case .bool: return try found(text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil, text, kind)
        case .int: return try found(Int(text.replacing("_", with: "")).map { .int($0) }, text, kind)
        case .float, .number:
            let number = Double(text.replacing("_", with: ""))
            return try found(number.flatMap { $0.isFinite ? .double($0) : nil }, text, kind)
        case .string: return .string(text)
        case .path: return .string(text.hasPrefix("/") || text.contains("://") ? text : folder + "/" + text)
        case .date: return try found(MomentText.date(text), text, kind)
        case .dateTime: return try found(MomentText.dateTime(text), text, kind)
        case .duration: return try found(MomentText.duration(text), text, kind)
        case .choice(let choices): return try choice(text, of: choices)
        case .list(let element): return try list(text, of: element)
        case .any, .range, .dictionary, .function, .host, .either:
            throw Failure("E604", "parameter '\(name)' can't be given on the command line")
        }
    }

    private func choice(_ text: String, of choices: [String]) throws(Failure) -> Value {
        guard choices.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            let list = choices.map { "\"\($0)\"" }.joined(separator: ", ")
            throw mismatch(text, "one of \(list)", hint: Suggestion.hint(for: text, among: choices))
        }
        return .string(text)
    }

    /// `a,b`, `[a, b]` or `["a", "b"]`; within quotes a comma is text.
    private func list(_ text: String, of element: ParameterKind) throws(Failure) -> Value {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]") && text.count >= 2
        let inner = isBracketed ? String(text.dropFirst().dropLast()) : text
        if inner.isEmpty { return .list([]) }
        var values: [Value] = []
        for part in Self.parts(of: inner) { values.append(try value(part, as: element)) }
        return .list(values)
    }

    /// The items of a list, without the quotes that a text may stand in.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isQuoted, isEscaped || character == "\\" {
                if isEscaped { part.append(character) }
                isEscaped.toggle()
            } else if character == "\"", isQuoted || part.allSatisfy(\.isWhitespace) {
                if !isQuoted { part = "" }
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [part]).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func found(_ value: Value?, _ text: String, _ kind: ParameterKind) throws(Failure) -> Value {
        guard let value else { throw mismatch(text, Self.expectation(kind)) }
        return value
    }

    private static func expectation(_ kind: ParameterKind) -> String {
        switch kind {
        case .bool: "true or false"
        case .int: "a whole number"
        case .float, .number: "a number"
        case .date: "a date such as 2024-01-31"
        case .dateTime: "a moment such as 2024-01-31T09:30, or 2024-01-31T09:30+02:00"
        case .duration: "a duration such as 90m"
        default: "a value of kind \(kind.name)"
        }
    }

    private func mismatch(_ text: String, _ expected: String, hint: String? = nil) -> Failure {
        Failure("E604", "parameter '\(name)' takes \(expected), not \"\(text)\"", hint: hint)
    }
}
