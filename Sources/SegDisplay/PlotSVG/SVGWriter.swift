/// Writes the elements of a drawing; coordinates are rounded to a tenth.
struct SVGWriter {
    enum Anchor: String {
        case start, middle, end
    }

    private(set) var text = ""

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        add(
            Markup.empty(
                "line",
                [
                    "x1": Self.number(x1), "y1": Self.number(y1), "x2": Self.number(x2),
                    "y2": Self.number(y2), "class": style,
                ]))
    }

    mutating func label(
        _ label: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = ""
    ) {
        let end = anchor == .start ? "" : anchor.rawValue
        let place: KeyValuePairs = [
            "x": Self.number(x), "y": Self.number(y), "text-anchor": end, "class": style,
        ]
        add(Markup.element("text", place, HTMLText.escaped(label)))
    }

    /// A label that rises to the right.
    mutating func turnedLabel(_ label: String, _ x: Double, _ y: Double) {
        let place = "translate(\(Self.number(x)) \(Self.number(y))) rotate(-50)"
        add(Markup.element("text", ["transform": place], HTMLText.escaped(label)))
    }

    /// A rectangle; with a tip, browsers show it on hovering.
    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String,
        opacity: Double = 1, tip: String = ""
    ) {
        let attributes: KeyValuePairs = [
            "x": Self.number(x), "y": Self.number(y), "width": Self.number(max(0, width)),
            "height": Self.number(max(0, height)), "class": style,
            "fill-opacity": Self.fade(opacity),
        ]
        let title = tip.isEmpty ? "" : Markup.element("title", HTMLText.escaped(tip))
        add(
            tip.isEmpty
                ? Markup.empty("rect", attributes) : Markup.element("rect", attributes, title))
    }

    /// Round dots, as one path: a third of the size of as many circles.
    mutating func dots(
        _ points: [(x: Double, y: Double)], radius: Double, style: String, opacity: Double
    ) {
        let dots = points.map { "M\(Self.number($0.x)) \(Self.number($0.y))h0" }.joined()
        add(
            Markup.empty(
                "path",
                [
                    "d": dots, "class": style, "stroke-width": Self.number(radius * 2),
                    "stroke-linecap": "round", "stroke-opacity": Self.fade(opacity),
                ]))
    }

    mutating func path(_ points: [(x: Double, y: Double)], style: String) {
        add(Markup.empty("path", ["d": Self.steps(points), "class": style]))
    }

    mutating func area(_ points: [(x: Double, y: Double)], style: String, opacity: Double) {
        let outline = Self.steps(points) + "Z"
        add(
            Markup.empty(
                "path", ["d": outline, "class": style, "fill-opacity": Self.fade(opacity)]))
    }

    private mutating func add(_ element: String) { text += element + "\n" }

    private static func fade(_ opacity: Double) -> String {
        opacity < 1 ? NumberText.short(opacity, significant: 2) : ""
    }

    private static func steps(_ points: [(x: Double, y: Double)]) -> String {
        points.enumerated().map { index, point in
            (index == 0 ? "M" : "L") + number(point.x) + " " + number(point.y)
        }.joined()
    }

    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e7 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = tenths.magnitude / 10
        let rest = tenths.magnitude % 10
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
