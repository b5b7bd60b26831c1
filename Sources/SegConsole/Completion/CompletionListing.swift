import SegDisplay

/// The choices below the line, in columns.
enum CompletionListing {
    private static let limit = 120

    /// The words with what is said of them, a line each where something is; others after them, in columns.
    static func text(_ completions: Completions, width: Int = TerminalSettings.detected().width) -> String {
        let rest = completions.isCut ? "… and maybe more: type on\n" : ""
        let told = completions.words.filter { completions.notes[$0] != nil }
        let others = completions.words.filter { completions.notes[$0] == nil }
        guard !told.isEmpty else { return text(others, width: width) + rest }
        let shown = told.prefix(limit)
        var lines = shown.map { word in
            let line = word + (completions.notes[word] ?? "")
            return DisplayWidth.truncated(line.withoutControls, to: width - 1) + "\n"
        }.joined()
        if told.count > shown.count { lines += "… \(told.count - shown.count) more\n" }
        return lines + (others.isEmpty ? "" : text(others, width: width)) + rest
    }

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
    /// Without characters that would move the cursor.
    fileprivate var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
    }

    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
