import SegDiagnostics
import SegFrame

/// The places of a banded axis.
struct PlotBands {
    let names: [String]
    let notes: [String]
    /// Whether no value stands in more than one row.
    let isUnique: Bool
    private let places: [Int?]

    /// The values of a column as bands; in the table's order when each stands in one row.
    init(_ table: Table, _ name: String) throws(Failure) {
        let column = try PlotColumn(table, name)
        let codes = column.groups().rows
        let present = codes.compactMap { $0 }
        isUnique = Set(present).count == present.count
        let groups = try PlotGroups(table, by: name, most: Plot.mostBands)
        let shown = groups.rows.compactMap { $0 }
        guard isUnique else {
            names = groups.names
            places = groups.rows
            notes = groups.notes
            return
        }
        names = shown.map { groups.names[$0] }
        var next = 0
        var places = [Int?](repeating: nil, count: groups.rows.count)
        for row in groups.rows.indices where groups.rows[row] != nil {
            places[row] = next
            next += 1
        }
        self.places = places
        let hidden = present.count - shown.count
        notes = hidden > 0 ? ["\(shown.count) of \(present.count) values of '\(name)' shown"] : []
    }

    /// The rows of each band that belong to a group.
    func rows(_ groups: [Int?], group: Int) -> [[Int]] {
        var rows = [[Int]](repeating: [], count: names.count)
        for (row, place) in places.enumerated() where groups[row] == group {
            if let place { rows[place].append(row) }
        }
        return rows
    }
}
