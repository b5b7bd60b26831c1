import SegDiagnostics

/// Files as a table function of DuckDB, which a query can stand on.
struct SourceRelation: Sendable {
    /// What the user called it, for messages.
    let path: String
    let format: SourceFormat
    /// How text columns are stored, by column.
    let text: [String: TextStorage]
    private let source: SourcePath
    /// The rows of a SQLite table, which DuckDB itself doesn't read.
    private let shared: SharedTable?
    private(set) var options: SourceOptions
    /// What columns of CSV files are taken to be, of which the options say nothing; empty: as DuckDB guesses.
    var guesses: [String: CSVType] = [:]
    let delimiter: String
    /// The columns to read in place of the file's own, where some of these are nested.
    var flat: [FlatColumn]?
    /// What is read in the file's place where a byte order mark would be refused.
    private let unmarked: UnmarkedCopy?

    init(_ path: String, _ options: SourceOptions) throws(Failure) {
        let source = try SourcePath(path, format: options.format)
        self.path = path
        self.source = source
        self.options = options
        format = source.format
        delimiter = CSVDialect.delimiter(of: source, options)
        text = options.types.compactMapValues(SourceRelation.storage)
        unmarked = source.format.hasColumnsInItsRows && !source.isPattern ? try UnmarkedCopy.ifNeeded(for: path) : nil
        let separator = delimiter
        if format == .csv || format == .tsv, let text = options.missing.first(where: { $0.contains(separator) }) {
            throw Failure("E411", "no text in 'missing:' can hold the delimiter, as \"\(text)\" does", hint: "load the column as text first")
        }
        shared = format == .sqlite ? SharedTable(try SQLiteReader.table(path, options)) : nil
        try checkNotEmpty()
    }

    private static func storage(of type: ColumnType) -> TextStorage? {
        switch type {
        case .string: .string
        case .category: .category
        default: nil
        }
    }

    private func checkNotEmpty() throws(Failure) {
        guard isCSV || format == .jsonLines, FileSystem.isFile(path), let start = FileSystem.read(path, limit: 64) else { return }
        if start.isEmpty || (format == .jsonLines && start.count < 64 && start.allSatisfy { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }) {
            throw SourceError.emptyFile(path, format)
        }
    }

    /// How many rows of a CSV file DuckDB looks at to guess types when it isn't asked for all.
    static let sampleSize = 20_480

    var isCSV: Bool { format == .csv || format == .tsv }
    var isSeveralFiles: Bool { source.isPattern }
    /// What DuckDB reads: the path, or a pattern.
    var pattern: String { source.pattern }

    /// A query that gives all rows. Of a CSV file it fails with a `Misfit` where a text isn't of its column's type.
    var rows: String {
        let checked = checkedColumns
        if !checked.isEmpty {
            let columns = checked.map(\.sql).joined(separator: ", ")
            let converted = "SELECT *, \(checked.map(\.conversion).joined(separator: ", ")) FROM \(function())"
            return "SELECT * EXCLUDE (\(checked.map(\.converted).joined(separator: ", "))) REPLACE (\(columns)) FROM (\(converted))"
        }
        let casts = isCSV ? [] : typeNames.map { name, type in "\(Self.cast(SQLText.name(name), type)) AS \(SQLText.name(name))" }
        let replaced = casts.isEmpty ? "" : " REPLACE (\(casts.joined(separator: ", ")))"
        guard let flat else { return "SELECT *\(replaced) FROM \(function())" }
        let list = flat.map(\.sql).joined(separator: ", ")
        return "SELECT *\(replaced) FROM (SELECT \(list) FROM \(function()))"
    }

    /// A conversion that loses no fraction.
    private static func cast(_ column: String, _ type: String) -> String {
        let cast = "CAST(\(column) AS \(type))"
        guard type == SQLText.type(.int64) else { return cast }
        return "CASE WHEN TRY_CAST(\(column) AS DOUBLE) <> TRY_CAST(\(column) AS \(type)) "
            + "THEN error(concat(\(SQLText.literal(column + ": ")), \(column), ' is no Int')) ELSE \(cast) END"
    }

