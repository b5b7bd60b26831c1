extension PlotTerminal {
    /// One box a line: whiskers, quartiles, the median, outliers as dots.
    func boxes(_ plot: Plot) -> [StyledText] {
        guard let names = Plot.bands(plot.x), let extent = plot.yExtent else { return [] }
        let labels = names.map {
            DisplayWidth.truncated(SafeText.oneLine($0), to: max(8, width / 3))
        }
        let labelWidth = labels.map { DisplayWidth.of($0) }.max() ?? 0
        let room = max(10, width - labelWidth - 2)
        let ticks = Ticks(plot.y.scale, covering: extent, count: max(2, room / 12))
        var lines: [StyledText] = []
        for (band, label) in labels.enumerated() {
            var name = label
            for series in plot.series {
                guard case .boxes(let boxes) = series.marks, boxes.indices.contains(band),
                    let box = boxes[band]
                else { continue }
                let style = PlotGlyphs.style(plot.colour(of: series))
                let sign =
                    marksSeries(plot) && plot.legend.count > 1
                    ? glyphs.mark(plot.colour(of: series)) : glyphs.vertical
                lines.append(
                    StyledText(DisplayWidth.padded(name, to: labelWidth, .leading) + " ")
                        + StyledText(sign, .dim) + line(box, ticks.domain, room, style))
                name = ""
            }
        }
        return lines + bottomAxis(ticks, width: room, indent: labelWidth + 1, title: plot.y.title)
    }

    private func line(
        _ box: Plot.Box, _ domain: ClosedRange<Double>, _ room: Int, _ style: TextStyle
    ) -> StyledText {
        var cells = [String](repeating: " ", count: room)
        let place = { (value: Double) in PlotPlace.place(value, domain, room) }
        for outlier in box.outliers { cells[place(outlier)] = settings.unicode ? "·" : "." }
        for cell in place(box.low)...max(place(box.low), place(box.high)) {
            cells[cell] = glyphs.horizontal
        }
        let lower = place(box.lowerQuartile)
        for cell in lower...max(lower, place(box.upperQuartile)) {
            cells[cell] = settings.unicode ? "█" : "="
        }
        cells[place(box.low)] = settings.unicode ? "├" : "|"
        cells[place(box.high)] = settings.unicode ? "┤" : "|"
        cells[place(box.median)] = settings.unicode ? "┃" : "M"
        return StyledText(cells.joined(), style)
    }
}
