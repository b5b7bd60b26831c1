extension PlotSVG {
    /// Cells shaded by value: one colour, or two around zero when there are values of both signs.
    func heatMap(_ plot: Plot, _ rows: [[Double?]], _ writer: inout SVGWriter, top: Double) -> Double {
        guard let columns = Plot.bands(plot.x), let bands = Plot.bands(plot.y),
            let extent = plot.cellExtent, !columns.isEmpty
        else { return top }
        let numbers = NumberColumn(rows.flatMap { $0.compactMap { $0 } })
        let widest = bands.map { Self.textWidth(SafeText.oneLine($0)) }.max() ?? 0
        let left = min(Self.width * 0.36, widest) + 10
        let cellWidth = min(72, (Self.width - left) / Double(columns.count))
        let turned = columns.contains { Self.textWidth($0) > cellWidth }
        let headRoom = turned ? min(110, (columns.map { Self.textWidth($0) }.max() ?? 0) * 0.75) + 8 : 18
        let gridTop = top + 18 + headRoom
        writer.label(Self.fitted("\(plot.y.title) by \(plot.x.title)", Self.width), 0, top + 12, style: "d")
        for (index, name) in columns.enumerated() {
            columnLabel(name, left + cellWidth * (Double(index) + 0.5), gridTop - 6, turned: turned, &writer)
        }
        let cellHeight = 24.0
        for (band, row) in rows.enumerated() where bands.indices.contains(band) {
            let y = gridTop + cellHeight * Double(band)
            writer.label(Self.fitted(bands[band], left - 6), left - 6, y + 16, .end)
            for (index, value) in row.enumerated().prefix(columns.count) {
                guard let value else { continue }
                let text = numbers.text(value)
                let x = left + cellWidth * Double(index)
                let tip = "\(bands[band]), \(columns[index]): \(text)"
                let shade = HeatShade(value, extent)
                writer.rectangle(
                    x, y, cellWidth - 1, cellHeight - 1, style: shade.style, opacity: shade.opacity, tip: tip)
                if Self.textWidth(text) + 2 <= cellWidth {
                    writer.label(text, x + cellWidth / 2, y + 16, .middle)
                }
            }
        }
        return scale(plot, extent, numbers, top: gridTop + cellHeight * Double(bands.count) + 8, left, &writer)
    }

    private func columnLabel(
        _ name: String, _ x: Double, _ y: Double, turned: Bool, _ writer: inout SVGWriter
    ) {
        guard turned else { return writer.label(SafeText.oneLine(name), x, y, .middle) }
        let shown = Self.fitted(name, 140)
        let place = "translate(\(SVGWriter.number(x)) \(SVGWriter.number(y))) rotate(-50)"
        writer.raw("<text transform=\"\(place)\">\(HTMLText.escaped(shown))</text>\n")
    }

    private func scale(
        _ plot: Plot, _ extent: ClosedRange<Double>, _ numbers: NumberColumn, top: Double, _ left: Double,
        _ writer: inout SVGWriter
    ) -> Double {
        let low = numbers.text(extent.lowerBound)
        let name = plot.series.first.map { Self.fitted($0.name, 160) } ?? ""
        writer.label("\(name)  \(low)", left, top + 11, style: "d")
        var x = left + Self.textWidth("\(name)  \(low)") + 8
        for step in 0..<6 {
            let value = extent.lowerBound + (extent.upperBound - extent.lowerBound) * Double(step) / 5
            let shade = HeatShade(value, extent)
            writer.rectangle(x, top, 18, 13, style: shade.style, opacity: shade.opacity)
            x += 19
        }
        writer.label(numbers.text(extent.upperBound), x + 6, top + 11, style: "d")
        return top + 16
    }
}

/// The colour of a cell; never so strong that the number on it can't be read.
private struct HeatShade {
    private static let strongest = 0.6

    let style: String
    let opacity: Double

    init(_ value: Double, _ extent: ClosedRange<Double>) {
        if extent.lowerBound < 0, extent.upperBound > 0 {
            let size = max(-extent.lowerBound, extent.upperBound)
            style = value < 0 ? "f1" : "f0"
            opacity = 0.03 + (Self.strongest - 0.03) * value.magnitude / size
        } else {
            let size = extent.upperBound - extent.lowerBound
            let share = size > 0 ? (value - extent.lowerBound) / size : 0.5
            style = "f0"
            opacity = 0.06 + (Self.strongest - 0.06) * share
        }
    }
}
