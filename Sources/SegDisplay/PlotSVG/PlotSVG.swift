/// Draws a plot as SVG that follows the light or dark scheme of its surroundings.
public struct PlotSVG: Sendable {
    /// What the identifiers within the drawing begin with; unique on its page.
    public let identifier: String
    /// Whether the style sheet is part of the drawing, for a file of its own.
    public let standalone: Bool

    static let width = 440.0
    static let lineHeight = 18.0

    public init(identifier: String = "plot", standalone: Bool = false) {
        self.identifier = identifier
        self.standalone = standalone
    }

    /// The `svg` element, with its title and a description for those who can't see it.
    public func render(_ plot: Plot) -> String {
        var writer = SVGWriter()
        let top = head(plot, &writer)
        let bottom = body(plot, &writer, top: top)
        let end = notes(plot, &writer, top: bottom)
        let safe = HTMLText.identifier(identifier, fallback: "plot")
        let height = SVGWriter.number(end)
        var svg = "<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
        svg += " viewBox=\"0 0 \(Int(Self.width)) \(height)\""
        svg += standalone ? " width=\"\(Int(Self.width))\" height=\"\(height)\"" : ""
        svg += " aria-labelledby=\"\(safe)-t \(safe)-d\">\n"
        svg += "<title id=\"\(safe)-t\">\(HTMLText.escaped(PlotDescription.title(plot)))</title>\n"
        svg += "<desc id=\"\(safe)-d\">\(HTMLText.escaped(PlotDescription.text(plot)))</desc>\n"
        if standalone { svg += "<style>\n\(PlotStyle.standalone)</style>\n" }
        return svg + writer.text + "</svg>"
    }

    /// About how wide a text is at the size of labels; there are no font metrics to ask.
    static func textWidth(_ text: String) -> Double { Double(DisplayWidth.of(text)) * 7 }

    /// The text cut to a width in pixels.
    static func fitted(_ text: String, _ width: Double) -> String {
        DisplayWidth.truncated(SafeText.oneLine(text), to: max(1, Int(width / 7)))
    }

    /// Colours go round when there are more series than colours.
    static func colour(_ series: Int) -> Int { series % PlotStyle.seriesCount }

    private func body(_ plot: Plot, _ writer: inout SVGWriter, top: Double) -> Double {
        for series in plot.series {
            switch series.marks {
            case .bars, .boxes: return bands(plot, &writer, top: top)
            case .cells(let rows): return heatMap(plot, rows, &writer, top: top)
            case .line, .band, .points, .bins: continue
            }
        }
        return curves(plot, &writer, top: top)
    }

    /// Title and legend; gives where the drawing begins.
    private func head(_ plot: Plot, _ writer: inout SVGWriter) -> Double {
        var y = 4.0
        if !plot.title.isEmpty {
            y += 14
            writer.label(Self.fitted(plot.title, Self.width * 0.9), 0, y, style: "t")
            y += 8
        }
        guard plot.needsLegend, !plot.series.contains(where: { Self.isCells($0.marks) }) else { return y }
        var x = 0.0
        y += 12
        for (index, name) in plot.legend.enumerated() {
            entry(name, "<rect width=\"12\" height=\"12\" rx=\"2\" class=\"f\(Self.colour(index))\"", &x, &y, &writer)
        }
        for series in plot.series where series.isReference {
            entry(series.name, "<path d=\"M0 6h14\" class=\"r\"", &x, &y, &writer)
        }
        return y + 10
    }

    private func entry(_ name: String, _ mark: String, _ x: inout Double, _ y: inout Double, _ writer: inout SVGWriter) {
        let shown = Self.fitted(name, Self.width - 30)
        let width = 18 + Self.textWidth(shown)
        if x > 0, x + width > Self.width {
            x = 0
            y += Self.lineHeight
        }
        writer.raw("\(mark) transform=\"translate(\(SVGWriter.number(x)) \(SVGWriter.number(y - 11)))\"/>\n")
        writer.label(shown, x + 18, y)
        x += width + 16
    }

    private func notes(_ plot: Plot, _ writer: inout SVGWriter, top: Double) -> Double {
        var y = top
        for note in plot.notes {
            for line in StyledText(note).wrapped(to: Int(Self.width / 6.6)) {
                y += Self.lineHeight
                writer.label(line.plain, 0, y, style: "d")
            }
        }
        return y + 6
    }

    private static func isCells(_ marks: Plot.Marks) -> Bool {
        if case .cells = marks { true } else { false }
    }
}
