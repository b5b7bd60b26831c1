extension PlotTerminal {
    /// One bar a line, named at the left, its value at its end; several series stand below each
    /// other.
    func bars(_ plot: Plot) -> [StyledText] {
        guard let names = Plot.bands(plot.x), let extent = plot.yExtent else { return [] }
        let labels = names.map {
            DisplayWidth.truncated(SafeText.oneLine($0), to: max(8, width / 3))
        }
        let labelWidth = labels.map { DisplayWidth.of($0) }.max() ?? 0
        let texts = BarTexts(plot)
        let room = max(8, width - labelWidth - 2 - texts.width - 1)
        let scale = BarScale(extent, cells: room)
        var lines = [StyledText(SafeText.oneLine(plot.y.title), .dim)]
        for (band, label) in labels.enumerated() {
            let present = plot.series.filter { Self.bar($0, band) != nil }
            for (index, series) in present.enumerated() {
                guard let bar = Self.bar(series, band) else { continue }
                let name = index == 0 ? label : ""
                let colour = plot.colour(of: series)
                lines.append(
                    StyledText(DisplayWidth.padded(name, to: labelWidth, .leading) + " ")
                        + StyledText(glyphs.vertical, .dim)
                        + line(
                            bar, scale, colour: colour,
                            marked: marksSeries(plot) && plot.legend.count > 1)
                        + StyledText(" " + texts.of(bar)))
            }
        }
        return lines
    }

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
    private let hasIntervals: Bool
    let width: Int

    init(_ plot: Plot) {
        let bars = plot.series.flatMap { series -> [Plot.Bar] in
            if case .bars(let bars) = series.marks { bars.compactMap { $0 } } else { [] }
        }
        let numbers = NumberColumn(
            bars.flatMap { [$0.value, $0.lower, $0.upper].compactMap { $0 } })
        self.numbers = numbers
        hasIntervals = bars.contains { $0.lower != nil && $0.upper != nil }
        width = bars.map { DisplayWidth.of(Self.text($0, numbers)) }.max() ?? 0
    }

    func of(_ bar: Plot.Bar) -> String { Self.text(bar, numbers) }

    private static func text(_ bar: Plot.Bar, _ numbers: NumberColumn) -> String {
        let value = numbers.text(bar.value)
        guard let lower = bar.lower, let upper = bar.upper else { return value }
        return "\(value)  \(numbers.text(lower)) – \(numbers.text(upper))"
    }
}
