import SegDiagnostics
import SegFrame
import SegTensor
import SegVM

/// The verbs that change tables.
enum TableVerbs {
    static let declarations = rows + columns + groups + shapes

    static let table = NativeParameter("table", .host("Table"), "The table.")

    static func verb(
        _ name: String, _ summary: String, _ parameters: [NativeParameter] = [], on kind: String = "Table",
        openLabels: ParameterKind? = nil, result: String = "Table", effect: Effect = .pure,
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "tables", summary,
            parameters: [.init("table", .host(kind), "The table.")] + parameters, openLabels: openLabels,
            result: result, effect: effect, examples: examples
        ) { call, context in
            let stop = try context.library.stop
            return try Stopping.during({ stop.reason != nil }) { try body(call, context) }
        }
    }

    // MARK: Rows

    private static let rows: [NativeDeclaration] = [
        verb(
            "filter", "Keeps the rows where a condition on columns is true.",
            [.init("condition", .column, "An elementwise condition.")],
            examples: ["t |> filter(.price > 10 and .city != nil)"]
        ) { call, context in
            if call[1].isCallable {
                throw ArgumentFailure(
                    1, "E411", "filter on a table takes a condition on columns, not a closure",
                    hint: "write filter(.price > 10)")
            }
            let kept = try call.table(0).filter(try call.expression(1))
            context.report(kept.notes, unless: [])
            return .table(kept)
        },
        verb("head", "The first rows.", [.init("n", .int, default: .int(10), "How many.")]) { call, _ in
            .table(try call.table(0).head(try rowCount(call, 1)))
        },
        verb("tail", "The last rows.", [.init("n", .int, default: .int(10), "How many.")]) { call, _ in
            .table(try call.table(0).tail(try rowCount(call, 1)))
        },
        verb(
            "sample", "Rows drawn without replacement, in the table's order.",
            [
                .init("n", .optional(.int), default: .null, "How many rows."),
                .init("share", .optional(.float), default: .null, labelOnly: true, "Or which share of them, 0 to 1."),
                .init("seed", .optional(.int), default: .null, labelOnly: true, "Draws the same rows whatever was drawn before."),
            ], effect: .random
        ) { call, context in
            let key = call[3].asInt.map { UInt64(bitPattern: Int64($0)) } ?? context.random.next()
            if let count = call[1].asInt { return .table(try call.table(0).sample(count, key: key)) }
            guard let share = call[2].asDouble else {
                throw Failure("E408", "sample takes a number of rows, or 'share:'", hint: "sample(t, 100)")
            }
            return .table(try call.table(0).sample(share: share, key: key))
        },
        verb(
            "distinct", "The first row of each combination of values.",
            [.init("on", columnList, default: .auto, "Columns to compare; by default all.")]
        ) { call, _ in
            .table(try call.table(0).distinct(on: try call.columnNames(1)))
        },
        verb(
            "sort", "The rows in order of columns or expressions; missing values come last.",
            [
                .init("by", columnList, "One key or several, the first deciding first."),
                .init("descending", .bool, default: .bool(false), labelOnly: true, "Largest first."),
            ], examples: ["t |> sort([.city, .price])", "t |> sort(.price, descending: true)"]
        ) { call, _ in
            let descending = try call.bool(2)
            let keys = try call.sortKeys(1).map { SortKey($0, descending: descending) }
            return .table(try call.table(0).sort(keys))
        },
        verb(
            "append_rows", "The rows of two tables with the same columns, one after the other.",
            [.init("other", .host("Table"), "The rows to add.")]
        ) { call, _ in
            .table(try call.table(0).append(try call.table(1)))
        },
    ]

    /// An expression, or values that are there already, one for each row.
    static let columnToMake = ParameterKind.either([.column, .host("Sequence"), .list(of: .any)])

    static let columnList = ParameterKind.either([.column, .list(of: .any)])

    // MARK: Columns

    private static let columns: [NativeDeclaration] = [
        verb(
            "select", "The columns that are named or chosen, in the order of a list.",
            [.init("columns", .host("Selector"), "Columns, a selector, or a list of them.")],
            examples: ["t |> select([.city, .price])", "t |> select(numeric())"]
        ) { call, _ in
            .table(try call.table(0).select(try call.selector(1)))
        },
        verb(
            "drop", "All columns but those that are named or chosen.",
            [.init("columns", .host("Selector"), "Columns, a selector, or a list of them.")]
        ) { call, _ in
            .table(try call.table(0).drop(try call.selector(1)))
        },
        verb(
            "rename", "Gives columns new names.", openLabels: .column, examples: ["t |> rename(price: .Price)"]
        ) { call, _ in
            .table(try call.table(0).rename(try call.renamings()))
        },
        verb(
            "derive", "Adds or replaces columns, in order: each sees those before it.",
            [.init("named", .dictionary(of: columnToMake), default: .auto, "Computed names with what they hold.")],
            openLabels: columnToMake, examples: [
                "t |> derive(area: .width * .height, large: .area > 10)", "t |> derive(size: features.size(t.width, t.height))",
                "t |> derive(rank: [3, 1, 2])",
            ]
        ) { call, context in
            let table = try call.table(0)
            let derived = try call.derived(table, isSchemaOnly: try context.library.readsSchemasOnly)
            context.report(derived.notes, unless: table.notes)
            return .table(derived)
        },
    ]

    // MARK: Groups

    private static let groups: [NativeDeclaration] = [
        verb(
            "group", "Divides the rows by the values of columns, until the next summarize.",
            [.init("by", columnList, "One column or a list.")], result: "GroupedTable",
            examples: ["t |> group(.city) |> summarize(n: count(), price: mean(.price))"]
        ) { call, _ in
            .host(GroupedTableValue(try call.table(0).group(by: try call.columnNames(1))))
        },
        verb(
            "summarize", "One row for all rows, with the aggregates that are named.",
            [.init("named", .dictionary(of: .column), default: .auto, "Computed names with their expressions.")],
            openLabels: .column
        ) { call, context in
            let summary = try call.table(0).summarize(try call.namedExpressions())
            context.report(summary.notes, unless: [])
            return .table(summary)
        },
        verb(
            "summarize", "One row a group, in order of the keys, with the aggregates that are named.",
            [.init("named", .dictionary(of: .column), default: .auto, "Computed names with their expressions.")],
            on: "GroupedTable", openLabels: .column
        ) { call, context in
            let summary = try call.host(0, as: GroupedTableValue.self).grouped.summarize(try call.namedExpressions())
            context.report(summary.notes, unless: [])
            return .table(summary)
        },
        verb(
            "derive", "Adds or replaces columns; aggregates are over the rows of a group.",
            [.init("named", .dictionary(of: .column), default: .auto, "Computed names with their expressions.")],
            on: "GroupedTable", openLabels: .column, result: "GroupedTable"
        ) { call, context in
            let derived = try call.host(0, as: GroupedTableValue.self).grouped.derive(try call.namedExpressions())
            context.report(derived.table.notes, unless: [])
            return .host(GroupedTableValue(derived))
        },
        verb("ungroup", "The rows without their groups.", on: "GroupedTable") { call, _ in
            .table(try call.host(0, as: GroupedTableValue.self).grouped.table)
        },
    ]

    // MARK: Shapes and summaries

    private static let shapes: [NativeDeclaration] = [
        verb(
            "join", "Rows of two tables side by side where key columns agree, in the left table's order.",
            [
                .init("other", .host("Table"), "The right table."),
                .init(
                    "on", .either([.column, .list(of: .any), .dictionary(of: .any), .string]), labelOnly: true,
                    "Columns of the same name, or [\"left\": \"right\"]."),
                .init(
                    "how", .choice(JoinKind.allCases.map(\.rawValue)), default: .string("inner"), labelOnly: true,
                    "Which rows are kept."),
                .init("suffix", .string, default: .string("_right"), labelOnly: true, "Added to names that clash."),
            ], examples: ["flights |> join(planes, on: .tailnum, how: \"left\")"]
        ) { call, _ in
            let kind = JoinKind(rawValue: try call.string(3)) ?? .inner
            return .table(
                try call.table(0).join(
                    try call.table(1), on: try joinKeys(call), how: kind, suffix: try call.string(4), memory: AvailableMemory.bytes))
        },
        verb(
            "pivot", "One column for each value of a column, holding an aggregate.",
            [
                .init("rows", columnList, labelOnly: true, "Columns that stay as rows."),
                .init("columns", .column, labelOnly: true, "The column whose values become columns."),
                .init("values", .column, labelOnly: true, "The aggregate in each cell."),
            ], examples: ["t |> pivot(rows: .city, columns: .year, values: mean(.price))"]
        ) { call, context in
            try context.library.requireRows(for: "pivot")
            return .table(
                try call.table(0).pivot(
                    rows: try call.columnNames(1), columns: try call.columnName(2),
                    values: try call.expression(3)))
        },
        verb(
            "unpivot", "One row for each cell of some columns.",
            [
                .init("columns", .host("Selector"), "The columns to turn into rows."),
                .init("name", .string, default: .string("name"), labelOnly: true, "The column of their names."),
                .init("value", .string, default: .string("value"), labelOnly: true, "The column of their values."),
            ]
        ) { call, _ in
            .table(
                try call.table(0).unpivot(
                    try call.selector(1).resolve(in: try call.table(0)), nameColumn: try call.string(2),
                    valueColumn: try call.string(3)))
        },
        verb("describe", "One row a column: type, missing values, and the usual statistics.") { call, _ in
            .table(try call.table(0).describe())
        },
        verb(
            "value_counts", "How often each combination of values occurs, most frequent first.",
            [.init("columns", columnList, "One column or a list.")]
        ) { call, _ in
            .table(try call.table(0).valueCounts(try call.columnNames(1)))
        },
        verb("count", "The number of rows.", result: "Int") { call, _ in
            .int(try call.table(0).rowCount)
        },
        verb("column_names", "The names of the columns.", result: "[String]") { call, _ in
            .list(try call.table(0).names.map { .string($0) })
        },
        verb(
            "as_kind", "Says what columns mean to steps and learners, whatever their type.",
            [
                .init("columns", .host("Selector"), "The columns."),
                .init("kind", .choice(ColumnKind.names), "The kind."),
            ], examples: ["t |> as_kind(.zip_code, \"categorical\")"]
        ) { call, _ in
            let kind = ColumnKind(rawValue: try call.string(2)) ?? .numeric
            let table = try call.table(0)
            let names = try call.selector(1).resolve(in: table)
            return .table(try names.reduce(table) { try $0.settingKind($1, kind) })
        },
    ]

    private static func rowCount(_ call: Arguments, _ position: Int) throws -> Int {
        let count = try call.int(position)
        guard count >= 0 else { throw ArgumentFailure(position, "E411", "a number of rows can't be \(count)") }
        return count
    }

    private static func joinKeys(_ call: Arguments) throws -> [JoinKey] {
        guard let pairs = call[2].asDictionary else { return try call.columnNames(2).map { JoinKey($0) } }
        return try pairs.pairs.map { pair in
            let names = [pair.key, pair.value].compactMap {
                $0.asString ?? ($0.asHost as? ColumnValue)?.bareName
            }
            guard names.count == 2 else {
                throw ArgumentFailure(2, "E411", "'on:' takes columns, or [\"left\": \"right\"]")
            }
            return JoinKey(left: names[0], right: names[1])
        }
    }
}

