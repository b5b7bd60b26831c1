/// The rectangle in which data are drawn, and the way from values to pixels.
struct PlotFrame {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    func across(_ value: Double) -> Double {
        left + (right - left) * (value - x.lowerBound) / (x.upperBound - x.lowerBound)
    }

    func up(_ value: Double) -> Double {
        bottom - (bottom - top) * (value - y.lowerBound) / (y.upperBound - y.lowerBound)
    }

    func place(_ point: Plot.Point) -> (x: Double, y: Double) { (across(point.x), up(point.y)) }
}

extension PlotSVG {
    private static let height = 200.0

    /// Lines, bands, points and bins over two continuous axes; gives the lower end.
    func curves(_ plot: Plot, _ writer: inout SVGWriter, top: Double) -> Double {
        guard let xExtent = plot.xExtent, let yExtent = plot.yExtent else { return top }
        let up = Ticks(plot.y.scale, covering: yExtent, count: 5)
        let left = (up.ticks.map { Self.textWidth($0.label) }.max() ?? 0) + 10
        let across = xTicks(plot, xExtent, width: Self.width - left)
        let drawingTop = top + (plot.y.title.isEmpty ? 8 : 24)
        let frame = PlotFrame(
            left: left, top: drawingTop, right: Self.width - 8, bottom: drawingTop + Self.height,
            x: across.domain, y: up.domain)
        if !plot.y.title.isEmpty {
            writer.label(Self.fitted(plot.y.title, Self.width), 0, top + 12, style: "d")
        }
        for tick in up.ticks { leftTick(tick, frame, &writer) }
        for series in plot.series { draw(series, of: plot, frame, &writer) }
        writer.line(frame.left, frame.bottom, frame.right, frame.bottom, "a")
        return bottomAxis(across, frame, title: plot.x.title, &writer)
    }

    private func xTicks(_ plot: Plot, _ extent: ClosedRange<Double>, width: Double) -> Ticks {
        let isBinned = plot.series.contains { if case .bins = $0.marks { true } else { false } }
        let ticks = Ticks(
            plot.x.scale, covering: extent, count: Int(width / (plot.x.scale == .time ? 110 : 75)))
        // The bins fill the axis: it ends where they end.
        return isBinned && extent.lowerBound < extent.upperBound
            ? Ticks(domain: extent, ticks: ticks.ticks.filter { extent.contains($0.value) }) : ticks
    }

    private func leftTick(_ tick: Ticks.Tick, _ frame: PlotFrame, _ writer: inout SVGWriter) {
        let y = frame.up(tick.value)
        writer.line(frame.left, y, frame.right, y, "g")
        writer.label(tick.label, frame.left - 6, y + 4, .end, style: "d")
    }

    /// Ticks, labels that have room, and the title; gives the lower end.
    func bottomAxis(_ ticks: Ticks, _ frame: PlotFrame, title: String, _ writer: inout SVGWriter)
        -> Double
    {
        var free = -Double.infinity
        for tick in ticks.ticks {
            let x = frame.across(tick.value)
            writer.line(x, frame.bottom, x, frame.bottom + 4, "a")
            let half = Self.textWidth(tick.label) / 2
            let middle = min(max(x, half), Self.width - half)
            guard middle - half > free else { continue }
            writer.label(tick.label, middle, frame.bottom + 18, .middle, style: "d")
            free = middle + half + 6
        }
        guard !title.isEmpty else { return frame.bottom + 22 }
        let shown = Self.fitted(title, Self.width)
        writer.label(shown, (frame.left + frame.right) / 2, frame.bottom + 36, .middle, style: "d")
        return frame.bottom + 40
    }

    private func draw(
        _ series: Plot.Series, of plot: Plot, _ frame: PlotFrame, _ writer: inout SVGWriter
    ) {
        let colour = Self.colour(plot.colour(of: series))
        switch series.marks {
        case .line(let points):
            let style = series.isReference ? "r" : "c l\(colour)"
            if points.count == 1 {
                writer.dots(points.map(frame.place), radius: 3, style: "l\(colour)", opacity: 1)
            } else {
                writer.path(points.map(frame.place), style: style)
            }
        case .band(let ranges):
            let upper = ranges.map { frame.place(Plot.Point($0.x, $0.upper)) }
            let lower = ranges.reversed().map { frame.place(Plot.Point($0.x, $0.lower)) }
            writer.area(upper + lower, style: "f\(colour)", opacity: 0.2)
        case .points(let points):
            let opacity = points.count > 300 ? 0.45 : 0.75
            let radius = points.count > 300 ? 2.0 : 3
            writer.dots(
                points.map(frame.place), radius: radius, style: "l\(colour)", opacity: opacity)
        case .bins(let bins): draw(bins, colour, overlaid: plot.legend.count > 1, frame, &writer)
        case .bars, .boxes, .cells: break
        }
    }

    private func draw(
        _ bins: [Plot.Bin], _ colour: Int, overlaid: Bool, _ frame: PlotFrame,
        _ writer: inout SVGWriter
    ) {
        for bin in bins where bin.count > 0 {
            let left = frame.across(bin.lower)
            let width = frame.across(bin.upper) - left
            let gap = width > 4 && !overlaid ? 1.0 : 0
            writer.rectangle(
                left, frame.up(bin.count), width - gap, frame.bottom - frame.up(bin.count),
                style: "f\(colour)", opacity: overlaid ? 0.45 : 0.9,
                tip: "\(NumberText.fixed(bin.count, 0))")
        }
    }
}
