import SegFrame

extension Column {
    /// Rows under which two columns may be the same by chance.
    private static let fewest = 20

    /// Whether it has another column's value in every row, where there are rows enough and several values.
    func isCopy(of other: Column) -> Bool {
        guard count == other.count, count >= Self.fewest, type.isText == other.type.isText else { return false }
        // Most columns differ in one of the first rows.
        for row in stride(from: 0, to: count, by: max(1, count / 16)) where self[row].isNull || !self[row].equals(other[row]) { return false }
        if type.isText {
            let texts = strings()
            return texts == other.strings() && texts.contains { $0 != texts[0] }
        }
        let numbers = doubles()
        return numbers == other.doubles() && numbers.contains { $0 != numbers[0] }
    }

    /// Whether rows that come later by this column come no earlier in time.
    func follows(_ times: TimeAxis) -> Bool {
        let keys = ranks
        let rows = keys.indices.filter { !keys[$0].isNaN }.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
        var (before, latest, key) = (-Double.infinity, -Double.infinity, -Double.infinity)
        for row in rows {
            // Rows of one key may be in any order among themselves.
            if keys[row] > key { (before, key) = (latest, keys[row]) }
            guard times.values[row] >= before else { return false }
            latest = max(latest, times.values[row])
        }
        return true
    }

    /// Numbers in the order of the values; NaN where missing.
    private var ranks: [Double] {
        guard type.isText else { return doubles() }
        let texts = strings()
        let sorted = Set(texts.compactMap { $0.map(Utf8Key.init) }).map(\.text).sorted { $0.precedesByBytes($1) }
        let places = Dictionary(sorted.enumerated().map { (Utf8Key($1), Double($0)) }) { first, _ in first }
        return texts.map { $0.flatMap { places[Utf8Key($0)] } ?? .nan }
    }
}

extension Scalar {
    /// Whether two cells hold the same, whatever their types of number.
    fileprivate func equals(_ other: Scalar) -> Bool {
        if self == other { return true }
        guard let number, let otherNumber = other.number else { return false }
        return number == otherNumber
    }

    private var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }
}
