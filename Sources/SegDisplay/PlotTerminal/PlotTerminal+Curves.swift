extension PlotTerminal {
    /// Lines, bands and points over two continuous axes.
    func curves(_ plot: Plot) -> [StyledText] {
        guard let xExtent = plot.xExtent, let yExtent = plot.yExtent else { return [] }
        let up = Ticks(plot.y.scale, covering: yExtent, count: max(2, height / 3))
        let labelWidth = up.ticks.map { DisplayWidth.of($0.label) }.max() ?? 0
        let inner = max(10, width - labelWidth - 2)
        let across = Ticks(
            plot.x.scale, covering: xExtent, count: max(2, inner / tickRoom(plot.x.scale)))
        var canvas = PlotCanvas(width: inner, height: height)
        let place = PlotPlace(x: across.domain, y: up.domain, width: inner * 2, height: height * 4)
        for series in plot.series { draw(series, of: plot, on: &canvas, at: place) }
        let title = plot.y.title.isEmpty ? [] : [StyledText(SafeText.oneLine(plot.y.title), .dim)]
        return title + framed(canvas, up: up, labelWidth: labelWidth)
            + bottomAxis(across, width: inner, indent: labelWidth + 1, title: plot.x.title)
    }

    /// The cells that the label of a tick needs; those of moments are long.
    func tickRoom(_ scale: Plot.Axis.Scale) -> Int { scale == .time ? 18 : 12 }

    private func draw(
        _ series: Plot.Series, of plot: Plot, on canvas: inout PlotCanvas, at place: PlotPlace
    ) {
        let index = plot.colour(of: series)
        let style = series.isReference ? .dim : PlotGlyphs.style(index)
        let mark = marksSeries(plot) ? (series.isReference ? "." : glyphs.mark(index)) : nil
        switch series.marks {
        case .line(let points):
            trace(
                points.map { place.of($0) }, on: &canvas, style, mark: mark,
                every: series.isReference ? 3 : 1)
        case .band(let ranges):
            for ends in [
                ranges.map { Plot.Point($0.x, $0.lower) },
                ranges.map { Plot.Point($0.x, $0.upper) },
            ] {
                let light = settings.unicode ? nil : "."
                trace(
                    ends.map { place.of($0) }, on: &canvas, style.union(.dim), mark: light, every: 3
                )
            }
        case .points(let points):
            let few = points.count <= 60 ? glyphs.mark(index) : nil
            for point in points.map({ place.of($0) }) {
                set(point.x, point.y, on: &canvas, style, mark: mark ?? few)
            }
        case .bars, .bins, .boxes, .cells: break
        }
    }

    private func trace(
        _ dots: [(x: Int, y: Int)], on canvas: inout PlotCanvas, _ style: TextStyle, mark: String?,
        every: Int
    ) {
        if dots.count == 1 {
            set(dots[0].x, dots[0].y, on: &canvas, style, mark: mark ?? glyphs.mark(0))
        }
        var visited = 0
        for (start, end) in zip(dots, dots.dropFirst()) {
            var line: [(Int, Int)] = []
            PlotCanvas.visitLine(from: start, to: end) { line.append(($0, $1)) }
            for (x, y) in line {
                if visited % every == 0 { set(x, y, on: &canvas, style, mark: mark) }
                visited += 1
            }
        }
    }

    private func set(
        _ x: Int, _ y: Int, on canvas: inout PlotCanvas, _ style: TextStyle, mark: String?
    ) {
        if let mark { canvas.mark(mark, atDot: x, y, style) } else { canvas.dot(x, y, style) }
    }

    /// The lines of a canvas with the labels of its y axis at the left.
    func framed(_ canvas: PlotCanvas, up: Ticks, labelWidth: Int) -> [StyledText] {
        let labels = rowLabels(up, rows: canvas.height)
        return zip(labels, canvas.lines).map { label, line in
            let text = DisplayWidth.padded(label ?? "", to: labelWidth, .trailing)
            let axis = label == nil ? glyphs.vertical : glyphs.tickedVertical
            return StyledText(text + " " + axis, .dim) + line
        }
    }

    private func rowLabels(_ ticks: Ticks, rows: Int) -> [String?] {
        var labels = [String?](repeating: nil, count: rows)
        let size = ticks.domain.upperBound - ticks.domain.lowerBound
        for tick in ticks.ticks {
            let share = (ticks.domain.upperBound - tick.value) / size
            labels[min(rows - 1, max(0, Int(share * Double(rows))))] = tick.label
        }
        return labels
    }

    /// The line of the x axis with its ticks, and the labels that have room.
    func bottomAxis(_ ticks: Ticks, width: Int, indent: Int, title: String) -> [StyledText] {
        var axis = [String](repeating: glyphs.horizontal, count: width)
        var labels = ""
        let size = ticks.domain.upperBound - ticks.domain.lowerBound
        for tick in ticks.ticks {
            let share = (tick.value - ticks.domain.lowerBound) / size
            let column = min(width - 1, max(0, Int(share * Double(width))))
            axis[column] = glyphs.tickedHorizontal
            let label = tick.label
            let wanted = indent + 1 + column - DisplayWidth.of(label) / 2
            let start = min(max(0, wanted), indent + 1 + width - DisplayWidth.of(label))
            let used = DisplayWidth.of(labels)
            if start >= used + (labels.isEmpty ? 0 : 2) {
                labels += DisplayWidth.spaces(start - used) + label
            }
        }
        var lines = [DisplayWidth.spaces(indent) + glyphs.corner + axis.joined(), labels]
        if !title.isEmpty {
            let safe = SafeText.oneLine(title)
            lines.append(
                DisplayWidth.spaces(indent + 1 + max(0, (width - DisplayWidth.of(safe)) / 2)) + safe
            )
        }
        return lines.map { StyledText($0, .dim) }
    }
}

/// Where a point of the data lies on a grid of dots whose first row is at the top.
struct PlotPlace {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let width: Int
    let height: Int

    func of(_ point: Plot.Point) -> (x: Int, y: Int) {
        (Self.place(point.x, x, width), height - 1 - Self.place(point.y, y, height))
    }

    /// The dot of a value, kept within the grid.
    static func place(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int {
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        guard share.isFinite else { return 0 }
        return min(count - 1, max(0, Int((min(2, max(-1, share)) * Double(count - 1)).rounded())))
    }
}
