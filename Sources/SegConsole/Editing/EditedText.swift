/// A text that is being edited, cut at the cursor. Distances are in Unicode scalars, as the editor counts.
public struct EditedText: Equatable {
    /// The text before the cursor.
    public let before: String
    /// The text from the cursor on.
    public let after: String

    /// Cuts a text at the cursor.
    public init(before: String, after: String) {
        self.before = before
        self.after = after
    }

    var whole: String { before + after }

    /// The cursor's line up to the cursor.
    var lineBefore: Substring {
        let scalars = before.unicodeScalars
        return before[(scalars.lastIndex(of: "\n").map(scalars.index(after:)) ?? before.startIndex)...]
    }

    /// The cursor's line from the cursor on.
    var lineAfter: Substring { after[..<(after.unicodeScalars.firstIndex(of: "\n") ?? after.endIndex)] }

    /// How far it is back to the start of what is seen as the character before the cursor; 0 at the start.
    public var previous: Int { before.last.map { $0.unicodeScalars.count } ?? 0 }

    /// How far it is to the end of what is seen as the character after the cursor; 0 at the end.
    public var next: Int { after.first.map { $0.unicodeScalars.count } ?? 0 }

    /// How far back it is to the same column of the line above; nil in the first line.
    public var up: Int? {
        let line = lineBefore
        guard line.startIndex > before.startIndex else { return nil }
        let above = EditedText(before: String(before[..<line.startIndex].unicodeScalars.dropLast()), after: "").lineBefore
        return line.unicodeScalars.count + 1 + above.dropFirst(line.count).unicodeScalars.count
    }

    /// How far it is to the same column of the line below; nil in the last line.
    public var down: Int? {
        let rest = lineAfter
        guard rest.endIndex < after.endIndex else { return nil }
        let below = EditedText(before: "", after: String(after[rest.endIndex...].unicodeScalars.dropFirst())).lineAfter
        return rest.unicodeScalars.count + 1 + below.prefix(lineBefore.count).unicodeScalars.count
    }
}
