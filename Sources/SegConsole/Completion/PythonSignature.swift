import SegLibrary

/// A function of Python as its signature tells of it: nothing is run.
struct PythonSignature {
    struct Parameter: Equatable {
        let name: String
        /// As Python writes it: `limit: int = 3`.
        let text: String
        /// Whether it is given by a label.
        let takesLabel: Bool
        /// Whether it is given by its place.
        let takesPlace: Bool

        /// What is said beside its label: `int = 3`.
        var note: String {
            let rest = String(text.dropFirst(name.count)).trimmed
            if rest.hasPrefix(":") { return String(rest.dropFirst()).trimmed }
            return rest.hasPrefix("=") ? "= " + String(rest.dropFirst()).trimmed : rest
        }
    }

    let parameters: [Parameter]
    /// As Python writes them, with `*` and `/`.
    let texts: [String]
    /// What follows the closing bracket: ` -> DataFrame`.
    let rest: String

    /// Labels that say how a function is called, and never reach it.
    static let ownLabels = [(name: "as", note: "the form of tables"), (name: "isolate", note: "a process of its own")]

    /// nil where the object has no such function, or Python knows no signature of it.
    init?(of member: String, on object: PythonObjectValue) { self.init(object.signature(of: member)) }

    /// Of a signature such as `(df, /, limit: int = 3) -> DataFrame`.
    init?(_ signature: String) {
        guard signature.hasPrefix("("), signature != "(…)", let end = Self.closing(signature) else { return nil }
        texts = Self.parts(of: signature[signature.index(after: signature.startIndex)..<end])
        rest = String(signature[signature.index(after: end)...])
        let slash = texts.firstIndex(of: "/")
        let star = texts.firstIndex { $0.hasPrefix("*") && !$0.hasPrefix("**") } ?? texts.count
        parameters = texts.enumerated().compactMap { index, text in
            guard text != "/", text != "*" else { return nil }
            let isRest = text.hasPrefix("*")
            let name = text.drop { $0 == "*" }.prefix { $0 != ":" && $0 != "=" && $0 != " " }
            return Parameter(
                name: String(name), text: text, takesLabel: !isRest && slash.map { index > $0 } ?? true,
                takesPlace: !isRest && index < star)
        }
    }

    /// The bracket that closes the first one.
    private static func closing(_ text: String) -> String.Index? {
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            if character == "'" || character == "\"" { quote = character }
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Parameters between commas that stand in no bracket or text of their own.
    private static func parts(of text: Substring) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            }
            if quote == nil, "([{".contains(character) { depth += 1 }
            if quote == nil, ")]}".contains(character) { depth -= 1 }
            if character == ",", depth == 0, quote == nil { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }
}
