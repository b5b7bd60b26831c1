/// The lines of aligned rows for a terminal.
struct AlignedRowsLayout {
    /// Header lines and rows, at most `width` cells wide.
    let lines: [StyledText]
    /// The titles of columns that didn't fit.
    let dropped: [String]

    /// Columns that don't fit are left out from the right, whole groups at a time; the first stays.
    init(_ rows: AlignedRows, width: Int) {
        let groups = rows.groups.map { AlignedGroup(rows, $0) }
        let shown = Self.fitting(groups, width)
        dropped = groups.dropFirst(shown.count).map(\.title)
        let header = rows.showsHeader ? Self.lines(shown.map(\.header), shown) : []
        let body = Self.lines(shown.map(\.body), shown)
        lines = (header + body).map { $0.withoutTrailingSpaces.truncated(to: width) }
    }

    private static func fitting(_ groups: [AlignedGroup], _ width: Int) -> [AlignedGroup] {
        var used = 0
        var kept = 0
        for (index, group) in groups.enumerated() {
            used += group.width + (index > 0 ? group.gap : 0)
            if index > 0, used > width { break }
            kept = index + 1
        }
        return Array(groups.prefix(kept))
    }

    private static func lines(_ parts: [[StyledText]], _ groups: [AlignedGroup]) -> [StyledText] {
        (0..<(parts.first?.count ?? 0)).map { line in
            var text = StyledText()
            for (index, group) in groups.enumerated() {
                if index > 0 { text += StyledText(DisplayWidth.spaces(group.gap)) }
                text += parts[index][line]
            }
            return text
        }
    }
}
