import SegDiagnostics

/// The few values because of which a column of a text file isn't one of numbers or dates.
struct OddValues {
    /// What the others are.
    let kind: Kind
    let count: Int
    let total: Int
    let first: String

    enum Kind: CaseIterable {
        case number, date

        var singular: String { self == .number ? "number" : "date" }

        func holds(_ text: String) -> Bool {
            self == .number ? Double(text) != nil && !isCode(text) : DateTimeText.microseconds(text) != nil
        }

        /// Digits that begin with 0 are no number: `01234`.
        private func isCode(_ text: String) -> Bool {
            let start = text.utf8.prefix(2)
            return start.first == 48 && start.count == 2 && start.allSatisfy { (48...57).contains($0) }
        }
    }

    /// In a column with fewer values, one that is odd tells nothing.
    private static let fewest = 20
    /// One value in so many may be odd.
    private static let rarity = 100
    private static let sampleSize = 100

    /// Nil where the values of a column of text are of one kind or of many.
    init?(_ column: Column) {
        let present = (0..<column.count).lazy.filter { !column.isMissing($0) }
        let sample = present.prefix(Self.sampleSize).compactMap { Self.text(column, $0) }
        // Most columns of text are told by their first values.
        guard let kind = Kind.allCases.first(where: { kind in sample.count(where: kind.holds) * 20 >= sample.count * 19 }) else { return nil }
        var (total, count, first) = (0, 0, String?.none)
        for row in present {
            total += 1
            guard let text = Self.text(column, row), !kind.holds(text) else { continue }
            count += 1
            if first == nil { first = text }
        }
        guard let first, total >= Self.fewest, count <= max(1, total / Self.rarity) else { return nil }
        (self.kind, self.count, self.total, self.first) = (kind, count, total, first)
    }

    private static func text(_ column: Column, _ row: Int) -> String? {
        if case .string(let text) = column[row] { text } else { nil }
    }
}

extension SourceRelation {
    /// Notes such as `'x': 1 of 50001 values is no number, so the column is text`, with the value and its line.
    func oddNotes(_ table: Table, _ connection: DuckDBConnection) -> [String] {
        guard isCSV else { return [] }
        return zip(table.schema.fields, table.columns).compactMap { field, column in
            guard field.type.isText, options.types[field.name] == nil, let odd = OddValues(column) else { return nil }
            return note(field.name, odd, connection)
        }
    }

    private func note(_ name: String, _ odd: OddValues, _ connection: DuckDBConnection) -> String {
        let missing = (options.missing + [odd.first]).map { "\"\($0)\"" }.joined(separator: ", ")
        return "'\(name)': \(odd.count) of \(odd.total) values \(odd.count == 1 ? "is" : "are") no \(odd.kind.singular), so the column is text; "
            + "\(odd.count == 1 ? "it is" : "the first is") \"\(odd.first)\"\(place(of: odd, name, connection)) "
            + "(missing: [\(missing)] reads it as missing, types: [\"\(name)\": \"string\"] keeps the text)"
    }

    /// Where the first of the odd values stands.
    private func place(of odd: OddValues, _ name: String, _ connection: DuckDBConnection) -> String {
        guard let place = firstPlace(in: name, unless: "\(SQLText.name(name)) <> \(SQLText.literal(odd.first))", connection) else { return "" }
        return " in \(place.phrase)\(isSeveralFiles ? " of \"\(place.file)\"" : "")"
    }
}

// MARK: - Infinities

extension SourceRelation {
    private static let infinities: Set<String> = ["inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"]

    /// The same files with numbers for columns of text that are numbers, the first of them infinite: by that DuckDB takes the
    /// column for text, though not by a later one. Nil where there is none.
    func withInfinities(in table: Table) -> SourceRelation? {
        guard isCSV else { return nil }
        var relation = self
        for (field, column) in zip(table.schema.fields, table.columns) where field.type.isText && options.types[field.name] == nil {
            guard let first = (0..<column.count).first(where: { !column.isMissing($0) }), let text = column[first].text?.lowercased(),
                Self.infinities.contains(text), column.strings().allSatisfy({ $0.map { Double($0) != nil } ?? true })
            else { continue }
            relation = relation.withType(.float64, of: field.name)
        }
        return relation.options == options ? nil : relation
    }
}
