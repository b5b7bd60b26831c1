/// How to read a file; every option has the default that fits most files.
public struct SourceOptions: Hashable, Sendable, Codable {
    /// The format; nil takes it from the file's name.
    public var format: SourceFormat?
    /// The columns to read, in this order; nil reads all.
    public var columns: [String]?
    /// Only rows for which this holds are read.
    public var filter: ColumnExpression?
    /// Only so many rows from the start, after the filter; nil reads all.
    public var limit: Int?
    /// Types of columns that shouldn't be guessed. `string` keeps text in full, `category` encodes
    /// it.
    public var types: [String: ColumnType]
    /// CSV: what separates fields; nil takes a tab for TSV, else what the header line is cut by.
    public var delimiter: String?
    /// CSV: whether the first line holds the names of columns.
    public var header: Bool
    /// CSV: texts that stand for a missing value, quoted or not.
    public var missing: [String]
    /// SQLite: the table to read; nil takes the only one.
    public var table: String?

    public init(
        format: SourceFormat? = nil, columns: [String]? = nil, filter: ColumnExpression? = nil,
        limit: Int? = nil, types: [String: ColumnType] = [:], delimiter: String? = nil,
        header: Bool = true, missing: [String] = ["", "NA"], table: String? = nil
    ) {
        self.format = format
        self.columns = columns
        self.filter = filter
        self.limit = limit
        self.types = types
        self.delimiter = delimiter
        self.header = header
        self.missing = missing
        self.table = table
    }
}
