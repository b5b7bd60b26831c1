/// Writes the elements of a drawing; coordinates are rounded to a tenth.
struct SVGWriter {
    enum Anchor: String {
        case start, middle, end
    }

    private(set) var text = ""

    mutating func raw(_ markup: String) { text += markup }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        let from = "x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\""
        text += "<line \(from) x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\" class=\"\(style)\"/>\n"
    }

    mutating func label(
        _ label: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, style: String = ""
    ) {
        let end = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        let attribute = style.isEmpty ? "" : " class=\"\(style)\""
        text += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(end)\(attribute)>"
        text += HTMLText.escaped(label) + "</text>\n"
    }

    /// A rectangle; with a tip, browsers show it on hovering.
    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String, opacity: Double = 1,
        tip: String = ""
    ) {
        let size = "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\""
        let fade = opacity < 1 ? " fill-opacity=\"\(NumberText.short(opacity, significant: 2))\"" : ""
        text += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(size) class=\"\(style)\"\(fade)"
        text += tip.isEmpty ? "/>\n" : "><title>\(HTMLText.escaped(tip))</title></rect>\n"
    }

    mutating func circles(_ points: [(x: Double, y: Double)], radius: Double, style: String, opacity: Double) {
        // One path of round dots is a third of the size of as many circle elements.
        let dots = points.map { "M\(Self.number($0.x)) \(Self.number($0.y))h0" }.joined()
        let width = Self.number(radius * 2)
        let fade = NumberText.short(opacity, significant: 2)
        text += "<path d=\"\(dots)\" class=\"\(style)\" stroke-width=\"\(width)\" stroke-linecap=\"round\""
        text += " stroke-opacity=\"\(fade)\"/>\n"
    }

    mutating func path(_ points: [(x: Double, y: Double)], style: String) {
        text += "<path d=\"\(Self.steps(points))\" class=\"\(style)\"/>\n"
    }

    mutating func area(_ points: [(x: Double, y: Double)], style: String, opacity: Double) {
        let fade = NumberText.short(opacity, significant: 2)
        text += "<path d=\"\(Self.steps(points))Z\" class=\"\(style)\" fill-opacity=\"\(fade)\"/>\n"
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
