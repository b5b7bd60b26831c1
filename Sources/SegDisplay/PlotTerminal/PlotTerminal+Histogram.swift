extension PlotTerminal {
    /// Upright bars for each series in a panel of its own, over one x axis.
    func histograms(_ plot: Plot) -> [StyledText] {
        let panels = plot.series.compactMap { series -> (name: String, bins: [Plot.Bin])? in
            if case .bins(let bins) = series.marks, !bins.isEmpty { (series.name, bins) } else { nil }
        }
        guard let first = panels.first?.bins, let low = first.first?.lower, let high = first.last?.upper,
            let extent = plot.yExtent
        else { return [] }
        let rows = max(3, height / panels.count)
        let up = Ticks(covering: extent, count: max(1, rows / 3))
        let labelWidth = up.ticks.map { DisplayWidth.of($0.label) }.max() ?? 0
        let room = max(10, width - labelWidth - 2)
        let cells = first.count <= room ? room / first.count * first.count : room
        let across = Ticks(plot.x.scale, covering: low...high, count: max(2, cells / 12))
        let fixed = Ticks(domain: low...high, ticks: across.ticks.filter { (low...high).contains($0.value) })
        var lines = [StyledText(plot.y.title, .dim)]
        for (index, panel) in panels.enumerated() {
            let canvas = upright(panel.bins, colour: index, cells: cells, rows: rows, top: up.domain.upperBound)
            if panels.count > 1 { lines.append(StyledText(SafeText.oneLine(panel.name), PlotGlyphs.style(index))) }
            let isLast = index == panels.count - 1
            let framedLines = framed(
                canvas, Plot(x: Plot.Axis(plot.x.title), y: Plot.Axis(""), series: []),
                across: fixed, up: up, labelWidth: labelWidth)
            lines += isLast ? framedLines : Array(framedLines.prefix(rows))
        }
        return lines
    }

    private func upright(
        _ bins: [Plot.Bin], colour: Int, cells: Int, rows: Int, top: Double
    ) -> PlotCanvas {
        var canvas = PlotCanvas(width: cells, height: rows)
        for column in 0..<cells {
            let bin = bins[min(bins.count - 1, column * bins.count / cells)]
            let eighths = top > 0 ? Int((bin.count / top * Double(rows * 8)).rounded()) : 0
            let shown = bin.count > 0 ? max(1, eighths) : 0
            for row in 0..<rows {
                let filled = shown - (rows - 1 - row) * 8
                if filled > 0 {
                    canvas.mark(
                        glyphs.column(filled), atDot: column * 2, row * 4, PlotGlyphs.style(colour))
                }
            }
        }
        return canvas
    }
}
