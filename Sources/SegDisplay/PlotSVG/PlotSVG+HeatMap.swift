extension PlotSVG {
    /// Cells shaded by value: one colour, or two around zero when there are values of both signs.
    func heatMap(
        _ plot: Plot, _ rows: [[Double?]], _ writer: inout SVGWriter, top: Double
    ) -> Double {
        guard let drawing = HeatDrawing(plot, rows, top: top) else { return top }
        let title = Self.fitted("\(plot.y.title) by \(plot.x.title)", Self.width)
        writer.label(title, 0, top + 12, style: "d")
        drawing.drawColumnNames(&writer)
        for (band, row) in rows.enumerated() where drawing.bands.indices.contains(band) {
            drawing.draw(row, band: band, &writer)
        }
        return drawing.drawScale(name: plot.series.first?.name ?? "", &writer)
    }
}

/// The grid of a heat map.
private struct HeatDrawing {
    private static let cellHeight = 24.0

    let columns: [String]
    let bands: [String]
    let extent: ClosedRange<Double>
    let numbers: NumberColumn
    let left: Double
    let top: Double
    let cellWidth: Double
    /// Whether the names of columns are too long to stand level.
    let isTurned: Bool

    init?(_ plot: Plot, _ rows: [[Double?]], top: Double) {
        guard let columns = Plot.bands(plot.x), let bands = Plot.bands(plot.y),
            let extent = plot.cellExtent, !columns.isEmpty
        else { return nil }
        self.columns = columns
        self.bands = bands
        self.extent = extent
        numbers = NumberColumn(rows.flatMap { $0.compactMap { $0 } })
        let widest = bands.map { PlotSVG.textWidth(SafeText.oneLine($0)) }.max() ?? 0
        left = min(PlotSVG.width * 0.36, widest) + 10
        cellWidth = min(72, (PlotSVG.width - left) / Double(columns.count))
        let widestColumn = columns.map { PlotSVG.textWidth(SafeText.oneLine($0)) }.max() ?? 0
        isTurned = widestColumn + 6 > cellWidth
        self.top = top + 18 + (isTurned ? min(110, widestColumn * 0.75) + 8 : 18)
    }

    func drawColumnNames(_ writer: inout SVGWriter) {
        for (index, name) in columns.enumerated() {
            let x = left + cellWidth * (Double(index) + 0.5)
            if isTurned {
                writer.turnedLabel(PlotSVG.fitted(name, 140), x, top - 6)
            } else {
                writer.label(SafeText.oneLine(name), x, top - 6, .middle)
            }
        }
    }

    func draw(_ row: [Double?], band: Int, _ writer: inout SVGWriter) {
        let y = top + Self.cellHeight * Double(band)
        writer.label(PlotSVG.fitted(bands[band], left - 6), left - 6, y + 16, .end)
        for (index, value) in row.enumerated().prefix(columns.count) {
            guard let value else { continue }
            let text = numbers.text(value)
            let x = left + cellWidth * Double(index)
            let shade = HeatShade(value, extent)
            writer.rectangle(
                x, y, cellWidth - 1, Self.cellHeight - 1, style: shade.style,
                opacity: shade.opacity, tip: "\(bands[band]), \(columns[index]): \(text)")
            if PlotSVG.textWidth(text) + 2 <= cellWidth {
                writer.label(text, x + cellWidth / 2, y + 16, .middle)
            }
        }
    }

    /// What the shades mean, below the grid; gives the lower end.
    func drawScale(name: String, _ writer: inout SVGWriter) -> Double {
        let y = top + Self.cellHeight * Double(bands.count) + 8
        let label = "\(PlotSVG.fitted(name, 160))  \(numbers.text(extent.lowerBound))"
        writer.label(label, left, y + 11, style: "d")
        var x = left + PlotSVG.textWidth(label) + 8
        for step in 0..<6 {
            let share = Double(step) / 5
            let value = extent.lowerBound + (extent.upperBound - extent.lowerBound) * share
            let shade = HeatShade(value, extent)
            writer.rectangle(x, y, 18, 13, style: shade.style, opacity: shade.opacity)
            x += 19
        }
        writer.label(numbers.text(extent.upperBound), x + 6, y + 11, style: "d")
        return y + 16
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
