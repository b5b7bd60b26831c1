/// Styles that change nothing but the look of what they are for.
enum SafeStyle {
    /// The class of the elements that hold HTML from elsewhere.
    static let scope = "page"

    /// Whether the declarations of one element fetch nothing and leave their place to the page.
    static func isHarmless(_ text: String) -> Bool {
        !text.contains("&") && !text.contains("/*") && declarations(text).allSatisfy(isHarmlessDeclaration)
    }

    /// The harmless declarations of a style sheet's rules, each rule held within elements of the class `scope`.
    ///
    /// Rules of rules, such as `@media`, are left out.
    static func rules(_ text: String) -> String {
        var kept = ""
        var rest = withoutComments(text)[...]
        while let opening = rest.firstIndex(of: "{") {
            // What stands before the last semicolon is an order of its own, such as an import.
            let head = rest[..<opening].split(separator: ";", omittingEmptySubsequences: false).last ?? ""
            let body = block(&rest, from: opening)
            let selectors = scoped(head)
            let declarations = declarations(body).filter(isHarmlessDeclaration)
            guard !selectors.isEmpty, !body.contains("{"), !declarations.isEmpty else { continue }
            kept += selectors + "{" + declarations.joined(separator: ";") + "}"
        }
        return kept
    }

    /// What stands between a brace and the one that closes it, which are taken out with all before.
    private static func block(_ rest: inout Substring, from opening: Substring.Index) -> Substring {
        var depth = 0
        var place = opening
        while place < rest.endIndex {
            if rest[place] == "{" { depth += 1 }
            if rest[place] == "}" { depth -= 1 }
            if depth == 0 { break }
            place = rest.index(after: place)
        }
        let body = rest[rest.index(after: opening)..<max(place, rest.index(after: opening))]
        rest = place < rest.endIndex ? rest[rest.index(after: place)...] : ""
        return body
    }

    /// Selectors within the scope; empty where one could mean something else. The root of the document is the scope itself.
    private static func scoped(_ head: Substring) -> String {
        let refused: Set<Character> = ["<", "@", "\\", "}", "&"]
        guard !head.contains(where: refused.contains), !head.contains("(") || !head.contains(",") else { return "" }
        let selectors = head.split(separator: ",").map { selector in
            let text = selector.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if text == ":root" || text == "html" || text == "body" { return ".\(scope)" }
            return text.isEmpty ? "" : ".\(scope) \(text)"
        }
        return selectors.contains("") ? "" : selectors.joined(separator: ",")
    }

    private static func declarations(_ text: some StringProtocol) -> [String] {
        text.split(separator: ";").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
    }

    private static func isHarmlessDeclaration(_ text: String) -> Bool {
        let lower = text.lowercased()
        let refused = [
            "url", "@", "expression", "\\", "behavior", "-moz-binding", "image(", "image-set", "src(", "z-index", "<", "{", "}",
        ]
        guard !refused.contains(where: lower.contains) else { return false }
        // A place of its own would lie over the page.
        guard lower.hasPrefix("position") else { return true }
        return lower.contains("relative") || lower.contains("static")
    }

    private static func withoutComments(_ text: String) -> String {
        var kept = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "/*") {
            kept += rest[..<start.lowerBound] + " "
            guard let end = rest[start.upperBound...].firstRange(of: "*/") else { return kept }
            rest = rest[end.upperBound...]
        }
        return kept + rest
    }
}
