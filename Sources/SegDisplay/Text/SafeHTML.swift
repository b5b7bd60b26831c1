/// HTML from elsewhere, with what is harmless of it: structure, text, tables, simple styles and
/// pictures that stand in the text itself.
///
/// Everything is read tag by tag and written anew from lists of what is allowed, so that nothing
/// unknown passes: no scripts, forms, frames or event handlers, nothing that a browser would fetch,
/// and no tag is left open.
struct SafeHTML {
    /// The harmless part of a text.
    static func of(_ html: String) -> String {
        var reader = SafeHTML(Array(html.utf8))
        return reader.clean()
    }

    private static let tags: Set<String> = [
        "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "details", "div", "dl", "dt",
        "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "label", "li", "mark", "ol",
        "p", "pre", "s", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "u", "ul", "var",
    ]
    private static let empty: Set<String> = ["br", "col", "hr", "img"]
    /// Elements that go with all that is in them.
    private static let dropped: Set<String> = [
        "script", "iframe", "object", "embed", "noscript", "template", "svg", "math", "head", "title", "textarea",
        "select", "audio", "video", "canvas", "xmp", "noembed", "noframes", "plaintext",
    ]
    private static let attributes: Set<String> = [
        "align", "alt", "border", "class", "colspan", "dir", "height", "id", "lang", "open", "rowspan", "scope", "span",
        "src", "style", "title", "valign", "width",
    ]

    private let bytes: [UInt8]
    private var place = 0
    private var result = ""
    private var open: [String] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func clean() -> String {
        while place < bytes.count {
            let start = place
            while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
            // Entities stay as they are: they only ever stand for characters.
            result += text(start..<place).replacing(">", with: "&gt;")
            if place < bytes.count { readMarkup() }
        }
        for tag in open.reversed() { result += "</\(tag)>" }
        return result
    }

    private mutating func readMarkup() {
        if starts(with: "<!--") {
            skip(past: "-->")
        } else if starts(with: "<!") || starts(with: "<?") {
            skip(past: ">")
        } else if let tag = SafeHTMLTag(bytes, at: place) {
            place = tag.end
            tag.isClosing ? close(tag.name) : begin(tag)
        } else {
            result += "&lt;"
            place += 1
        }
    }

    private mutating func begin(_ tag: SafeHTMLTag) {
        if tag.name == "style" {
            let start = place
            skip(past: "</style")
            skip(past: ">")
            let rules = SafeStyle.rules(text(start..<max(start, min(place, bytes.count))))
            if !rules.isEmpty { result += "<style>\(rules)</style>" }
        } else if Self.dropped.contains(tag.name) {
            guard !tag.isEmpty else { return }
            skip(past: "</\(tag.name)")
            skip(past: ">")
        } else if Self.tags.contains(tag.name) {
            result += "<\(tag.name)\(tag.attributes.compactMap(written).joined())>"
            if !Self.empty.contains(tag.name) { open.append(tag.name) }
        }
    }

    private mutating func close(_ name: String) {
        guard let index = open.lastIndex(of: name) else { return }
        for tag in open[index...].reversed() { result += "</\(tag)>" }
        open.removeSubrange(index...)
    }

    /// An attribute as it may stand; nil where it may not.
    private func written(_ name: String, _ value: String) -> String? {
        guard Self.attributes.contains(name) else { return nil }
        switch name {
        case "src" where !value.lowercased().hasPrefix("data:image/"): return nil
        case "style" where !SafeStyle.isHarmless(value): return nil
        default: return " \(name)=\"\(Self.quoted(value))\""
        }
    }

    private static func quoted(_ value: String) -> String {
        value.replacing("\"", with: "&quot;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    // MARK: Bytes

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func starts(with mark: String) -> Bool { bytes[place...].starts(with: mark.utf8) }

    /// Goes behind the next place of a mark, in any case of letters, or to the end.
    private mutating func skip(past mark: String) {
        let wanted = Array(mark.utf8)
        while place < bytes.count {
            let isHere = zip(wanted, bytes[place...]).allSatisfy { $0 == SafeHTMLTag.lower($1) }
            if isHere, bytes.count - place >= wanted.count {
                place += wanted.count
                return
            }
            place += 1
        }
    }
}