extension ColumnKind {
    static let names = ["numeric", "categorical", "text", "time", "image", "id"]
}

extension Arguments {
    /// Columns and expressions to sort by; a text is no key, since it is the same for all rows.
    func sortKeys(_ position: Int) throws -> [ColumnExpression] {
        let keys = try expressions(position)
        for case .literal(let value) in keys {
            let hint = value.text.map { "write \(ColumnExpression.column($0).description)" }
            throw ArgumentFailure(position, "E411", "sort takes columns, not \(value.literal)", hint: hint)
        }
        return keys
    }

    /// New names as labels of the columns that get them.
    func renamings() throws -> [(new: String, old: String)] {
        try open.map { pair in
            guard let old = (pair.value.asHost as? ColumnValue)?.bareName else {
                throw Failure("E411", "rename(\(pair.label): …) takes a bare column such as .Price")
            }
            return (new: pair.label, old: old)
        }
    }

    /// A table with columns made in order; values that come from elsewhere can't be judged for leaks. E404 unless they are as
    /// many as the rows.
    ///
    /// - Parameter isSchemaOnly: whether the table has no rows since only its columns matter.
    func derived(_ table: Table, isSchemaOnly: Bool) throws -> Table {
        var (result, notes) = (table, [String]())
        for (name, value) in try namedValues() {
            if var values = try Self.values(name, value) {
                if isSchemaOnly { values = values.taking([]) }
                guard values.count == table.rowCount else {
                    throw Failure("E404", "'\(name):' has \(values.count) values for \(table.rowCount) rows")
                }
                result = try result.derive([NamedExpression(name, .literal(.null))]).setting(name, values)
                if !result.uncheckedOrigins.contains("values") { result.uncheckedOrigins.append("values") }
            } else if let expression = ColumnExpression(value) {
                result = try result.derive([NamedExpression(name, expression)])
                notes += result.notes
            } else {
                throw Failure("E411", "'\(name):' takes a column expression, not \(value.kindPhrase)")
            }
        }
        result.notes = notes
        return result
    }

