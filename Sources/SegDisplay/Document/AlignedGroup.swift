/// Columns under one title, laid out for a terminal: lines of one width.
struct AlignedGroup {
    let title: String
    /// Whether it is shown before others.
    let isEssential: Bool
    /// The spaces before the group.
    let gap: Int
    private(set) var width: Int
    private(set) var header: [StyledText]
    private(set) var body: [StyledText]

    init(_ rows: AlignedRows, _ range: Range<Int>) {
        let columns = rows.columns[range]
        let runsOver = rows.rows.indices.map { rows.runsOver($0, range) }
        let first = range.lowerBound
        title = rows.columns[first].title
        isEssential = columns.contains { $0.isEssential ?? false }
        gap = rows.columns[first].gap
        let alignments = range.map { Self.alignment(rows, $0, isAlone: range.count == 1, runsOver) }
        let gaps = columns.dropFirst().reduce(0) { $0 + $1.gap }
        let titleWidth = rows.showsHeader ? DisplayWidth.of(title) : 0
        let longest =
            rows.rows.indices.lazy.filter { runsOver[$0] }
            .map { rows.cell($0, first).displayWidth }.max() ?? 0
        let width = max(alignments.reduce(gaps) { $0 + $1.width }, titleWidth, longest)
        self.width = width
        header = Self.header(rows, range, width)
        body = rows.rows.indices.map { row in
            let text =
                runsOver[row] ? rows.cell(row, first) : Self.cells(rows, row, range, alignments)
            return text + StyledText(DisplayWidth.spaces(width - text.displayWidth))
        }
    }

    /// The same with lines that are no wider.
    func shortened(to width: Int) -> AlignedGroup {
        func fitted(_ text: StyledText) -> StyledText {
            let short = text.withoutTrailingSpaces.truncated(to: width)
            return short + StyledText(DisplayWidth.spaces(width - short.displayWidth))
        }
        var group = self
        group.width = width
        group.header = header.map(fitted)
        group.body = body.map(fitted)
        return group
    }

    /// A title over decimals stands at the right, over intervals at the left.
    static func headerAlignment(_ alignment: TextAlignment) -> TextAlignment {
        switch alignment {
        case .around("."): .trailing
        case .around: .leading
        case .leading, .trailing, .centre: alignment
        }
    }

    private static func alignment(
        _ rows: AlignedRows, _ index: Int, isAlone: Bool, _ runsOver: [Bool]
    ) -> ColumnAlignment {
        let column = rows.columns[index]
        let texts = rows.rows.indices.map { runsOver[$0] ? "" : rows.cell($0, index).plain }
        let title = isAlone ? DisplayWidth.of(column.title) : 0
        let header = max(title, DisplayWidth.of(column.subtitle ?? ""))
        return ColumnAlignment(texts, column.alignment, minimum: rows.showsHeader ? header : 0)
    }

    private static func cells(
        _ rows: AlignedRows, _ row: Int, _ range: Range<Int>, _ alignments: [ColumnAlignment]
    ) -> StyledText {
        var text = StyledText()
        for (index, alignment) in zip(range, alignments) {
            let padding = alignment.paddings[row]
            let gap = index > range.lowerBound ? rows.columns[index].gap : 0
            text += StyledText(DisplayWidth.spaces(gap + padding.lead)) + rows.cell(row, index)
            text += StyledText(DisplayWidth.spaces(padding.trail))
        }
        return text
    }

    private static func header(
        _ rows: AlignedRows, _ range: Range<Int>, _ width: Int
    ) -> [StyledText] {
        let column = rows.columns[range.lowerBound]
        let alignment = range.count > 1 ? .leading : headerAlignment(column.alignment)
        var lines = [padded(StyledText(column.title, .bold), width, alignment)]
        if rows.columns.contains(where: { $0.subtitle != nil }) {
            lines.append(padded(StyledText(column.subtitle ?? "", .dim), width, alignment))
        }
        return lines
    }

    private static func padded(
        _ text: StyledText, _ width: Int, _ alignment: TextAlignment
    ) -> StyledText {
        let padding = ColumnAlignment.padding(width - text.displayWidth, alignment)
        return StyledText(DisplayWidth.spaces(padding.lead)) + text
            + StyledText(DisplayWidth.spaces(padding.trail))
    }
}
