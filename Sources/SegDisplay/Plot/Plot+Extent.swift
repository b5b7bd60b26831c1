extension Plot {
    /// The values that the x axis must cover; nil for bands or when nothing is drawn.
    var xExtent: ClosedRange<Double>? {
        guard Plot.bands(x) == nil else { return nil }
        return Self.range(of: series.flatMap { Self.xValues($0.marks) })
    }

    /// The values that the y axis must cover, with zero where bars start from it.
    var yExtent: ClosedRange<Double>? {
        guard Plot.bands(y) == nil else { return nil }
        return Self.range(of: series.flatMap { Self.yValues($0.marks) })
    }

    /// The range of the values of a heat map.
    var cellExtent: ClosedRange<Double>? {
        Self.range(
            of: series.flatMap { series -> [Double] in
                if case .cells(let rows) = series.marks {
                    rows.flatMap { $0.compactMap { $0 } }
                } else {
                    []
                }
            })
    }

    private static func xValues(_ marks: Marks) -> [Double] {
        switch marks {
        case .line(let points), .points(let points): points.map(\.x)
        case .band(let ranges): ranges.map(\.x)
        case .bins(let bins): bins.flatMap { [$0.lower, $0.upper] }
        case .bars, .boxes, .cells: []
        }
    }

    private static func yValues(_ marks: Marks) -> [Double] {
        switch marks {
        case .line(let points), .points(let points): points.map(\.y)
        case .band(let ranges): ranges.flatMap { [$0.lower, $0.upper] }
        case .bars(let bars):
            [0]
                + bars.compactMap { $0 }.flatMap {
                    [$0.value, $0.lower ?? $0.value, $0.upper ?? $0.value]
                }
        case .bins(let bins): [0] + bins.map(\.count)
        case .boxes(let boxes): boxes.compactMap { $0 }.flatMap { [$0.low, $0.high] + $0.outliers }
        case .cells: []
        }
    }

    private static func range(of values: [Double]) -> ClosedRange<Double>? {
        let finite = values.filter(\.isFinite)
        guard let lower = finite.min(), let upper = finite.max() else { return nil }
        return lower...upper
    }
}
