/// The style sheet of plots, shared by single drawings and pages.
///
/// Colours go by CSS variables that a page may set. The light palette is Okabe and Ito's (2008),
/// darkened to stand out from white by 3 to 1 or more; the dark one is theirs as it is.
enum PlotStyle {
    static let seriesCount = light.count

    private static let light = [
        "#0072b2", "#c44e00", "#00805c", "#a3477c", "#8a6a00", "#2f86b5", "#5b6470", "#7d3cc8",
    ]
    private static let dark = [
        "#56b4e9", "#ff9e4a", "#2fc59a", "#e48fbd", "#f0e442", "#8ecdf5", "#a9b2bd", "#c6a2f7",
    ]
    private static let lightText = "#1b1f24"
    private static let darkText = "#e6e8eb"

    static let lightVariables = variables(light)
    static let darkVariables = variables(dark)

    private static func variables(_ colours: [String]) -> String {
        colours.enumerated().map { "--s\($0.offset):\($0.element)" }.joined(separator: ";")
    }

    static let rules = rules { "var(--s\($0))" }

    private static func rules(_ colour: (Int) -> String) -> String {
        var css = """
            .plot svg,svg.plot{font:13px system-ui,sans-serif;overflow:visible}
            .plot text{fill:currentColor}
            .plot .t{font-weight:600;font-size:15px}
            .plot .d{opacity:.72}
            .plot .g{stroke:currentColor;opacity:.14}
            .plot .a{stroke:currentColor;opacity:.5}
            .plot .r{stroke:currentColor;opacity:.6;stroke-dasharray:4 4;fill:none}
            .plot .w{stroke:currentColor;opacity:.85}
            .plot .v{stroke-width:2}
            .plot .c{stroke-width:2;fill:none;stroke-linejoin:round}

            """
        for index in 0..<seriesCount {
            css += ".plot .f\(index){fill:\(colour(index))}"
            css += ".plot .l\(index){stroke:\(colour(index))}\n"
        }
        return css
    }

    /// The style sheet of a drawing on one background, in words that programs know which are no browsers: no
    /// variables, no queries, and each property of the font by its own name.
    static func resolved(on background: RGBColour) -> String {
        let colours = background.isDark ? dark : light
        let text = background.isDark ? darkText : lightText
        let root = "svg.plot{color:\(text);font-family:sans-serif;font-size:\(Int(PlotSVG.labelSize))px}\n"
        return root + rules { colours[$0] }
    }

    /// The whole style sheet of a drawing that stands alone.
    static var standalone: String {
        """
        svg.plot{color:\(lightText);background:#fff;\(lightVariables)}
        @media(prefers-color-scheme:dark){
        svg.plot{color:\(darkText);background:#16181c;\(darkVariables)}}
        \(rules)
        """
    }
}
