extension PlotTerminal {
    /// A cell of shade for each pair, with its number where there is room.
    func heatMap(_ plot: Plot, _ rows: [[Double?]]) -> [StyledText] {
        guard let columns = Plot.bands(plot.x), let bands = Plot.bands(plot.y),
            let extent = plot.cellExtent
        else { return [] }
        let numbers = NumberColumn(rows.flatMap { $0.compactMap { $0 } })
        let labelWidth = min(width / 3, bands.map { DisplayWidth.of($0) }.max() ?? 0)
        let room = max(8, width - labelWidth - 1)
        let numberWidth = rows.flatMap { $0.compactMap { $0 } }.map { numbers.text($0).count }.max() ?? 1
        let headerWidth = columns.map { DisplayWidth.of($0) }.max() ?? 1
        let full = max(numberWidth + 2, min(headerWidth, numberWidth + 6)) + 1
        let showsNumbers = full * columns.count <= room
        let cellWidth = showsNumbers ? full : max(1, room / max(1, columns.count))
        let shown = min(columns.count, room / cellWidth)
        var lines = [StyledText("\(SafeText.oneLine(plot.y.title)) by \(SafeText.oneLine(plot.x.title))", .dim)]
        lines.append(StyledText(header(columns.prefix(shown), labelWidth, cellWidth), .dim))
        for (band, row) in rows.enumerated() where bands.indices.contains(band) {
            let name = DisplayWidth.truncated(SafeText.oneLine(bands[band]), to: labelWidth)
            var line = StyledText(DisplayWidth.padded(name, to: labelWidth, .leading) + " ")
            for value in row.prefix(shown) {
                line += cell(value, extent, cellWidth, numbers: showsNumbers ? numbers : nil)
            }
            lines.append(line)
        }
        return lines + [scaleLine(extent, numbers, name: plot.series.first?.name ?? "")]
    }

    private func header(_ names: ArraySlice<String>, _ labelWidth: Int, _ cellWidth: Int) -> String {
        let cells = names.map { name in
            let room = max(1, cellWidth - 1)
            let cut = DisplayWidth.truncated(SafeText.oneLine(name), to: room, ellipsis: room > 2 ? "…" : "")
            return DisplayWidth.padded(cut, to: cellWidth, .trailing)
        }
        return DisplayWidth.spaces(labelWidth + 1) + cells.joined()
    }

    private func cell(
        _ value: Double?, _ extent: ClosedRange<Double>, _ width: Int, numbers: NumberColumn?
    ) -> StyledText {
        guard let value else { return StyledText(DisplayWidth.spaces(width)) }
        let shade = glyphs.shade(share(value, extent))
        guard let numbers else { return StyledText(String(repeating: shade, count: width), .cyan) }
        let text = numbers.text(value)
        let sign = StyledText(shade, .cyan)
        return StyledText(DisplayWidth.spaces(width - text.count - 1)) + sign + StyledText(text)
    }

    private func share(_ value: Double, _ extent: ClosedRange<Double>) -> Double {
        let size = extent.upperBound - extent.lowerBound
        return size > 0 ? (value - extent.lowerBound) / size : 0.5
    }

    private func scaleLine(_ extent: ClosedRange<Double>, _ numbers: NumberColumn, name: String) -> StyledText {
        let shades = stride(from: 0.1, through: 0.9, by: 0.2).map { glyphs.shade($0) }.joined()
        let ends = (numbers.text(extent.lowerBound), numbers.text(extent.upperBound))
        return StyledText("\(SafeText.oneLine(name))  \(ends.0) ", .dim) + StyledText(shades, .cyan)
            + StyledText(" \(ends.1)", .dim)
    }
}
