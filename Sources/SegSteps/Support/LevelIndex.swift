import SegFrame

/// The levels that a column had at training, by their display text.
///
/// Whole numbers read the same whether stored as integers or as floats.
struct LevelIndex: Codable, Sendable {
    /// Distinct levels, sorted as `Column.encoded` sorts them.
    let levels: [String]

    /// What `codes` gives for a row without a value.
    static let missing: Int32 = -1
    /// What `codes` gives for a level that training didn't have.
    static let unseen: Int32 = -2

    init(levels: [String]) { self.levels = levels }

    /// The levels of a column, and the level of each row (-1: missing).
    static func training(_ column: Column) -> (index: LevelIndex, codes: [Int32]) {
        let (codes, levels) = column.encoded()
        return (LevelIndex(levels: levels.map { plain($0, column.type) }), codes)
    }

    /// The place of each row's level, or `missing`, or `unseen`.
    func codes(of column: Column) -> [Int32] {
        let (codes, present) = column.encoded()
        var place: [Utf8Key: Int32] = [:]
        for (index, level) in levels.enumerated() { place[Utf8Key(level)] = Int32(index) }
        let translation = present.map { place[Utf8Key(Self.plain($0, column.type))] ?? Self.unseen }
        return codes.map { $0 < 0 ? Self.missing : translation[Int($0)] }
    }

    private static func plain(_ text: String, _ type: ColumnType) -> String {
        switch type {
        case .float64, .float32: text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        default: text
        }
    }
}

/// How many rows a level needs to stand alone: a share below 1, or a number of rows.
struct MinimumFrequency: Hashable, Sendable, Codable {
    let value: Double

    func rows(of total: Int) -> Double { value < 1 ? value * Double(total) : value }

    /// Which levels have enough rows; missing rows count in the total.
    func isFrequent(_ codes: [Int32], levelCount: Int) -> [Bool] {
        var counts = [Int](repeating: 0, count: levelCount)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        let needed = rows(of: codes.count)
        return counts.map { Double($0) >= needed }
    }
}
