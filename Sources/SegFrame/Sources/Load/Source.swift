import SegDiagnostics

/// Reads tables from files.
///
/// A path names a file, a pattern (`data/*.csv`) or a folder, whose files are read together;
/// folders named `column=value` give columns. Rows keep the order of the file, and files that of
/// their names. Text in ISO 8601 becomes dates and instants (instants with an offset are in UTC);
/// other dates stay text. Columns of text with few distinct short values become categories, see
/// `TextStorage`. The parts of a struct are columns of their own, `address.city`.
public enum Source {
    /// Reads a table into memory.
    ///
    /// Fails with E420 (no DuckDB), E421 (no such file, with the nearest name), E422 (a file that
    /// can't be read, with the line), E401 (no such column).
    public static func load(
        _ path: String, _ options: SourceOptions = SourceOptions()
    ) throws(Failure) -> Table {
        try SourceReader(try SourceRelation(path, options), options).table()
    }

    /// The columns of a file; types of CSV columns, and whether text is categorical, come from its
    /// first 20,480 rows.
    public static func schema(
        of path: String, _ options: SourceOptions = SourceOptions()
    ) throws(Failure) -> Schema {
        try scan(path, options).schema
    }

    /// A query over files that runs when its rows are needed; see `LazyTable`.
    ///
    /// Types of CSV columns, and whether text is categorical, come from the first 20,480 rows; a
    /// later row that doesn't fit is an error when it is read, with `types:` as the remedy.
    public static func scan(
        _ path: String, _ options: SourceOptions = SourceOptions()
    ) throws(Failure) -> LazyTable {
        // Columns that nobody asks for may be of types that tables don't have.
        let needed = options.columns.map { columns in
            let filtered = options.filter?.referencedColumns ?? []
            return columns + filtered.filter { !columns.contains($0) }
        }
        var reading = options
        (reading.columns, reading.filter) = (needed, nil)
        reading.limit = SourceRelation.sampleSize
        let reader = try SourceReader(try SourceRelation(path, reading), reading)
        let sample = try reader.table()
        let schema = sample.schema
        reading.limit = nil
        var relation = try SourceRelation(path, reading).withTypes(of: schema)
        relation.flat = reader.relation.flat
        let list = schema.names.map(SQLText.name).joined(separator: ", ")
        let rows = "SELECT \(list) FROM (\(relation.rows))"
        var table = LazyTable(schema: schema, relation: relation, sql: rows)
        if let filter = options.filter { table = try table.filter(filter) }
        if let columns = options.columns { table = try table.selecting(relation.expanded(columns)) }
        if let limit = options.limit { table = table.head(limit) }
        // What reading the rows finds again is said then.
        table.notes = sample.notes.filter { !$0.hasSuffix(DuckDBResult.lostNumbers) }
        return table
    }
}