    /// The columns of a CSV file that the query converts: those that were guessed, and those whose texts DuckDB's reader would change.
    private var checkedColumns: [CheckedColumn] {
        guard isCSV else { return [] }
        let partitions = source.partitions
        let given = options.types.compactMap { name, type in
            CSVType(type).flatMap { $0 == .int || $0 == .date || $0 == .time ? CheckedColumn(name: name, type: $0, isGuessed: false) : nil }
        }
        let guessed = guesses.compactMap { name, type in
            type == .text || options.types[name] != nil ? nil : CheckedColumn(name: name, type: type, isGuessed: true)
        }
        return (given + guessed).filter { !partitions.contains($0.name) }.sorted { $0.name.precedesByBytes($1.name) }
    }

    /// What DuckDB takes the columns of CSV files for.
    ///
    /// - Parameter sampled: whether it looks at the first rows instead of all.
    func guessed(sampled: Bool, _ connection: DuckDBConnection) throws(DuckDBError) -> [String: CSVType] {
        var open = self
        open.guesses = [:]
        let described = try connection.run("DESCRIBE SELECT * FROM \(open.function(sampled: sampled))")
        guard let table = try? described.table(), let names = table["column_name"]?.strings(), let types = table["column_type"]?.strings()
        else { return [:] }
        let partitions = source.partitions
        var guesses: [String: CSVType] = [:]
        for case let (name?, type?) in zip(names, types) where !partitions.contains(name) && options.types[name] == nil {
            guesses[name] = CSVType(rawValue: type)
        }
        return guesses
    }

    /// A query that numbers the rows of a CSV file, from 1, for which a condition on the text of a column doesn't hold.
    func numbers(ofRowsOf column: String, unless condition: String) -> String {
        var relation = self
        relation.options.types = [:]
        relation.guesses = [column: .text]
        let name = SQLText.name(column)
        let numbered = "SELECT \(name), row_number() OVER () AS \(SQLText.name("row " + column)) FROM \(relation.function())"
        return "SELECT \(SQLText.name("row " + column)) AS place, \(name) AS text FROM (\(numbered)) WHERE \(name) IS NOT NULL AND NOT (\(condition)) LIMIT 1"
    }

    /// As SQL, whether a text of a column is of the type that it is taken to be of.
    func fits(_ column: String) -> String? { checkedColumns.first { $0.name.hasSameBytes(as: column) }?.fits }

    /// These columns, for a struct all its parts, each once.
    func expanded(_ columns: [String]) -> [String] {
        guard let flat else { return columns }
        var seen: Set<Utf8Key> = []
        let names = columns.flatMap { column -> [String] in
            if flat.contains(where: { $0.name.hasSameBytes(as: column) }) { return [column] }
            let parts = flat.map(\.name).filter { $0.hasPrefix(FlatColumn.name(of: "", in: column)) }
            return parts.isEmpty ? [column] : parts
        }
        return names.filter { seen.insert(Utf8Key($0)).inserted }
    }

    /// Whether columns may hold values within values.
    var mayBeNested: Bool { flat == nil && (format.hasColumnsInItsRows || format == .parquet) }

    /// Whether a column was asked for as text, which nested ones are in a form of their own.
    var hasTextTypes: Bool { !text.isEmpty }

    /// The same rows with nested columns taken apart: a struct's parts are columns called `column.part`.
    func flattened(_ connection: DuckDBConnection) throws(DuckDBError) -> SourceRelation {
        var relation = self
        relation.flat = try connection.flatColumns(of: "SELECT * FROM \(function())", texts: Set(text.keys))
        return relation
    }

    /// The same files with the types of CSV columns fixed, so that each reading gives the same.
    func withTypes(of schema: Schema) -> SourceRelation {
        guard isCSV else { return self }
        var relation = self
        let partitions = source.partitions
        for field in schema.fields where options.types[field.name] == nil {
            if partitions.contains(field.name) { relation.options.types[field.name] = field.type }
            else { relation.guesses[field.name] = CSVType(field.type) }
        }
        return relation
    }

