extension PlotSVG {
    /// Bars and boxes lie flat, one line a band, so that names of any length can be read.
    func bands(_ plot: Plot, _ writer: inout SVGWriter, top: Double) -> Double {
        guard let drawing = BandDrawing(plot, top: top) else { return top }
        drawing.draw(plot, &writer)
        return bottomAxis(drawing.ticks, drawing.frame, title: plot.y.title, &writer)
    }
}

/// Bars and boxes in bands below each other.
private struct BandDrawing {
    let names: [String]
    let ticks: Ticks
    let frame: PlotFrame
    /// The height of one bar or box, and of a band with all its series.
    let thickness: Double
    let bandHeight: Double
    /// How the numbers beside bars are written; nil for boxes.
    let numbers: NumberColumn?

    init?(_ plot: Plot, top: Double) {
        guard let names = Plot.bands(plot.x), let extent = plot.yExtent else { return nil }
        self.names = names
        ticks = Ticks(plot.y.scale, covering: extent, count: 5)
        let perBand = max(1, plot.legend.count)
        thickness = perBand > 1 ? 14 : 18
        bandHeight = thickness * Double(perBand) + 8
        let values = Self.barValues(plot)
        let numbers = NumberColumn(values)
        self.numbers = values.isEmpty ? nil : numbers
        let label = values.map { PlotSVG.textWidth(numbers.text($0)) + 6 }.max() ?? 0
        let widest = names.map { PlotSVG.textWidth(SafeText.oneLine($0)) }.max() ?? 0
        frame = PlotFrame(
            left: min(PlotSVG.width * 0.36, widest) + 10, top: top + 4,
            right: PlotSVG.width - 8 - label, bottom: top + 4 + bandHeight * Double(names.count),
            x: ticks.domain, y: 0...1)
    }

    func draw(_ plot: Plot, _ writer: inout SVGWriter) {
        for tick in ticks.ticks { upright(tick.value, style: "g", &writer) }
        upright(zero, style: "a", &writer)
        for (band, name) in names.enumerated() {
            let top = frame.top + bandHeight * Double(band)
            let shown = PlotSVG.fitted(name, frame.left - 6)
            writer.label(shown, frame.left - 6, top + bandHeight / 2 + 4, .end)
            for series in plot.series {
                let place = plot.colour(of: series)
                let lane = Lane(
                    top: top + 4 + thickness * Double(place), height: thickness - 2, name: name,
                    colour: PlotSVG.colour(place))
                draw(series, band: band, lane, &writer)
            }
        }
    }

    /// The strip in which one bar or box is drawn.
    private struct Lane {
        let top: Double
        let height: Double
        let name: String
        let colour: Int

        var middle: Double { top + height / 2 }
    }

    /// Where bars start: at zero, or at the end of the axis that is nearest to it.
    private var zero: Double { max(frame.x.lowerBound, min(0, frame.x.upperBound)) }

    private static func barValues(_ plot: Plot) -> [Double] {
        plot.series.flatMap { series -> [Double] in
            if case .bars(let bars) = series.marks { bars.compactMap { $0?.value } } else { [] }
        }
    }

    private func upright(_ value: Double, style: String, _ writer: inout SVGWriter) {
        writer.line(frame.across(value), frame.top, frame.across(value), frame.bottom, style)
    }

    private func draw(
        _ series: Plot.Series, band: Int, _ lane: Lane, _ writer: inout SVGWriter
    ) {
        switch series.marks {
        case .bars(let bars):
            if bars.indices.contains(band), let bar = bars[band] { draw(bar, lane, &writer) }
        case .boxes(let boxes):
            if boxes.indices.contains(band), let box = boxes[band] { draw(box, lane, &writer) }
        case .line, .band, .points, .bins, .cells: break
        }
    }

    private func draw(_ bar: Plot.Bar, _ lane: Lane, _ writer: inout SVGWriter) {
        let text = numbers?.text(bar.value) ?? ""
        let tip = "\(lane.name): \(text)"
        rectangle(from: zero, to: bar.value, lane, tip: tip, &writer)
        if let lower = bar.lower, let upper = bar.upper { whisker(lower, upper, lane, &writer) }
        writer.label(text, frame.right + 6, lane.middle + 4, style: "d")
    }

    private func draw(_ box: Plot.Box, _ lane: Lane, _ writer: inout SVGWriter) {
        whisker(box.low, box.high, lane, &writer)
        let tip = "\(lane.name): median \(NumberText.short(box.median))"
        rectangle(from: box.lowerQuartile, to: box.upperQuartile, lane, tip: tip, &writer)
        let median = frame.across(box.median)
        writer.line(median, lane.top, median, lane.top + lane.height, "w v")
        guard !box.outliers.isEmpty else { return }
        let dots = box.outliers.map { (x: frame.across($0), y: lane.middle) }
        writer.dots(dots, radius: 1.5, style: "l\(lane.colour)", opacity: 0.6)
    }

    private func rectangle(
        from start: Double, to end: Double, _ lane: Lane, tip: String, _ writer: inout SVGWriter
    ) {
        let left = frame.across(min(start, end))
        let width = frame.across(max(start, end)) - left
        writer.rectangle(
            left, lane.top, width, lane.height, style: "f\(lane.colour)", opacity: 0.9, tip: tip)
    }

    private func whisker(
        _ lower: Double, _ upper: Double, _ lane: Lane, _ writer: inout SVGWriter
    ) {
        let ends = (frame.across(lower), frame.across(upper))
        writer.line(ends.0, lane.middle, ends.1, lane.middle, "w")
        writer.line(ends.0, lane.middle - 4, ends.0, lane.middle + 4, "w")
        writer.line(ends.1, lane.middle - 4, ends.1, lane.middle + 4, "w")
    }
}
