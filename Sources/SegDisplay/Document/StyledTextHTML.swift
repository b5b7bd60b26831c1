/// Styled text as spans with classes.
enum StyledTextHTML {
    private static let classes: [(style: TextStyle, name: String)] = [
        (.bold, "b"), (.dim, "dim"), (.italic, "i"), (.underline, "u"),
        (.red, "red"), (.green, "green"), (.yellow, "yellow"), (.cyan, "cyan"),
    ]

    static func render(_ text: StyledText) -> String {
        text.runs.map { run in
            let names = classes.filter { run.style.contains($0.style) }.map(\.name)
            let escaped = HTMLText.escaped(run.text)
            let html = run.style.contains(.code) ? Markup.element("code", escaped) : escaped
            let list = names.joined(separator: " ")
            return list.isEmpty ? html : Markup.element("span", ["class": list], html)
        }.joined()
    }
}
