/// The lines of aligned rows for a terminal.
struct AlignedRowsLayout {
    /// A group of columns under one title, laid out: equally wide lines.
    private struct Group {
        let title: String
        let gap: Int
        let width: Int
        let header: [StyledText]
        let body: [StyledText]
    }

    /// Header lines and rows, at most `width` cells wide.
    let lines: [StyledText]
    /// The titles of columns that didn't fit.
    let dropped: [String]

    /// Columns that don't fit are left out from the right, whole groups at a time; the first stays.
    init(_ rows: AlignedRows, width: Int) {
        let groups = rows.groups.map { Self.layout(rows, $0) }
        var kept = 0
        var used = 0
        for (index, group) in groups.enumerated() {
            let addition = group.width + (index > 0 ? group.gap : 0)
            if index > 0, used + addition > width { break }
            used += addition
            kept = index + 1
        }
        dropped = groups.dropFirst(kept).map(\.title)
        let shown = Array(groups.prefix(kept))
        let header = rows.showsHeader ? Self.lines(shown.map(\.header), shown) : []
        let body = Self.lines(shown.map(\.body), shown)
        lines = (header + body).map { Self.withoutTrailingSpaces($0).truncated(to: width) }
    }

    private static func lines(_ parts: [[StyledText]], _ groups: [Group]) -> [StyledText] {
        (0..<(parts.first?.count ?? 0)).map { line in
            var text = StyledText()
            for (index, group) in groups.enumerated() {
                if index > 0 { text += StyledText(DisplayWidth.spaces(group.gap)) }
                text += parts[index][line]
            }
            return text
        }
    }

    private static func layout(_ rows: AlignedRows, _ range: Range<Int>) -> Group {
        let columns = Array(rows.columns[range])
        let running = rows.rows.indices.map { runsOver(rows, $0, range) }
        let widest = zip(rows.rows.indices, running)
            .map { $1 ? rows.cell($0, range.lowerBound).displayWidth : 0 }.max() ?? 0
        let header = columns[0].title
        let titleWidth = rows.showsHeader ? DisplayWidth.of(header) : 0
        let inner = zip(range, columns).map { index, column in
            let texts = rows.rows.indices.map { running[$0] ? "" : rows.cell($0, index).plain }
            let isAlone = range.count == 1
            let subtitle = rows.showsHeader ? DisplayWidth.of(column.subtitle ?? "") : 0
            return ColumnAlignment(
                texts, column.alignment, minimum: isAlone ? max(titleWidth, subtitle) : subtitle)
        }
        let natural = zip(columns, inner).enumerated().reduce(0) { sum, entry in
            sum + entry.element.1.width + (entry.offset > 0 ? entry.element.0.gap : 0)
        }
        let width = max(natural, widest, titleWidth)
        let body = rows.rows.indices.map { row in
            var text = running[row]
                ? rows.cell(row, range.lowerBound) : cells(rows, row, range, columns, inner)
            text += StyledText(DisplayWidth.spaces(width - text.displayWidth))
            return text
        }
        return Group(
            title: header, gap: columns[0].gap, width: width,
            header: headerLines(rows, columns, width), body: body)
    }

    /// Whether the first cell of a group has the whole group to itself.
    private static func runsOver(_ rows: AlignedRows, _ row: Int, _ range: Range<Int>) -> Bool {
        range.count > 1 && range.dropFirst().allSatisfy { rows.cell(row, $0).isEmpty }
    }

    private static func cells(
        _ rows: AlignedRows, _ row: Int, _ range: Range<Int>, _ columns: [AlignedRows.Column],
        _ inner: [ColumnAlignment]
    ) -> StyledText {
        var text = StyledText()
        for (offset, index) in range.enumerated() {
            let padding = inner[offset].paddings[row]
            let gap = offset > 0 ? columns[offset].gap : 0
            text += StyledText(DisplayWidth.spaces(gap + padding.lead)) + rows.cell(row, index)
            text += StyledText(DisplayWidth.spaces(padding.trail))
        }
        return text
    }

    private static func headerLines(
        _ rows: AlignedRows, _ columns: [AlignedRows.Column], _ width: Int
    ) -> [StyledText] {
        let alignment = columns.count > 1 ? .leading : headerAlignment(columns[0].alignment)
        var lines = [padded(StyledText(columns[0].title, .bold), width, alignment)]
        if rows.columns.contains(where: { $0.subtitle != nil }) {
            lines.append(padded(StyledText(columns[0].subtitle ?? "", .dim), width, alignment))
        }
        return lines
    }

    /// A title over decimals stands at the right, over intervals at the left.
    static func headerAlignment(_ alignment: TextAlignment) -> TextAlignment {
        switch alignment {
        case .around("."): .trailing
        case .around: .leading
        case .leading, .trailing, .centre: alignment
        }
    }

    private static func padded(_ text: StyledText, _ width: Int, _ alignment: TextAlignment) -> StyledText {
        let padding = ColumnAlignment.padding(width - text.displayWidth, alignment)
        return StyledText(DisplayWidth.spaces(padding.lead)) + text
            + StyledText(DisplayWidth.spaces(padding.trail))
    }

    private static func withoutTrailingSpaces(_ text: StyledText) -> StyledText {
        var runs = text.runs
        while let last = runs.popLast() {
            var kept = last.text
            while kept.hasSuffix(" ") { kept.removeLast() }
            if !kept.isEmpty { return StyledText(runs: runs + [StyledText.Run(kept, last.style)]) }
        }
        return StyledText()
    }
}
