import SegDiagnostics

/// A regular expression over Unicode scalars.
struct TextPattern {
    private let expression: Regex<AnyRegexOutput>

    /// E406 where the text isn't a regular expression.
    init(_ pattern: String) throws(Failure) {
        do {
            expression = try Regex(pattern).matchingSemantics(.unicodeScalar)
        } catch {
            throw Failure(
                "E406", "\(Scalar.string(pattern).literal) is not a regular expression",
                hint: "a backslash, bracket or parenthesis meant literally needs a backslash")
        }
    }

    /// Whether it matches anywhere.
    func isFound(in text: String) -> Bool { text.firstMatch(of: expression) != nil }

    /// The text with every match replaced by other text, taken literally.
    func replacing(in text: String, with replacement: String) -> String {
        text.replacing(expression, with: replacement)
    }
}