    /// The values of a column that are there already; nil for an expression.
    private static func values(_ name: String, _ value: Value) throws -> Column? {
        if let sequence = value.asHost as? SequenceValue { return sequence.column }
        guard let list = value.asList else { return nil }
        let scalars = try list.values.map { item in
            guard let scalar = Scalar(item) else {
                throw Failure("E305", "'\(name):' takes numbers, texts, times and the like, not \(item.kindPhrase)")
            }
            return scalar
        }
        return try Column(scalars: scalars)
    }

    /// Labels and a dictionary of computed names, as columns to make.
    private func namedValues() throws -> [(name: String, value: Value)] {
        let computed = isGiven(1) ? self[1].asDictionary?.pairs ?? [] : []
        return try computed.map { pair in
            guard let name = pair.key.asString else {
                throw ArgumentFailure(1, "E411", "a column to make has a name in quotes and an expression")
            }
            return (name, pair.value)
        } + open.map { ($0.label, $0.value) }
    }

    func namedExpressions() throws -> [NamedExpression] {
        try namedValues().map { name, value in
            guard let expression = ColumnExpression(value) else {
                throw Failure("E411", "'\(name):' takes a column expression, not \(value.kindPhrase)")
            }
            return NamedExpression(name, expression)
        }
    }
}

extension NativeContext {
    /// Warns of what a verb noted that was not noted before.
    func report(_ notes: [String], unless known: [String]) {
        for note in notes where !known.contains(note) { warn("W401", note, hint: nil) }
    }
}
