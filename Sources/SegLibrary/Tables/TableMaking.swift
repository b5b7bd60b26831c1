import SegDiagnostics
import SegFrame
import SegVM

/// The builtin that makes a table of values.
enum TableMaking {
    static let declarations = [make]

    private static let make = NativeDeclaration(
        "table", group: "sources",
        "A table of values: columns by their names, or a list of rows, each a dictionary. A key that a row lacks is missing in it.",
        parameters: [
            .init("_", .any, default: .auto, "Columns as [\"name\": [1, 2]], or rows as [[\"name\": 1], [\"name\": 2]].")
        ],
        openLabels: .any, result: "Table",
        examples: [
            "table(city: [\"Riga\", \"Oslo\"], price: [10, 12.5])", "table([[\"city\": \"Riga\", \"price\": 10], [\"city\": \"Oslo\"]])",
            "table([t[0], t[7]])",
        ]
    ) { call, context in
        var columns = call.isGiven(0) ? try unlabelled(call[0]) : []
        columns += try call.open.map { ($0.label, try column($0.label, $0.value)) }
        if try context.library.readsSchemasOnly { columns = columns.map { ($0.name, $0.column.taking([])) } }
        if let other = columns.first(where: { $0.column.count != columns[0].column.count }) {
            throw Failure(
                "E404", "'\(other.name)' has \(other.column.count) values, and '\(columns[0].name)' has \(columns[0].column.count)")
        }
        var table = try Table(columns.map { (name: $0.name, kind: nil, column: $0.column.withUsualTextStorage) })
        table.uncheckedOrigins = ["values"]
        return .table(table)
    }

    /// Columns in a dictionary, or rows in a list.
    private static func unlabelled(_ value: Value) throws -> [(name: String, column: Column)] {
        if let named = value.asDictionary { return try named.pairs.map { (try name($0.key), try column(try name($0.key), $0.value)) } }
        guard let rows = value.asList, rows.values.allSatisfy({ $0.asDictionary != nil }) else {
            let given = value.asList.flatMap { $0.values.first { $0.asDictionary == nil }?.kindPhrase }.map { "a list with \($0)" }
            throw ArgumentFailure(
                0, "E411", "table takes columns by their names, or a list of rows that are dictionaries, not \(given ?? value.kindPhrase)",
                hint: "write table(price: [10, 12])")
        }
        return try ofRows(rows.values)
    }

    /// One column for each key of the rows, in order of appearance.
    private static func ofRows(_ rows: [Value]) throws -> [(name: String, column: Column)] {
        var names: [String] = []
        var cells: [String: [Scalar]] = [:]
        for (place, row) in rows.enumerated() {
            for pair in row.asDictionary?.pairs ?? [] {
                let name = try name(pair.key)
                if cells[name] == nil {
                    names.append(name)
                    cells[name] = []
                }
                cells[name, default: []] += [Scalar](repeating: .null, count: place - (cells[name]?.count ?? 0))
                cells[name, default: []].append(try scalar(name, pair.value))
            }
        }
        return try names.map { name in
            let known = cells[name] ?? []
            return (name, try column(name, known + [Scalar](repeating: .null, count: rows.count - known.count)))
        }
    }

    /// As many as a list may have.
    private static let mostOfRange = 1 << 26

    private static func name(_ key: Value) throws -> String {
        guard let name = key.asString else { throw Failure("E411", "the name of a column is text, not \(key.kindPhrase)") }
        return name
    }

    private static func column(_ name: String, _ value: Value) throws -> Column {
        if let sequence = value.asHost as? SequenceValue { return sequence.column }
        if case .range(let range) = value, let numbers = range.integers {
            guard numbers.count <= mostOfRange else {
                throw Failure("E315", "the column '\(name)' would have \(numbers.count) values, and a range gives \(mostOfRange) at the most")
            }
            return Column(ints: numbers.map { Int64($0) })
        }
        guard let list = value.asList else {
            throw Failure(
                "E411", "the column '\(name)' takes a list of values, not \(value.kindPhrase)",
                hint: "a list of rows is written table([[\"\(name)\": …]])")
        }
        return try column(name, try list.values.map { try scalar(name, $0) })
    }

    private static func column(_ name: String, _ cells: [Scalar]) throws -> Column {
        do { return try Column(scalars: cells) } catch {
            throw Failure(error.code, "'\(name)': \(error.message)", hint: error.hint)
        }
    }

    private static func scalar(_ name: String, _ value: Value) throws -> Scalar {
        guard let scalar = Scalar(value) else {
            throw Failure("E305", "'\(name)' takes numbers, texts, times and the like, not \(value.kindPhrase)")
        }
        return scalar
    }
}
