import Foundation
import SegDisplay
import Testing

/// Colouring takes any text to its end, and loses none of it.
@Suite struct CodeHTMLTests {
    @Test(arguments: [
        "xs.map { $0 * 2 }", "$", "$$1 a$b", "é_1 `Dep Time` .`Dep Time`", "1..2 1... .5 .", "\"open \\( ( ",
        "\"\"\"open", "%% a\nx", "// end", "a.in.b", "'x", "\\", "`", "0x1F 2e+ 3_", "select $lim from t",
    ]) func takesAnyText(_ code: String) {
        for language in [CodeLanguage.segnb, .sql, .python, .plain] {
            let html = CodeHTML(language).render(code)
            #expect(Self.text(of: html) == code)
        }
    }

    /// The text of a page's fragment: without elements and entities.
    private static func text(of html: String) -> String {
        var text = ""
        var isElement = false
        for character in html {
            if character == "<" { isElement = true } else if character == ">" { isElement = false }
            else if !isElement { text.append(character) }
        }
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
