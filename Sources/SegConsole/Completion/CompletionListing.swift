import SegDisplay

/// The choices below the line, in columns.
enum CompletionListing {
    private static let limit = 120

    /// Lines with their endings, fitted to the terminal.
    static func text(_ words: [String], width: Int = TerminalSettings.detected().width) -> String {
        let shown = words.prefix(limit)
        let cell = (shown.map { DisplayWidth.of($0) }.max() ?? 0) + 2
        let columns = max(1, width / cell)
        let rows = (shown.count + columns - 1) / columns
        var text = ""
        for row in 0..<rows {
            let line = stride(from: row, to: shown.count, by: rows).map { index in
                DisplayWidth.padded(shown[index], to: cell, .leading)
            }
            text += line.joined().trimmingTrailingSpaces + "\n"
        }
        if words.count > shown.count { text += "… \(words.count - shown.count) more\n" }
        return text
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
