/// Draws a plot with the characters of a terminal.
public struct PlotTerminal: Sendable {
    /// What the terminal can show.
    public let settings: TerminalSettings
    /// The cells of the whole drawing.
    public let width: Int
    /// The lines between the title and the axis.
    public let height: Int

    /// Without a width the drawing is as wide as the terminal, 100 cells at most.
    public init(
        _ settings: TerminalSettings = TerminalSettings(), width: Int? = nil, height: Int = 14
    ) {
        self.settings = settings
        self.width = max(24, width ?? min(settings.width, 100))
        self.height = max(4, height)
    }

    /// The drawing without a line feed at the end.
    public func render(_ plot: Plot) -> String { lines(plot).joined(separator: "\n") }

    func lines(_ plot: Plot) -> [String] {
        var lines: [StyledText] = []
        if !plot.title.isEmpty { lines.append(StyledText(plot.title, .bold)) }
        let body = body(plot)
        if plot.needsLegend, !isStacked(plot) { lines += legend(plot) }
        lines += body
        lines += plot.notes.flatMap { StyledText($0, .dim).wrapped(to: width) }
        return lines.map { line in
            TerminalPaint.text(line.withoutTrailingSpaces.truncated(to: settings.width), settings)
        }
    }

    var glyphs: PlotGlyphs { PlotGlyphs(unicode: settings.unicode) }

    /// Whether series are told apart by characters: without colour, when there is more than one.
    func marksSeries(_ plot: Plot) -> Bool {
        !settings.unicode || (!settings.colour && plot.legend.count > 1)
    }

    private func body(_ plot: Plot) -> [StyledText] {
        for series in plot.series {
            switch series.marks {
            case .bars: return bars(plot)
            case .boxes: return boxes(plot)
            case .cells(let rows): return heatMap(plot, rows)
            case .bins: return histograms(plot)
            case .line, .band, .points: continue
            }
        }
        return curves(plot)
    }

    /// Whether each series has its own panel and so needs no legend.
    private func isStacked(_ plot: Plot) -> Bool {
        plot.series.contains { series in
            switch series.marks {
            case .bins, .cells: true
            case .line, .band, .points, .bars, .boxes: false
            }
        }
    }

    private func legend(_ plot: Plot) -> [StyledText] {
        let entries = plot.legend.enumerated().map { index, name in
            let sign = marksSeries(plot) ? glyphs.mark(index) : glyphs.legend
            return StyledText(sign, PlotGlyphs.style(index)) + StyledText("\u{A0}" + noBreak(name))
        }
        let references = plot.series.filter(\.isReference).map {
            StyledText(glyphs.reference + "\u{A0}" + noBreak($0.name), .dim)
        }
        return StyledText.joined(entries + references, separator: "   ").wrapped(to: width).map {
            line in
            StyledText(
                runs: line.runs.map { run in
                    StyledText.Run(String(run.text.map { $0 == "\u{A0}" ? " " : $0 }), run.style)
                })
        }
    }

    /// An entry of the legend is not to be broken at its spaces.
    private func noBreak(_ name: String) -> String {
        String(SafeText.oneLine(name).map { $0 == " " ? "\u{A0}" : $0 })
    }
}
