import SegDiagnostics
import SegDisplay

/// One thing that `:set` changes: the declaration feeds the command, its listing, completion and help.
struct ConsoleOption: Sendable {
    let name: String
    /// What it may be, as the listing writes it.
    let values: String
    /// The values that are words.
    let words: [String]
    let summary: String
    let text: @Sendable (ConsoleSettings) -> String
    /// Takes a value; false where it can't be one.
    let set: @Sendable (inout ConsoleSettings, String) -> Bool

    static let all = [
        ConsoleOption(
            name: "colour", values: "auto, on, off", words: ["auto", "on", "off"],
            summary: "colours in what is shown", text: { $0.colour.rawValue },
            set: { settings, text in
                guard let choice = ConsoleSettings.Choice(rawValue: text) else { return false }
                settings.colour = choice
                return true
            }),
        flag("hints", "the signature of the call that is being typed, below the line", \.showsHints),
        flag("pager", "page by page what is higher than the screen", \.usesPager),
        ConsoleOption(
            name: "pictures", values: "auto, kitty, sixel, blocks", words: ["auto", "kitty", "sixel", "blocks"],
            summary: "plots and pictures as images of the terminal, or drawn of characters", text: { $0.pictures.rawValue },
            set: { settings, text in
                guard let pictures = ConsoleSettings.Pictures(rawValue: text) else { return false }
                settings.pictures = pictures
                return true
            }),
        ConsoleOption(
            name: "rows", values: "1 to 100000", words: [], summary: "rows of a table that are shown at most",
            text: { "\($0.rows)" },
            set: { settings, text in
                guard let rows = Int(text), (1...100_000).contains(rows) else { return false }
                settings.rows = rows
                return true
            }),
        ConsoleOption(
            name: "width", values: "auto, 20 to 1000", words: ["auto"], summary: "cells of a line",
            text: { $0.width.map { "\($0)" } ?? "auto" },
            set: { settings, text in
                let width = Int(text)
                guard text == "auto" || width.map({ (20...1000).contains($0) }) ?? false else { return false }
                settings.width = width
                return true
            }),
    ]

    private static func flag(
        _ name: String, _ summary: String, _ path: WritableKeyPath<ConsoleSettings, Bool> & Sendable
    ) -> ConsoleOption {
        ConsoleOption(
            name: name, values: "on, off", words: ["on", "off"], summary: summary,
            text: { $0[keyPath: path] ? "on" : "off" },
            set: { settings, text in
                guard text == "on" || text == "off" else { return false }
                settings[keyPath: path] = text == "on"
                return true
            })
    }

    /// Changes settings as `rows 30` says. E620 for an unknown name or value.
    static func apply(_ argument: String, to settings: inout ConsoleSettings) throws(Failure) {
        let parts = argument.split(separator: " ").map(String.init)
        let name = parts.first ?? ""
        guard let option = all.first(where: { $0.name == name }) else {
            throw Failure(
                "E620", "there is no setting \"\(name)\"",
                hint: Suggestion.hint(for: name, among: all.map(\.name)) ?? ":set lists them")
        }
        guard parts.count == 2, option.set(&settings, parts[1]) else {
            let given = parts.dropFirst().joined(separator: " ")
            throw Failure(
                "E620", given.isEmpty ? "\(name) needs a value" : "\(name) can't be \"\(given)\"",
                hint: "it takes \(option.values)")
        }
    }

    /// All settings with their values.
    static func listing(_ settings: ConsoleSettings) -> Document {
        let widest = all.map { DisplayWidth.of($0.name) }.max() ?? 0
        return Document([
            .keyValues(
                all.map { option in
                    let name = DisplayWidth.padded(option.name, to: widest + 2, .leading)
                    return Document.KeyValue(
                        StyledText(name, .bold) + StyledText(option.text(settings)),
                        StyledText(option.summary) + StyledText(" (\(option.values))", .dim))
                })
        ])
    }
}