    /// The same files with the type of one CSV column fixed.
    func withType(_ type: ColumnType, of column: String) -> SourceRelation {
        var relation = self
        relation.options.types[column] = type
        return relation
    }

    /// The types asked for by column, in DuckDB's names.
    private var typeNames: [(name: String, type: String)] {
        options.types.sorted { $0.key.precedesByBytes($1.key) }.map { ($0.key, SQLText.type($0.value)) }
    }

    /// The table function with its options.
    ///
    /// - Parameter sampled: whether DuckDB guesses types of CSV columns from the first rows instead of all.
    private func function(sampled: Bool = true) -> String {
        let pattern = SQLText.literal(unmarked?.path ?? source.pattern)
        var several = source.isPartitioned ? ", hive_partitioning = true" : ""
        if source.isPattern { several += ", union_by_name = true" }
        return switch format {
        case .csv, .tsv: "read_csv(\(pattern), \(csvOptions(sampled))\(several))"
        case .json: "read_json(\(pattern), \(Self.jsonOptions)\(several))"
        case .jsonLines: "read_json(\(pattern), format = 'newline_delimited', \(Self.jsonOptions)\(several))"
        case .parquet: "read_parquet(\(pattern)\(several))"
        case .sqlite: shared?.sql ?? pattern
        }
    }

    /// Objects have columns, however many and however seldom.
    private static let jsonOptions = "sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0"

    private func csvOptions(_ sampled: Bool) -> String {
        var parts = dialect
        let wide = DuckDBLibrary.isOld ? "" : "'HUGEINT', "
        // Only ISO dates are dates: 01/02/2013 would be a guess.
        parts.append(
            "auto_type_candidates = ['BOOLEAN', 'BIGINT', \(wide)'DOUBLE', 'DATE', 'TIMESTAMP', "
                + "'TIMESTAMPTZ', 'VARCHAR'], dateformat = '%Y-%m-%d'")
        if !sampled { parts.append("sample_size = -1") }
        let partitions = source.partitions
        let checked = checkedColumns.map(\.name)
        var read = typeNames.filter { !partitions.contains($0.name) && !checked.contains($0.name) }
        read += guesses.filter { $0.value == .text && options.types[$0.key] == nil }.map { ($0.key, $0.value.rawValue) }
        read += checked.map { ($0, CSVType.text.rawValue) }
        let types = read.sorted { $0.name.precedesByBytes($1.name) }.map { "\(SQLText.literal($0.name)): \(SQLText.literal($0.type))" }
        let folders = typeNames.filter { partitions.contains($0.name) }.map { "\(SQLText.literal($0.name)): \($0.type)" }
        if !folders.isEmpty { parts.append("hive_types = {\(folders.joined(separator: ", "))}") }
        if !types.isEmpty { parts.append("types = {\(types.joined(separator: ", "))}") }
        return parts.joined(separator: ", ")
    }

    private var dialect: [String] {
        [
            "header = \(options.header)", "delim = \(SQLText.literal(delimiter))", "quote = '\"'",
            "escape = '\"'", "skip = 0", "comment = ''", "strict_mode = true",
            "null_padding = false",
            "nullstr = \(SQLText.list(options.missing))",
        ]
    }

    /// A query that reads a CSV file as text only: its error names the line that doesn't fit.
    var strictCSV: String? {
        guard isCSV, FileSystem.isFile(path) else { return nil }
        let count = CSVDialect.fieldCount(of: path, delimiter: delimiter)
        let columns = (0..<count).map { "'c\($0)': 'VARCHAR'" }.joined(separator: ", ")
        let options =
            dialect.joined(separator: ", ") + ", auto_detect = false, columns = {\(columns)}"
        return
            "SELECT count(COLUMNS(*)) FROM read_csv(\(SQLText.literal(source.pattern)), \(options))"
    }
}
