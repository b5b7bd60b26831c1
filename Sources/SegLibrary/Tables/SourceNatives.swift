import SegDiagnostics
import SegFrame
import SegVM

/// The builtins that read and query data.
enum SourceNatives {
    static let declarations = [load, query]

    /// What `load` and `scan` are told of a file.
    static let readingParameters: [NativeParameter] = [
        .init("path", .path, "CSV, TSV, JSON, JSON lines, Parquet or SQLite; relative to the source's folder."),
        .init(
            "format", .optional(.choice(SourceFormat.allCases.map(\.rawValue))), default: .null,
            labelOnly: true, "The format, where the name does not tell."),
        .init("columns", .list(of: .any), default: .emptyList, labelOnly: true, "Columns to read; by default all."),
        .init("limit", .optional(.int), default: .null, labelOnly: true, "Only so many rows from the start."),
        .init(
            "types", .dictionary(of: .string), default: .auto, labelOnly: true,
            "Types that should not be guessed: [\"zip\": \"category\"]; int, float, bool, string, category, date, datetime or duration."),
        .init("delimiter", .optional(.string), default: .null, labelOnly: true, "What separates fields of a CSV file."),
        .init("header", .bool, default: .bool(true), labelOnly: true, "Whether the first line holds names."),
        .init("missing", .list(of: .string), default: .auto, labelOnly: true, "Texts that stand for missing; by default empty fields and NA."),
        .init("table", .optional(.string), default: .null, labelOnly: true, "The table of a SQLite file that has several."),
    ]

    private static let load = NativeDeclaration(
        "load", group: "sources", "Reads a table from a file, a pattern of names, or a folder.",
        parameters: readingParameters, result: "Table", effect: .reads,
        examples: ["let flights = load(\"flights.parquet\", columns: [.origin, .dep_delay])"]
    ) { call, context in
        let library = try context.library
        guard try !call.string(0).isEmpty else { throw ArgumentFailure(0, "E421", "the path is empty") }
        let path = library.resolve(try call.string(0))
        library.noteRead(path)
        let options = try options(call)
        if library.readsSchemasOnly { return .table(try emptyTable(path, options)) }
        let table = try Source.load(path, options)
        context.report(table.notes.map { "load: \($0)" }, unless: [])
        return .table(table)
    }

    /// The columns of a file without its rows. E422 where only all rows tell what columns there are.
    private static func emptyTable(_ path: String, _ options: SourceOptions) throws(Failure) -> Table {
        if (options.format ?? SourceFormat(path: path))?.hasColumnsInItsRows ?? true {
            throw Failure("E422", "the columns of '\(path)' are known when it is read")
        }
        var options = options
        options.limit = min(options.limit ?? .max, 20_480)
        return try Source.load(path, options).head(0)
    }

    static func options(_ call: Arguments) throws -> SourceOptions {
        var options = SourceOptions()
        options.format = call[1].asString.flatMap(SourceFormat.init(rawValue:))
        let columns = try call.columnNames(2)
        options.columns = columns.isEmpty ? nil : columns
        options.limit = call[3].asInt
        if let limit = options.limit, limit < 0 { throw ArgumentFailure(3, "E411", "a number of rows can't be \(limit)") }
        if call.isGiven(4) { options.types = try types(call) }
        options.delimiter = call[5].asString
        options.header = try call.bool(6)
        if call.isGiven(7) { options.missing = call[7].asStrings ?? options.missing }
        options.table = call[8].asString
        return options
    }

    private static let typeNames: [(String, ColumnType)] = [
        ("int", .int64), ("float", .float64), ("bool", .bool), ("string", .string), ("category", .category),
        ("date", .date), ("datetime", .dateTime(zone: nil)),
        ("duration", .duration),
    ]

    private static func types(_ call: Arguments) throws -> [String: ColumnType] {
        var types: [String: ColumnType] = [:]
        for pair in try call.dictionary(4).pairs {
            let word = pair.value.asString ?? ""
            guard let name = pair.key.asString, let type = typeNames.first(where: { $0.0 == word })?.1 else {
                let known = typeNames.map(\.0)
                throw ArgumentFailure(
                    4, "E422", "there is no column type \"\(word)\"",
                    hint: Suggestion.hint(for: word, among: known) ?? known.joined(separator: ", "))
            }
            types[name] = type
        }
        return types
    }

    private static let query = NativeDeclaration(
        "sql", group: "sources", "Runs one SQL query over tables; values enter as $name.",
        parameters: [
            .init("query", .string, literal: .noInterpolation, "One reading query in DuckDB's dialect."),
            .init("tables", .dictionary(of: .host("Table")), default: .auto, labelOnly: true, "The tables by the names the query uses."),
            .init("values", .dictionary(of: .any), default: .auto, labelOnly: true, "Values for $name in the query."),
        ],
        result: "Table", effect: .random,
        examples: ["sql(\"select city, avg(price) as price from t group by all\", tables: [\"t\": t])"]
    ) { call, context in
        let query = try SQLQuery(try call.string(0))
        // Whoever asks for the time is told of by asking.
        if query.readsClock { _ = context.now }
        var tables: [String: Table] = [:]
        for pair in call.isGiven(1) ? try call.dictionary(1).pairs : [] {
            if let name = pair.key.asString, let table = pair.value.asHost as? TableValue {
                tables[name] = table.table
            }
        }
        let values = call.isGiven(2) ? try scalars(call) : [:]
        let stop = try context.library.stop
        do {
            let table = try query.run(
                on: tables, parameters: values, seed: context.random.next(), isStopped: { stop.reason != nil })
            context.report(table.notes.map { "sql: \($0)" }, unless: tables.values.flatMap(\.notes).map { "sql: \($0)" })
            return .table(table)
        } catch {
            // A query that was stopped fails in its own words.
            if let reason = stop.reason { throw Interruption(reason) }
            if let unknown = query.tablesRead.first(where: { tables[$0] == nil && !$0.contains(".") }) {
                throw Failure(
                    "E441", "the query reads '\(unknown)', and 'tables:' has no such table",
                    hint: Suggestion.hint(for: unknown, among: tables.keys) ?? "write tables: [\"\(unknown)\": \(unknown)]")
            }
            throw error
        }
    }

    private static func scalars(_ call: Arguments) throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for pair in try call.dictionary(2).pairs {
            guard let name = pair.key.asString, let value = Scalar(pair.value) else {
                throw ArgumentFailure(2, "E431", "a value in a query is a number, text, date or nil")
            }
            values[name] = value
        }
        return values
    }
}
