extension Plot {
    /// The names of the legend in order, references aside, each once; colours go by their place.
    var legend: [String] {
        var names: [String] = []
        for series in series
        where !series.isReference && !names.contains(where: { same($0, series.name) }) {
            names.append(series.name)
        }
        return names
    }

    /// The place of a series' colour.
    func colour(of series: Series) -> Int { legend.firstIndex { same($0, series.name) } ?? 0 }

    /// Whether a legend says something: more than one name.
    var needsLegend: Bool { legend.count > 1 || series.contains(where: \.isReference) }

    private func same(_ first: String, _ second: String) -> Bool {
        first.utf8.elementsEqual(second.utf8)
    }

    /// The bands of an axis, or none for a continuous one.
    static func bands(_ axis: Axis) -> [String]? {
        if case .bands(let names) = axis.scale { names } else { nil }
    }
}
