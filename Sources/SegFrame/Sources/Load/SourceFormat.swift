import SegDiagnostics

/// The formats that tables are read from.
public enum SourceFormat: String, Hashable, Sendable, Codable, CaseIterable {
    case csv, tsv, json, parquet, sqlite
    /// One JSON object a line.
    case jsonLines = "jsonl"

    /// The format by a file's name; endings `.gz` and `.zst` are looked through.
    public init?(path: String) {
        var parts = FileSystem.name(of: path).lowercased().split(separator: ".").dropFirst()
        if let last = parts.last, last == "gz" || last == "zst" { parts.removeLast() }
        switch parts.last {
        case "csv", "txt": self = .csv
        case "tsv", "tab": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonLines
        case "parquet", "parq", "pq": self = .parquet
        case "sqlite", "sqlite3", "db": self = .sqlite
        default: return nil
        }
    }

    /// Whether each row names its columns, so that a later row may bring further ones.
    public var hasColumnsInItsRows: Bool { self == .json || self == .jsonLines }

    /// The endings of file names of this format, the usual one first.
    var endings: [String] {
        switch self {
        case .csv: ["csv", "csv.gz", "txt"]
        case .tsv: ["tsv", "tsv.gz", "tab"]
        case .json: ["json", "json.gz"]
        case .jsonLines: ["jsonl", "ndjson", "jsonl.gz"]
        case .parquet: ["parquet", "parq", "pq"]
        case .sqlite: ["sqlite", "sqlite3", "db"]
        }
    }

    /// All formats as a hint lists them.
    static var listed: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
