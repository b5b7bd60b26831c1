/// What a plot shows, in words.
enum PlotDescription {
    static func title(_ plot: Plot) -> String {
        if !plot.title.isEmpty { return plot.title }
        let names = [plot.y.title, plot.x.title].filter { !$0.isEmpty }
        return names.isEmpty ? "Plot" : names.joined(separator: " by ")
    }

    static func text(_ plot: Plot) -> String {
        var parts = [kinds(plot)]
        if plot.needsLegend {
            parts.append("Series: " + plot.series.map(\.name).joined(separator: ", ") + ".")
        }
        parts += axis("Across", plot.x, plot.xExtent)
        parts += axis("Up", plot.y, plot.yExtent)
        return (parts + plot.notes).joined(separator: " ")
    }

    private static func axis(_ side: String, _ axis: Plot.Axis, _ extent: ClosedRange<Double>?)
        -> [String]
    {
        switch axis.scale {
        case .bands(let names):
            let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
            return listed.isEmpty ? [] : ["\(side): \(axis.title) (\(listed))."]
        case .linear, .time:
            guard let extent else { return [] }
            let ticks = Ticks(axis.scale, covering: extent, count: 4).ticks
            guard let first = ticks.first?.label, let last = ticks.last?.label else { return [] }
            return ["\(side): \(axis.title), about \(first) to \(last)."]
        }
    }

    private static func kinds(_ plot: Plot) -> String {
        var kinds: [String] = []
        for series in plot.series {
            let kind = name(series.marks)
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        let text = kinds.joined(separator: ", ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func name(_ marks: Plot.Marks) -> String {
        switch marks {
        case .line: "line plot"
        case .band: "band"
        case .points: "scatter plot"
        case .bars: "bar chart"
        case .bins: "histogram"
        case .boxes: "box plot"
        case .cells: "heat map"
        }
    }
}
