/// Elements of HTML and SVG as text.
enum Markup {
    /// An element with content, which must be markup already; attributes with an empty value are
    /// left out, the others are escaped.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String
    ) -> String {
        "<\(name)\(text(attributes))>\(content)</\(name)>"
    }

    /// An element without attributes.
    static func element(_ name: String, _ content: String) -> String {
        "<\(name)>\(content)</\(name)>"
    }

    /// An element without content, closed in itself as SVG wants it.
    static func empty(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) -> String {
        "<\(name)\(text(attributes))/>"
    }

    private static func text(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { name, value in
            value.isEmpty ? "" : " \(name)=\"\(HTMLText.escaped(value))\""
        }.joined()
    }
}
