extension PlotTerminal {
    /// One bar a line, named at the left, its value at its end; several series stand below each
    /// other.
    func bars(_ plot: Plot) -> [StyledText] {
        guard let names = Plot.bands(plot.x), let extent = plot.yExtent else { return [] }
        let labels = names.map {
            DisplayWidth.truncated(SafeText.oneLine($0), to: max(8, width / 3))
        }
        let labelWidth = labels.map { DisplayWidth.of($0) }.max() ?? 0
        let texts = BarTexts(plot, room: width - labelWidth - 3 - Self.shortestBar)
        let room = max(8, width - labelWidth - 3 - texts.width)
        let scale = BarScale(extent, cells: room)
        let lines = labels.enumerated().flatMap { band, label in
            let present = plot.series.filter { Self.bar($0, band) != nil }
            return present.enumerated().map { index, series in
                let name = DisplayWidth.padded(index == 0 ? label : "", to: labelWidth, .leading)
                let start = StyledText(name + " ") + StyledText(glyphs.vertical, .dim)
                guard let bar = Self.bar(series, band) else { return start }
                let colour = plot.colour(of: series)
                let isMarked = marksSeries(plot) && plot.legend.count > 1
                return start + line(bar, scale, colour: colour, marked: isMarked)
                    + StyledText(" " + texts.of(bar))
            }
        }
        return [StyledText(SafeText.oneLine(plot.y.title), .dim)] + lines
    }

    /// The cells that the longest bar gets before intervals are left out.
    private static let shortestBar = 16

    static func bar(_ series: Plot.Series, _ band: Int) -> Plot.Bar? {
        guard case .bars(let bars) = series.marks, bars.indices.contains(band) else { return nil }
        return bars[band]
    }

    private func line(_ bar: Plot.Bar, _ scale: BarScale, colour: Int, marked: Bool) -> StyledText {
        let zero = scale.cells(0)
        let end = scale.cells(bar.value)
        let style = PlotGlyphs.style(colour)
        if bar.value < 0 {
            let start = Int(end.rounded())
            let length = max(1, Int(zero.rounded()) - start)
            let block = marked ? glyphs.mark(colour) : settings.unicode ? "█" : "#"
            return StyledText(DisplayWidth.spaces(start))
                + StyledText(String(repeating: block, count: length), style)
        }
        let lead = Int(zero.rounded())
        let text =
            marked
            ? String(repeating: glyphs.mark(colour), count: max(1, Int((end - zero).rounded())))
            : glyphs.bar(end - zero)
        return StyledText(DisplayWidth.spaces(lead)) + StyledText(text, style)
    }
}

/// Where values lie along a line of cells that includes zero.
private struct BarScale {
    private let low: Double
    private let size: Double
    private let count: Int

    init(_ extent: ClosedRange<Double>, cells: Int) {
        low = min(0, extent.lowerBound)
        let high = max(0, extent.upperBound)
        size = high > low ? high - low : 1
        count = cells
    }

    func cells(_ value: Double) -> Double { min(1, max(0, (value - low) / size)) * Double(count) }
}

/// The numbers at the ends of bars, written alike.
private struct BarTexts {
    private let numbers: NumberColumn
    private let showsIntervals: Bool
    let width: Int

    /// Intervals are written where they fit in so many cells.
    init(_ plot: Plot, room: Int) {
        let bars = plot.series.flatMap { series -> [Plot.Bar] in
            if case .bars(let bars) = series.marks { bars.compactMap { $0 } } else { [] }
        }
        let ends = bars.flatMap { [$0.value, $0.lower, $0.upper].compactMap { $0 } }
        let numbers = NumberColumn(ends)
        let widths = [true, false].map { intervals in
            bars.map { DisplayWidth.of(Self.text($0, numbers, intervals: intervals)) }.max() ?? 0
        }
        self.numbers = numbers
        showsIntervals = widths[0] <= room
        width = showsIntervals ? widths[0] : widths[1]
    }

    func of(_ bar: Plot.Bar) -> String { Self.text(bar, numbers, intervals: showsIntervals) }

    private static func text(_ bar: Plot.Bar, _ numbers: NumberColumn, intervals: Bool) -> String {
        let value = numbers.text(bar.value)
        guard intervals, let lower = bar.lower, let upper = bar.upper else { return value }
        return "\(value)  \(numbers.text(lower)) – \(numbers.text(upper))"
    }
}
