/// Where an axis is labelled, and how.
struct Ticks {
    struct Tick {
        let value: Double
        let label: String
    }

    /// What the axis covers.
    let domain: ClosedRange<Double>
    let ticks: [Tick]

    /// Ticks for a continuous axis: about `count`, at round values.
    init(_ scale: Plot.Axis.Scale, covering extent: ClosedRange<Double>, count: Int) {
        switch scale {
        case .time: self = TimeTicks.ticks(covering: extent, count: count)
        case .linear, .bands: self.init(covering: extent, count: count)
        }
    }

    init(domain: ClosedRange<Double>, ticks: [Tick]) {
        self.domain = domain
        self.ticks = ticks
    }

    /// Ticks at multiples of 1, 2 or 5 times a power of ten; the domain ends at ticks.
    ///
    /// Source: Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990.
    init(covering extent: ClosedRange<Double>, count: Int) {
        let extent = Self.widened(extent)
        let step = Self.niceStep((extent.upperBound - extent.lowerBound) / Double(max(1, count)))
        let first = (extent.lowerBound / step - 1e-9).rounded(.up)
        let last = (extent.upperBound / step + 1e-9).rounded(.down)
        let low = (extent.lowerBound / step + 1e-9).rounded(.down)
        let high = (extent.upperBound / step - 1e-9).rounded(.up)
        // The axis ends at a tick when the data come near to it, else at the data.
        let lower = first - extent.lowerBound / step > 0.65 ? low : extent.lowerBound / step
        let upper = extent.upperBound / step - last > 0.65 ? high : extent.upperBound / step
        domain = (min(lower, first) * step)...(max(upper, last) * step)
        let start = Int((min(lower, first) - 1e-9).rounded(.up))
        let end = Int((max(upper, last) + 1e-9).rounded(.down))
        let values = start <= end ? (start...end).map { Double($0) * step } : [extent.lowerBound]
        ticks = zip(values, Self.labels(values, step: step)).map { Tick(value: $0, label: $1) }
    }

    /// The smallest of 1, 2, 5 times a power of ten that is not below `width`.
    static func niceStep(_ width: Double) -> Double {
        guard width.isFinite, width > 0, let magnitude = DecimalText(width).magnitude else {
            return 1
        }
        let power = Self.power(magnitude)
        let factor = [1, 2, 5, 10].first { Double($0) * power >= width * (1 - 1e-9) } ?? 10
        return Double(factor) * power
    }

    /// An extent of one value gets room on both sides; a huge one is kept to what steps can tell
    /// apart.
    private static func widened(_ extent: ClosedRange<Double>) -> ClosedRange<Double> {
        let bound = 1e300
        let lower = max(-bound, extent.lowerBound)
        let upper = min(bound, max(lower, extent.upperBound))
        let size = max(lower.magnitude, upper.magnitude)
        guard upper - lower <= size * 1e-9 else { return lower...upper }
        let room = size == 0 ? 1 : size * 0.1
        return (lower - room)...(upper + room)
    }

    private static func power(_ exponent: Int) -> Double {
        Double("1e\(exponent)") ?? 1
    }

    private static func labels(_ values: [Double], step: Double) -> [String] {
        let largest = values.map(\.magnitude).max() ?? 0
        if largest >= 1e6 || (largest > 0 && largest < 1e-4) { return values.map { compact($0) } }
        let decimals = min(9, DecimalText(step).neededDecimals)
        return values.map { grouped(NumberText.fixed($0, decimals)) }
    }

    /// `1.5M`, `20k` for large values, `2e-05` for small ones.
    private static func compact(_ value: Double) -> String {
        for (size, unit) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] {
            if value.magnitude >= size, value.magnitude < 1e15 {
                return minus(NumberText.short(value / size, significant: 4)) + unit
            }
        }
        return minus(NumberText.short(value, significant: 3))
    }

    private static func grouped(_ text: String) -> String {
        guard let whole = Int(text), whole.magnitude >= 10_000 else { return minus(text) }
        return minus(NumberText.grouped(whole))
    }

    private static func minus(_ text: String) -> String {
        text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }
}
