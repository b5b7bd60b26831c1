extension PlotTerminal {
    /// A cell of shade for each pair, with its number where there is room.
    func heatMap(_ plot: Plot, _ rows: [[Double?]]) -> [StyledText] {
        guard let grid = HeatGrid(plot, rows, width: width, glyphs: glyphs) else { return [] }
        let title = "\(SafeText.oneLine(plot.y.title)) by \(SafeText.oneLine(plot.x.title))"
        let lines = zip(grid.bands, rows).map { grid.line($0, $1) }
        return [StyledText(title, .dim), grid.header] + lines
            + [grid.scale(name: plot.series.first?.name ?? "")]
    }
}

/// The layout of a heat map in a terminal.
private struct HeatGrid {
    let bands: [String]
    private let columns: ArraySlice<String>
    private let extent: ClosedRange<Double>
    private let numbers: NumberColumn
    private let showsNumbers: Bool
    private let labelWidth: Int
    private let cellWidth: Int
    private let glyphs: PlotGlyphs

    /// Nil when there is nothing to draw. Columns that have no room are left out.
    init?(_ plot: Plot, _ rows: [[Double?]], width: Int, glyphs: PlotGlyphs) {
        guard let columns = Plot.bands(plot.x), let bands = Plot.bands(plot.y),
            let extent = plot.cellExtent, !columns.isEmpty
        else { return nil }
        let values = rows.flatMap { $0.compactMap { $0 } }
        let numbers = NumberColumn(values)
        let numberWidth = values.map { DisplayWidth.of(numbers.text($0)) }.max() ?? 1
        let headerWidth = columns.map { DisplayWidth.of($0) }.max() ?? 1
        labelWidth = min(width / 3, bands.map { DisplayWidth.of($0) }.max() ?? 0)
        let room = max(8, width - labelWidth - 1)
        let full = max(numberWidth + 2, min(headerWidth, numberWidth + 6)) + 1
        showsNumbers = full * columns.count <= room
        cellWidth = showsNumbers ? full : max(1, room / columns.count)
        self.columns = columns.prefix(room / cellWidth)
        self.bands = bands
        self.extent = extent
        self.numbers = numbers
        self.glyphs = glyphs
    }

    var header: StyledText {
        let room = max(1, cellWidth - 1)
        let cells = columns.map { name in
            let safe = SafeText.oneLine(name)
            // Of a name cut to a letter or two nothing can be learned.
            let fits = room > 2 || DisplayWidth.of(safe) <= room
            let shown = fits ? DisplayWidth.truncated(safe, to: room) : ""
            return DisplayWidth.padded(shown, to: cellWidth, .trailing)
        }
        return StyledText(DisplayWidth.spaces(labelWidth + 1) + cells.joined(), .dim)
    }

    func line(_ band: String, _ values: [Double?]) -> StyledText {
        let name = DisplayWidth.truncated(SafeText.oneLine(band), to: labelWidth)
        let label = StyledText(DisplayWidth.padded(name, to: labelWidth, .leading) + " ")
        return StyledText.joined([label] + values.prefix(columns.count).map { cell($0) })
    }

    /// What the shades mean.
    func scale(name: String) -> StyledText {
        let shades = stride(from: 0.1, through: 0.9, by: 0.2).map { glyphs.shade($0) }.joined()
        let start = "\(SafeText.oneLine(name))  \(numbers.text(extent.lowerBound)) "
        return StyledText(start, .dim) + StyledText(shades, .cyan)
            + StyledText(" " + numbers.text(extent.upperBound), .dim)
    }

    private func cell(_ value: Double?) -> StyledText {
        guard let value else { return StyledText(DisplayWidth.spaces(cellWidth)) }
        let size = extent.upperBound - extent.lowerBound
        let shade = glyphs.shade(size > 0 ? (value - extent.lowerBound) / size : 0.5)
        guard showsNumbers else {
            return StyledText(String(repeating: shade, count: cellWidth), .cyan)
        }
        let text = numbers.text(value)
        let lead = DisplayWidth.spaces(cellWidth - DisplayWidth.of(text) - 1)
        return StyledText(lead) + StyledText(shade, .cyan) + StyledText(text)
    }
}
