/// The lines of aligned rows for a terminal.
struct AlignedRowsLayout {
    /// Header lines and rows, at most `width` cells wide.
    let lines: [StyledText]
    /// The titles of columns that didn't fit.
    let dropped: [String]

    /// How far the first column is shortened at the most.
    private static let shortest = 20

    /// Where not all fits, the first column, which holds names, is shortened; columns that don't fit then are left out from
    /// the right, whole groups at a time, essential ones after others.
    init(_ rows: AlignedRows, width: Int) {
        var groups = rows.groups.map { AlignedGroup(rows, $0) }
        let others = groups.dropFirst().reduce(0) { $0 + $1.gap + $1.width }
        if let first = groups.first, first.width + others > width, first.width > Self.shortest {
            groups[0] = first.shortened(to: max(Self.shortest, min(first.width, width - others)))
        }
        let shown = Self.fitting(groups, width)
        dropped = groups.indices.filter { !shown.contains($0) }.map { groups[$0].title }
        let kept = shown.map { groups[$0] }
        let header = rows.showsHeader ? Self.lines(kept.map(\.header), kept) : []
        let body = Self.lines(kept.map(\.body), kept)
        lines = (header + body).map { $0.withoutTrailingSpaces.truncated(to: width) }
    }

    /// The numbers of the groups that are shown, in order.
    private static func fitting(_ groups: [AlignedGroup], _ width: Int) -> [Int] {
        var free = width - (groups.first?.width ?? 0)
        var shown = groups.isEmpty ? [] : [0]
        for wanted in [true, false] {
            for (index, group) in groups.enumerated().dropFirst() where group.isEssential == wanted {
                guard group.gap + group.width <= free else { break }
                free -= group.gap + group.width
                shown.append(index)
            }
        }
        return shown.sorted()
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
