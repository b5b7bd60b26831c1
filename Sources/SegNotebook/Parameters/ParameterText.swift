import Foundation
import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax
import SegVM

/// Turns text from a command line into the value of a declared parameter, strictly.
struct ParameterText {
    let name: String
    /// Paths given on the command line are relative to this folder.
    let folder: String

    func value(_ text: String, as annotation: KindAnnotation) throws(Failure) -> Value {
        if annotation.isOptional, text == "nil" { return .null }
        switch annotation.kind {
        case .named(let kind): return try named(text, kind)
        case .choices(let choices):
            guard choices.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
                let list = choices.map { "\"\($0)\"" }.joined(separator: ", ")
                throw mismatch(
                    text, "one of \(list)", hint: Suggestion.hint(for: text, among: choices))
            }
            return .string(text)
        case .list(let element):
            let trimmed = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
            if trimmed.isEmpty { return .list([]) }
            var values: [Value] = []
            for part in trimmed.split(separator: ",", omittingEmptySubsequences: false) {
                values.append(try value(part.trimmingCharacters(in: .whitespaces), as: element))
            }
            return .list(values)
        case .dictionary:
            throw Failure("E604", "parameter '\(name)' can't be given on the command line")
        }
    }

    private func named(_ text: String, _ kind: String) throws(Failure) -> Value {
        switch kind {
        case "Bool":
            if text == "true" { return .bool(true) }
            if text == "false" { return .bool(false) }
            throw mismatch(text, "true or false")
        case "Int":
            guard let number = Int(text.replacing("_", with: "")) else { throw mismatch(text, "a whole number") }
            return .int(number)
        case "Float":
            guard let number = Double(text.replacing("_", with: "")), number.isFinite else {
                throw mismatch(text, "a number")
            }
            return .double(number)
        case "String": return .string(text)
        case "Path": return .string(text.hasPrefix("/") || text.contains("://") ? text : folder + "/" + text)
        case "Date", "DateTime", "Duration": return try moment(text, kind)
        default: throw Failure("E604", "parameter '\(name)' has the unknown kind \(kind)")
        }
    }

    private func moment(_ text: String, _ kind: String) throws(Failure) -> Value {
        let value: Value? =
            switch kind {
            case "Date": MomentText.date(text)
            case "DateTime": MomentText.dateTime(text)
            default: MomentText.duration(text)
            }
        let example = ["Date": "2024-01-31", "DateTime": "2024-01-31 09:30", "Duration": "90m"][kind] ?? ""
        guard let value else { throw mismatch(text, "a \(kind) such as \(example)") }
        return value
    }

    private func mismatch(_ text: String, _ expected: String, hint: String? = nil) -> Failure {
        Failure("E604", "parameter '\(name)' takes \(expected), not \"\(text)\"", hint: hint)
    }
}
