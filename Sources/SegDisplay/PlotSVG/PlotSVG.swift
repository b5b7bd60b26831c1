/// Draws a plot as SVG that follows the light or dark scheme of its surroundings, or on one background.
public struct PlotSVG: Sendable {
    /// What the identifiers within the drawing begin with; unique on its page.
    public let identifier: String
    private let surroundings: Surroundings

    private enum Surroundings {
        /// A page with the style sheet.
        case page
        /// A file of its own, with the style sheet.
        case file
        /// An image, with the colours that stand out from this one.
        case image(RGBColour)
    }

    static let width = 440.0
    /// The height of the letters of labels.
    static let labelSize = 13.0
    static let lineHeight = 18.0

    /// A renderer for one drawing of a page, or for a file of its own.
    public init(identifier: String = "plot", standalone: Bool = false) {
        self.identifier = identifier
        surroundings = standalone ? .file : .page
    }

    /// A renderer for an image that is drawn by a program which knows little of style sheets.
    public init(background: RGBColour) {
        identifier = "plot"
        surroundings = .image(background)
    }

    /// The `svg` element, with its title and a description for those who can't see it.
    public func render(_ plot: Plot) -> String { drawing(plot).text }

    /// A drawing with its size.
    struct Drawing {
        let text: String
        let width: Double
        let height: Double
    }

    func drawing(_ plot: Plot) -> Drawing {
        var writer = SVGWriter()
        let top = head(plot, &writer)
        let bottom = body(plot, &writer, top: top)
        let end = notes(plot, &writer, top: bottom)
        let safe = HTMLText.identifier(identifier, fallback: "plot")
        let size = (width: Self.width + 2 * margin, height: end + 2 * margin)
        let (width, height) = (SVGWriter.number(size.width), SVGWriter.number(size.height))
        let corner = SVGWriter.number(-margin)
        let title = HTMLText.escaped(PlotDescription.title(plot))
        let description = HTMLText.escaped(PlotDescription.text(plot))
        let text = Markup.element(
            "svg",
            [
                "class": "plot", "xmlns": "http://www.w3.org/2000/svg", "role": "img",
                "viewBox": "\(corner) \(corner) \(width) \(height)",
                "width": isOnPage ? "" : width,
                "height": isOnPage ? "" : height, "aria-labelledby": "\(safe)-t \(safe)-d",
            ],
            "\n" + Markup.element("title", ["id": safe + "-t"], title) + "\n"
                + Markup.element("desc", ["id": safe + "-d"], description) + "\n"
                + style(size, corner: -margin) + writer.text)
        return Drawing(text: text, width: size.width, height: size.height)
    }

    private var isOnPage: Bool { if case .page = surroundings { true } else { false } }

    /// A file of its own needs a margin, an image a small one beside the terminal's text; on a page the drawing stands
    /// flush with the text.
    private var margin: Double {
        switch surroundings {
        case .page: 0
        case .file: 14
        case .image: 8
        }
    }

    /// The style sheet, and the background where it is part of the drawing.
    private func style(_ size: (width: Double, height: Double), corner: Double) -> String {
        switch surroundings {
        case .page: return ""
        case .file: return Markup.element("style", PlotStyle.standalone) + "\n"
        case .image(let background):
            let attributes: KeyValuePairs = [
                "x": SVGWriter.number(corner), "y": SVGWriter.number(corner), "width": SVGWriter.number(size.width),
                "height": SVGWriter.number(size.height), "fill": background.hexadecimal,
            ]
            let sheet = Markup.element("style", PlotStyle.resolved(on: background))
            return sheet + "\n" + Markup.empty("rect", attributes) + "\n"
        }
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
        guard plot.needsLegend, !plot.series.contains(where: { Self.isCells($0.marks) }) else {
            return y
        }
        var x = 0.0
        y += 12
        for (index, name) in plot.legend.enumerated() {
            let place = entry(name, &x, &y, &writer)
            writer.rectangle(place, y - 10, 12, 12, style: "f\(Self.colour(index))")
        }
        for series in plot.series where series.isReference {
            let place = entry(series.name, &x, &y, &writer)
            writer.path([(place, y - 4), (place + 14, y - 4)], style: "r")
        }
        return y + 10
    }

    /// Writes a name of the legend, in a new line where there is no room; gives the place of its
    /// mark.
    private func entry(
        _ name: String, _ x: inout Double, _ y: inout Double, _ writer: inout SVGWriter
    ) -> Double {
        let shown = Self.fitted(name, Self.width - 30)
        let width = 18 + Self.textWidth(shown)
        if x > 0, x + width > Self.width {
            x = 0
            y += Self.lineHeight
        }
        let place = x
        writer.label(shown, place + 18, y)
        x += width + 16
        return place
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
