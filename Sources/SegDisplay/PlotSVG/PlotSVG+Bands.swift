extension PlotSVG {
    /// Bars and boxes lie flat, one line a band, so that names of any length can be read.
    func bands(_ plot: Plot, _ writer: inout SVGWriter, top: Double) -> Double {
        guard let names = Plot.bands(plot.x), let extent = plot.yExtent else { return top }
        let widest = names.map { Self.textWidth(SafeText.oneLine($0)) }.max() ?? 0
        let left = min(Self.width * 0.36, widest) + 10
        let perBand = max(1, plot.legend.count)
        let thickness = perBand > 1 ? 14.0 : 18
        let bandHeight = thickness * Double(perBand) + 8
        let hasBars = plot.series.contains { if case .bars = $0.marks { true } else { false } }
        let labels = hasBars ? BarLabels(plot) : nil
        let ticks = Ticks(plot.y.scale, covering: extent, count: 5)
        let frame = PlotFrame(
            left: left, top: top + 4, right: Self.width - 8 - (labels?.room ?? 0),
            bottom: top + 4 + bandHeight * Double(names.count), x: ticks.domain, y: 0...1)
        for tick in ticks.ticks {
            writer.line(frame.across(tick.value), frame.top, frame.across(tick.value), frame.bottom, "g")
        }
        let zero = frame.across(max(frame.x.lowerBound, min(0, frame.x.upperBound)))
        writer.line(zero, frame.top, zero, frame.bottom, "a")
        for (band, name) in names.enumerated() {
            let y = frame.top + bandHeight * Double(band)
            let shown = Self.fitted(name, left - 6)
            writer.label(shown, left - 6, y + bandHeight / 2 + 4, .end)
            for series in plot.series {
                let place = plot.colour(of: series)
                let lane = PlotLane(top: y + 4 + thickness * Double(place), height: thickness - 2, name: name)
                draw(series, band: band, colour: Self.colour(place), lane, frame, labels, &writer)
            }
        }
        return bottomAxis(ticks, frame, title: plot.y.title, &writer)
    }

    private func draw(
        _ series: Plot.Series, band: Int, colour: Int, _ lane: PlotLane, _ frame: PlotFrame,
        _ labels: BarLabels?, _ writer: inout SVGWriter
    ) {
        switch series.marks {
        case .bars(let bars):
            if bars.indices.contains(band), let bar = bars[band] {
                draw(bar, colour, lane, frame, labels, &writer)
            }
        case .boxes(let boxes):
            if boxes.indices.contains(band), let box = boxes[band] { draw(box, colour, lane, frame, &writer) }
        case .line, .band, .points, .bins, .cells: break
        }
    }

    private func draw(
        _ bar: Plot.Bar, _ colour: Int, _ lane: PlotLane, _ frame: PlotFrame, _ labels: BarLabels?,
        _ writer: inout SVGWriter
    ) {
        let zero = frame.across(max(0, frame.x.lowerBound))
        let end = frame.across(bar.value)
        let text = labels?.numbers.text(bar.value) ?? ""
        writer.rectangle(
            min(zero, end), lane.top, abs(end - zero), lane.height, style: "f\(colour)", opacity: 0.9,
            tip: "\(lane.name): \(text)")
        if let lower = bar.lower, let upper = bar.upper {
            whisker(frame.across(lower), frame.across(upper), lane, &writer)
        }
        writer.label(text, frame.right + 6, lane.middle + 4, style: "d")
    }

    private func draw(
        _ box: Plot.Box, _ colour: Int, _ lane: PlotLane, _ frame: PlotFrame, _ writer: inout SVGWriter
    ) {
        whisker(frame.across(box.low), frame.across(box.high), lane, &writer)
        let left = frame.across(box.lowerQuartile)
        writer.rectangle(
            left, lane.top, frame.across(box.upperQuartile) - left, lane.height, style: "f\(colour)",
            opacity: 0.9, tip: "\(lane.name): median \(NumberText.short(box.median))")
        let median = frame.across(box.median)
        writer.raw("<line x1=\"\(SVGWriter.number(median))\" y1=\"\(SVGWriter.number(lane.top))\"")
        writer.raw(" x2=\"\(SVGWriter.number(median))\" y2=\"\(SVGWriter.number(lane.top + lane.height))\"")
        writer.raw(" class=\"w\" stroke-width=\"2\"/>\n")
        guard !box.outliers.isEmpty else { return }
        let dots = box.outliers.map { (x: frame.across($0), y: lane.middle) }
        writer.circles(dots, radius: 1.5, style: "l\(colour)", opacity: 0.6)
    }

    private func whisker(_ from: Double, _ to: Double, _ lane: PlotLane, _ writer: inout SVGWriter) {
        writer.line(from, lane.middle, to, lane.middle, "w")
        for end in [from, to] { writer.line(end, lane.middle - 4, end, lane.middle + 4, "w") }
    }
}

/// The strip in which one bar or box is drawn.
private struct PlotLane {
    let top: Double
    let height: Double
    let name: String

    var middle: Double { top + height / 2 }
}

/// The numbers beside bars.
private struct BarLabels {
    let numbers: NumberColumn
    /// The pixels that the longest takes.
    let room: Double

    init(_ plot: Plot) {
        let values = plot.series.flatMap { series -> [Double] in
            if case .bars(let bars) = series.marks { bars.compactMap { $0?.value } } else { [] }
        }
        let numbers = NumberColumn(values)
        self.numbers = numbers
        room = (values.map { PlotSVG.textWidth(numbers.text($0)) }.max() ?? 0) + 6
    }
}
