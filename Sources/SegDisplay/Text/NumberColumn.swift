/// One way of writing all numbers of a column: the same decimals for each, about five digits that
/// count.
struct NumberColumn {
    private enum Form {
        case fixed(Int), scientific
    }

    private let form: Form
    private static let significant = 5
    private static let mostDecimals = 9

    /// Chooses decimals for the values to be shown; those that are not finite don't count.
    ///
    /// The value in the middle by size gets five digits; no more decimals are written than the
    /// values need, and never more digits before the point than a double keeps.
    init(_ values: [Double]) {
        let texts = values.filter(\.isFinite).map { DecimalText($0) }
        let magnitudes = texts.compactMap(\.magnitude).sorted()
        guard let largest = magnitudes.last else {
            form = .fixed(0)
            return
        }
        let middle = magnitudes[magnitudes.count / 2]
        let needed = texts.reduce(0) { max($0, $1.neededDecimals) }
        let wanted = max(Self.significant - 1 - middle, Self.significant - 1 - largest)
        let decimals = max(0, min(needed, wanted, 14 - largest))
        let isTiny = min(needed, wanted) > Self.mostDecimals
        form = largest >= 15 || isTiny ? .scientific : .fixed(decimals)
    }

    func text(_ value: Double) -> String {
        guard value.isFinite else { return NumberText.special(value) }
        let digits = DecimalText(value)
        switch form {
        case .scientific:
            return digits.scientific(Self.significant)
        case .fixed(let decimals):
            let vanishes = digits.magnitude.map { $0 < -decimals - 1 } ?? false
            return vanishes && decimals > 0 ? digits.scientific(2) : digits.fixed(decimals)
        }
    }
}
