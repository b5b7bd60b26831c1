import SegDiagnostics

/// A query over files that runs when its rows are needed.
///
/// `filter`, `select`, `derive`, `sort`, `head` build one DuckDB query, so that only the rows and
/// columns that are needed are read, also from files larger than memory. The schema is known
/// beforehand, from the files' own types and, for text, from the first rows: whether a column of
/// text is categorical is decided once for the whole scan.
public struct LazyTable: Sendable {
    /// The columns that `collect()` will give.
    public let schema: Schema
    /// What a reader should know of the columns before any row is read: names that were changed, numbers that lose digits.
    public internal(set) var notes: [String] = []
    let relation: SourceRelation
    let sql: String

    init(schema: Schema, relation: SourceRelation, sql: String) {
        self.schema = schema
        self.relation = relation
        self.sql = sql
    }

    /// The columns' names in order.
    public var names: [String] { schema.names }

    /// Reads the rows. Fails with E422 for a file that can't be read.
    public func collect() throws(Failure) -> Table { try read(sql, schema) }

    /// How many rows there are.
    public func rowCount() throws(Failure) -> Int {
        let count = Schema([Field(name: "rows", type: .int64)])
        let table = try read("SELECT count(*) AS rows FROM (\(sql))", count)
        if case .int(let rows)? = table["rows"]?[0] { return rows }
        return 0
    }

    private func read(_ sql: String, _ schema: Schema) throws(Failure) -> Table {
        let connection = try DuckDBConnection()
        let result: DuckDBResult
        do throws(DuckDBError) { result = try connection.run(sql) } catch {
            throw relation.explained(error, connection)
        }
        return try Self.table(result, schema)
    }

    private static func table(_ result: DuckDBResult, _ schema: Schema) throws(Failure) -> Table {
        var text: [String: TextStorage] = [:]
        for field in schema.fields where field.type.isText {
            text[field.name] = field.type == .string ? .string : .category
        }
        return try result.table(text: text)
    }
}

extension LazyTable {
    /// The rows for which a predicate is true, in their order. E407 where it looks at other rows,
    /// E410 where DuckDB can't compute it with the same results.
    public func filter(_ predicate: ColumnExpression) throws(Failure) -> LazyTable {
        try predicate.requireElementwise(in: "filter")
        let type = try predicate.resultType(in: schema)
        guard type == .bool else {
            throw FrameError.types("'\(predicate)' is \(type), not a condition")
        }
        return with("SELECT * FROM (\(sql)) WHERE \(try predicate.sql(in: schema))", schema)
    }

    /// These columns in this order; E401 for an unknown name, E403 for one given twice.
    public func selecting(_ names: [String]) throws(Failure) -> LazyTable {
        var fields: [Field] = []
        for name in names {
            let field = try schema.field(name)
            guard !fields.contains(field) else { throw FrameError.duplicateColumn(name) }
            fields.append(field)
        }
        let list = names.map(SQLText.name).joined(separator: ", ")
        return with("SELECT \(list) FROM (\(sql))", Schema(fields))
    }

    /// All columns but these; unknown names don't matter.
    public func dropping(_ names: [String]) throws(Failure) -> LazyTable {
        let dropped = Set(names.map(Utf8Key.init))
        return try selecting(self.names.filter { !dropped.contains(Utf8Key($0)) })
    }

    /// Columns with other names; E401 for an unknown one, E403 for two of one name.
    public func rename(_ renames: [(new: String, old: String)]) throws(Failure) -> LazyTable {
        var names = self.names
        for (new, old) in renames {
            _ = try schema.field(old)
            for place in schema.fields.indices where schema.fields[place].name.hasSameBytes(as: old)
            {
                names[place] = new
            }
        }
        if let twice = names.first(where: { name in names.count { $0.hasSameBytes(as: name) } > 1 })
        {
            throw FrameError.duplicateColumn(twice)
        }
        let list = zip(self.names, names).map { "\(SQLText.name($0)) AS \(SQLText.name($1))" }
        let fields = zip(schema.fields, names).map { Field(name: $1, type: $0.type, kind: $0.kind) }
        return with("SELECT \(list.joined(separator: ", ")) FROM (\(sql))", Schema(fields))
    }

    /// Columns added at the end or replaced, made in order: each sees those before. E407 for one
    /// that looks at other rows, E410 for one that DuckDB can't compute with the same results.
    public func derive(_ columns: [NamedExpression]) throws(Failure) -> LazyTable {
        var result = self
        for column in columns { result = try result.deriving(column) }
        return result
    }

    private func deriving(_ column: NamedExpression) throws(Failure) -> LazyTable {
        try column.expression.requireElementwise(in: "derive on a scan")
        let field = Field(name: column.name, type: try column.expression.resultType(in: schema))
        let definition = "\(try column.expression.sql(in: schema)) AS \(SQLText.name(column.name))"
        var fields = schema.fields
        guard let place = schema.index(of: column.name) else {
            fields.append(field)
            return with("SELECT *, \(definition) FROM (\(sql))", Schema(fields))
        }
        fields[place] = field
        return with("SELECT * REPLACE (\(definition)) FROM (\(sql))", Schema(fields))
    }

    /// The rows in order of the keys: missing last either way, and rows alike as they stood.
    public func sort(_ keys: [SortKey]) throws(Failure) -> LazyTable {
        var order: [String] = []
        for key in keys {
            try key.expression.requireElementwise(in: "sort")
            let direction = key.descending ? "DESC" : "ASC"
            order.append("\(try key.expression.sql(in: schema)) \(direction) NULLS LAST")
        }
        let place = SQLText.name("row \(names.joined(separator: " "))")
        order.append(place)
        let numbered = "SELECT *, row_number() OVER () AS \(place) FROM (\(sql))"
        let sorted = "SELECT * EXCLUDE (\(place)) FROM (\(numbered))"
        return with(sorted + " ORDER BY " + order.joined(separator: ", "), schema)
    }

    /// The first rows.
    public func head(_ count: Int = 10) -> LazyTable {
        with("SELECT * FROM (\(sql)) LIMIT \(max(0, count))", schema)
    }

    /// The rows divided by the values of columns: reads only what `summarize` needs, and computes
    /// it as on a table in memory, so that results are the same.
    public func group(by keys: [String]) throws(Failure) -> LazyGroupedTable {
        for key in keys { _ = try schema.field(key) }
        return LazyGroupedTable(rows: self, keys: keys)
    }

    private func with(_ sql: String, _ schema: Schema) -> LazyTable {
        LazyTable(schema: schema, relation: relation, sql: sql)
    }
}

/// A scan divided into groups.
public struct LazyGroupedTable: Sendable {
    let rows: LazyTable
    /// The columns to group by.
    public let keys: [String]

    /// One row for each group, as `GroupedTable.summarize`.
    public func summarize(_ columns: [NamedExpression]) throws(Failure) -> Table {
        var needed = keys
        for name in columns.flatMap(\.expression.referencedColumns) where !needed.contains(name) {
            // A name may also be that of a column summarized before.
            if rows.schema[name] != nil { needed.append(name) }
        }
        if needed.isEmpty { needed = Array(rows.names.prefix(1)) }
        return try rows.selecting(needed).collect().group(by: keys).summarize(columns)
    }
}
