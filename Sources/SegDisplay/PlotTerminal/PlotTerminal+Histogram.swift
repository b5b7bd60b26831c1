extension PlotTerminal {
    /// The bins of one series, to be drawn in a panel of its own.
    private struct Panel {
        let name: String
        let bins: [Plot.Bin]
        let style: TextStyle
    }

    /// Upright bars for each series in a panel of its own, over one x axis.
    func histograms(_ plot: Plot) -> [StyledText] {
        let panels = plot.series.compactMap { series -> Panel? in
            guard case .bins(let bins) = series.marks, !bins.isEmpty else { return nil }
            let style = PlotGlyphs.style(plot.colour(of: series))
            return Panel(name: series.name, bins: bins, style: style)
        }
        guard let bins = panels.first?.bins, let low = bins.first?.lower,
            let high = bins.last?.upper, low < high, let extent = plot.yExtent
        else { return [] }
        let rows = max(3, height / panels.count)
        let up = Ticks(covering: extent, count: max(1, rows / 3))
        let labelWidth = up.ticks.map { DisplayWidth.of($0.label) }.max() ?? 0
        let room = max(10, width - labelWidth - 2)
        // Bins of whole cells look even.
        let cells = bins.count <= room ? room / bins.count * bins.count : room
        let nice = Ticks(
            plot.x.scale, covering: low...high, count: max(2, cells / tickRoom(plot.x.scale)))
        let across = Ticks(
            domain: low...high, ticks: nice.ticks.filter { (low...high).contains($0.value) })
        var lines = [StyledText(plot.y.title, .dim)]
        for panel in panels {
            if panels.count > 1 {
                lines.append(StyledText(SafeText.oneLine(panel.name), panel.style))
            }
            let canvas = upright(panel, cells: cells, rows: rows, top: up.domain.upperBound)
            lines += framed(canvas, up: up, labelWidth: labelWidth)
        }
        return lines
            + bottomAxis(across, width: cells, indent: labelWidth + 1, title: plot.x.title)
    }

    private func upright(_ panel: Panel, cells: Int, rows: Int, top: Double) -> PlotCanvas {
        var canvas = PlotCanvas(width: cells, height: rows)
        for column in 0..<cells {
            let bin = panel.bins[min(panel.bins.count - 1, column * panel.bins.count / cells)]
            let share = top > 0 ? min(1, max(0, bin.count / top)) : 0
            let eighths = Int((share * Double(rows * 8)).rounded())
            let shown = bin.count > 0 ? max(1, eighths) : 0
            for row in 0..<rows {
                let filled = shown - (rows - 1 - row) * 8
                guard filled > 0 else { continue }
                canvas.mark(glyphs.column(filled), atDot: column * 2, row * 4, panel.style)
            }
        }
        return canvas
    }
}
