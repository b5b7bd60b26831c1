import SegCore
import SegDiagnostics
import SegFrame
import SegVM

/// The builtins that cut data into segments.
enum SegmentNatives {
    static let declarations = [segment(of: "Task"), segment(of: "Table"), refine, route]

    private static func divisions(_ first: [NativeParameter]) -> [NativeParameter] {
        first + [
            .init(
                "by", .either([.column, .list(of: .column)]), default: .auto,
                "Columns: a level each, a segment a value."),
            .init(
                "rules", .dictionary(of: .column), default: .auto, labelOnly: true,
                "Named conditions: the first that is true takes the row."),
            .init(
                "otherwise", .optional(.string), default: .null, labelOnly: true,
                "The segment of rows that no rule takes; without it they stay with the parent."),
        ]
    }

    private static func segment(of kind: String) -> NativeDeclaration {
        NativeDeclaration(
            "segment", group: "segments", "Cuts data into a tree of named segments.",
            parameters: divisions([.init("data", .host(kind), "A task, or a table.")]) + [
                .init(
                    "min_rows", .int, default: .int(100), labelOnly: true,
                    "A leaf with fewer training rows is served by its parent."),
                .init(
                    "min_class", .int, default: .int(20), labelOnly: true,
                    "A leaf with fewer training rows of its rarer class is served by its parent."),
            ],
            result: "Segments",
            examples: [
                "task |> segment(by: [.region, .store], min_rows: 500)",
                "task |> segment(rules: [\"near\": .distance < 300], otherwise: \"far\")",
            ]
        ) { call, context in
            let rows = try segmentRows(call, 0)
            let (minRows, minClass) = (try call.int(4), try call.int(5))
            for (position, number) in [(4, minRows), (5, minClass)] where number < 0 {
                throw ArgumentFailure(position, "E540", "a number of rows can't be \(number)")
            }
            let columns = try call.columnNames(1)
            let rules = try segmentRules(call, 2)
            guard columns.isEmpty != rules.isEmpty else {
                throw Failure("E540", "segment takes either 'by:' or 'rules:'", hint: "segment(by: [.region])")
            }
            let segments =
                rules.isEmpty
                ? try Segments.byColumns(rows, columns, minRows: minRows, minClass: minClass)
                : try Segments.byRules(
                    rows, rules, otherwise: call[3].asString, minRows: minRows, minClass: minClass)
            return try value(segments, call[0], context)
        }
    }

    private static let refine = NativeDeclaration(
        "refine", group: "segments", "Divides some leaves of a tree of segments further.",
        parameters: divisions([
            .init("segments", .host("Segments"), "The tree."),
            .init("data", .either([.host("Task"), .host("Table")]), "The task or table to take values from."),
            .init(
                "at", .string, labelOnly: true, "The path of the leaves to divide, or a pattern such as \"*/AA\"."),
        ]),
        result: "Segments", examples: ["segs |> refine(task, at: \"JFK\", by: .carrier)"]
    ) { call, context in
        let tree = try call.host(0, as: SegmentsValue.self).segments
        let segments = try tree.refined(
            try segmentRows(call, 1), at: try call.string(2), columns: try call.columnNames(3),
            rules: try segmentRules(call, 4), otherwise: call[5].asString)
        return try value(segments, call[1], context)
    }

    private static let route = NativeDeclaration(
        "route", group: "segments", "Adds a column with the path of each row's segment.",
        parameters: [
            .init("table", .host("Table"), "Any rows with the columns that the segments read."),
            .init("segments", .host("Segments"), "The tree."),
            .init("as", .string, default: .string("segment"), labelOnly: true, "The new column's name."),
        ],
        result: "Table", examples: ["t |> route(segs) |> value_counts(.segment)"]
    ) { call, _ in
        let table = try call.table(0)
        let segments = try call.host(1, as: SegmentsValue.self).segments
        let codes = try segments.route(table).map { Int32(clamping: $0) }
        let column = Column(codes: codes, levels: segments.nodes.map(\.path))
        let name = try call.string(2)
        return .table(try table.setting(name, column).noting(name, from: segments.columns))
    }

    private static func segmentRows(_ call: Arguments, _ position: Int) throws -> SegmentRows {
        if let task = call[position].asHost as? TaskValue { return SegmentRows(task.task) }
        return SegmentRows(try call.table(position))
    }

    /// Segments with what they are of some rows; W540 where hardly any has rows enough, as those by a column of many numbers.
    private static func value(_ segments: Segments, _ data: Value, _ context: NativeContext) throws -> Value {
        guard let listing = try listing(segments, data) else { return .host(SegmentsValue(segments, listing: nil)) }
        let (thin, leaves) = try segments.thinLeaves(by: listing)
        if leaves > 50, thin * 10 > leaves * 9 {
            context.warn(
                "W540", "\(thin) of \(leaves) segments have fewer than \(segments.minRows) rows: their parents serve them",
                hint: "cut a column of many values into ranges: rules: [\"low\": .x < 10, …]")
        }
        return .host(SegmentsValue(segments, listing: listing))
    }

    private static func listing(_ segments: Segments, _ data: Value) throws -> Table? {
        switch data.asHost {
        case let task as TaskValue: try segments.listing(of: task.task)
        case let table as TableValue: try segments.listing(of: table.table)
        default: nil
        }
    }

    private static func segmentRules(_ call: Arguments, _ position: Int) throws -> [SegmentRule] {
        guard call.isGiven(position) else { return [] }
        return try call.dictionary(position).pairs.map { pair in
            guard let name = pair.key.asString, let predicate = ColumnExpression(pair.value) else {
                throw ArgumentFailure(position, "E540", "a rule is a name in quotes and a condition on columns")
            }
            return SegmentRule(name: name, predicate: predicate)
        }
    }
}
