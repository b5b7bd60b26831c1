/// The style sheet of plots, shared by single drawings and pages.
///
/// Colours go by CSS variables that a page may set. The light palette is Okabe and Ito's (2008),
/// darkened to stand out from white by 3 to 1 or more; the dark one is theirs as it is.
enum PlotStyle {
    static let seriesCount = 8

    static let lightVariables = """
        --s0:#0072b2;--s1:#c44e00;--s2:#00805c;--s3:#a3477c;--s4:#8a6a00;--s5:#2f86b5;
        --s6:#5b6470;--s7:#7d3cc8
        """
    static let darkVariables = """
        --s0:#56b4e9;--s1:#ff9e4a;--s2:#2fc59a;--s3:#e48fbd;--s4:#f0e442;--s5:#8ecdf5;
        --s6:#a9b2bd;--s7:#c6a2f7
        """

    static let rules: String = {
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
            css += ".plot .f\(index){fill:var(--s\(index))}"
            css += ".plot .l\(index){stroke:var(--s\(index))}\n"
        }
        return css
    }()

    /// The whole style sheet of a drawing that stands alone.
    static var standalone: String {
        """
        svg.plot{color:#1b1f24;background:#fff;\(lightVariables)}
        @media(prefers-color-scheme:dark){
        svg.plot{color:#e6e8eb;background:#16181c;\(darkVariables)}}
        \(rules)
        """
    }
}
