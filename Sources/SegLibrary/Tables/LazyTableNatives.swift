import SegDiagnostics
import SegFrame
import SegVM

/// A table that is read when it is needed: a query over files.
public final class LazyTableValue: HostObject, @unchecked Sendable {
    public let lazy: LazyTable

    public init(_ lazy: LazyTable) { self.lazy = lazy }

    public override var kindName: String { "LazyTable" }
    public override func remedy(forField name: String) -> String? {
        lazy.names.contains(name) ? "a scan has no rows until they are read: collect(t).\(name)" : nil
    }
    public override var remedy: String? { "collect(t) reads it into a table" }
    public override var display: String {
        "LazyTable with \(lazy.names.count) columns: \(lazy.names.joined(separator: ", ")); collect() reads it"
    }
}

/// A lazy table whose rows are parted into groups.
public final class LazyGroupedTableValue: HostObject, @unchecked Sendable {
    public let grouped: LazyGroupedTable

    public init(_ grouped: LazyGroupedTable) { self.grouped = grouped }

    public override var kindName: String { "LazyGroupedTable" }
    public override var display: String { "LazyTable grouped by \(grouped.keys.joined(separator: ", "))" }
}

/// The verbs of tables that are larger than memory: they build one query, which `collect` runs.
enum LazyTableNatives {
    static let declarations: [NativeDeclaration] = [
        scan, filter, select, drop, rename, derive, sort, head, group, summarize, collect, count,
    ]

    private static func verb(
        _ name: String, _ summary: String, _ parameters: [NativeParameter] = [], openLabels: ParameterKind? = nil,
        result: String = "LazyTable", effect: Effect = .pure, body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "lazy tables", summary,
            parameters: [.init("table", .host("LazyTable"), "What scan gave.")] + parameters,
            openLabels: openLabels, result: result, effect: effect, body: body)
    }

    private static func lazy(_ call: Arguments) throws -> LazyTable {
        try call.host(0, as: LazyTableValue.self).lazy
    }

    private static func value(_ lazy: LazyTable) -> Value { .host(LazyTableValue(lazy)) }

    private static let scan = NativeDeclaration(
        "scan", group: "lazy tables",
        """
        A table of files that is read when it is needed, by columns and rows that are asked for. Its conditions and new \
        columns are computed by DuckDB, with the results that tables have; what it computes otherwise (such as `**`, windows, \
        patterns, sums of dates and durations) is refused with E410, and wants `collect()` first.
        """,
        parameters: SourceNatives.readingParameters, result: "LazyTable", effect: .reads,
        examples: ["scan(\"data/*.parquet\") |> filter(.year == 2024) |> select([.city, .price]) |> collect()"]
    ) { call, context in
        let library = try context.library
        guard try !call.string(0).isEmpty else { throw ArgumentFailure(0, "E421", "the path is empty") }
        let path = library.resolve(try call.string(0))
        library.noteRead(path)
        let table = try Source.scan(path, try SourceNatives.options(call))
        if !library.readsSchemasOnly {
            context.report(table.notes.map { "scan: \($0)" }, unless: [])
        }
        return value(table)
    }

    private static let filter = verb(
        "filter", "Keeps the rows where a condition is true.", [.init("condition", .column, "An elementwise condition.")]
    ) { call, _ in
        value(try lazy(call).filter(try call.expression(1)))
    }

    private static let select = verb(
        "select", "The columns that are named.", [.init("columns", TableVerbs.columnList, "Columns.")]
    ) { call, _ in
        value(try lazy(call).selecting(try call.columnNames(1)))
    }

    private static let drop = verb(
        "drop", "All columns but those that are named.", [.init("columns", TableVerbs.columnList, "Columns.")]
    ) { call, _ in
        value(try lazy(call).dropping(try call.columnNames(1)))
    }

    private static let rename = verb("rename", "Gives columns new names.", openLabels: .column) { call, _ in
        value(try lazy(call).rename(try call.renamings()))
    }

    private static let derive = verb(
        "derive", "Adds or replaces columns.",
        [.init("named", .dictionary(of: .column), default: .auto, "Computed names with their expressions.")],
        openLabels: .column
    ) { call, _ in
        value(try lazy(call).derive(try call.namedExpressions()))
    }

    private static let sort = verb(
        "sort", "The rows in order of columns or expressions.",
        [
            .init("by", TableVerbs.columnList, "One key or several."),
            .init("descending", .bool, default: .bool(false), labelOnly: true, "Largest first."),
        ]
    ) { call, _ in
        let descending = try call.bool(2)
        return value(try lazy(call).sort(try call.sortKeys(1).map { SortKey($0, descending: descending) }))
    }

    private static let head = verb(
        "head", "The first rows.", [.init("n", .int, default: .int(10), "How many.")]
    ) { call, _ in
        value(try lazy(call).head(try call.int(1)))
    }

    private static let group = verb(
        "group", "Divides the rows by the values of columns, until summarize.",
        [.init("by", TableVerbs.columnList, "One column or a list.")], result: "LazyGroupedTable"
    ) { call, _ in
        .host(LazyGroupedTableValue(try lazy(call).group(by: try call.columnNames(1))))
    }

    private static let summarize = NativeDeclaration(
        "summarize", group: "lazy tables", "Reads the columns that are needed and gives one row a group.",
        parameters: [
            .init("table", .host("LazyGroupedTable"), "What group gave."),
            .init("named", .dictionary(of: .column), default: .auto, "Computed names with their expressions."),
        ],
        openLabels: .column, result: "Table", effect: .reads
    ) { call, _ in
        let grouped = try call.host(0, as: LazyGroupedTableValue.self).grouped
        return .table(try grouped.summarize(try call.namedExpressions()))
    }

    private static let collect = verb("collect", "Reads the rows into a table.", result: "Table", effect: .reads) {
        call, context in
        let table = try lazy(call).collect()
        context.report(table.notes.map { "collect: \($0)" }, unless: [])
        return .table(table)
    }

    private static let count = verb("count", "The number of rows.", result: "Int", effect: .reads) { call, _ in
        .int(try lazy(call).rowCount())
    }

    /// Declared behind the forms for tables and models, which messages speak of first.
    static let saving = [save]

    private static let save = verb(
        "save", "Writes the rows to a file as they are read; they need not fit into memory.",
        [
            .init("path", .path, "CSV, TSV, JSON, JSON lines or Parquet, by the name's ending."),
            .init(
                "format", .optional(.choice(Destination.Format.allCases.filter { $0 != .sqlite }.map(\.rawValue))), default: .null,
                labelOnly: true, "The format, where the ending doesn't tell."),
        ], effect: .writes
    ) { call, context in
        try context.library.noteDeed(.writes)
        let notes = try lazy(call).save(
            try context.library.resolve(try call.string(1)), format: call[2].asString.flatMap(Destination.Format.init))
        context.report(notes, unless: [])
        return call[0]
    }
}
