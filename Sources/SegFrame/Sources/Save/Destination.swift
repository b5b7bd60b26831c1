import SegDiagnostics

/// Writes tables to files.
public enum Destination {
    /// The formats that tables are written in.
    public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
        case csv, tsv, json, parquet, sqlite
        /// One JSON object a line.
        case jsonLines = "jsonl"

        /// The format by a file's name; the ending `.gz` is looked through.
        init?(path: String) {
            guard let format = SourceFormat(path: path) else { return nil }
            self.init(rawValue: format.rawValue)
        }
    }

    /// Writes a table; the file is there in full or not at all, and an existing one is replaced
    /// only by a whole new one.
    ///
    /// CSV has a line of names, missing values are empty fields, dates and instants are ISO 8601, durations texts such as
    /// `26:00:00` in every format; a file name that ends in `.gz` is compressed. Into a SQLite file goes one table, and its other
    /// tables stay. Fails with E423 (a table that the format can't hold, or an unknown format), E424 (a place that can't be written).
    ///
    /// - Parameter name: of the table in a SQLite file; nil for the file's own name.
    /// - Returns: what the file doesn't tell apart that the table does.
    @discardableResult
    public static func save(
        _ table: Table, _ path: String, format: Format? = nil, table name: String? = nil
    ) throws(Failure) -> [String] {
        let format = try Self.format(format, of: path)
        try check(table.schema, format)
        try table.checkDurations()
        if name != nil, format != .sqlite {
            throw Failure("E423", "'as:' names a table of a SQLite file", hint: "leave it out")
        }
        if name?.isEmpty == true { throw Failure("E423", "a table of a SQLite file has a name", hint: "as: \"flights\"") }
        let file = try AtomicFile(path)
        do throws(Failure) {
            if format == .sqlite {
                try SQLiteWriter.write(table, as: name ?? tableName(of: path), from: path, to: file.temporary)
            } else {
                try write(table, to: file.temporary, format, isCompressed: path.hasSuffix(".gz"))
            }
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
        return table.schema.durationsReadAsTexts + (format == .csv || format == .tsv ? table.textsReadAsMissing : [])
    }

    /// The format that is given, else that of a file's name. E423 where it tells none.
    static func format(_ given: Format?, of path: String) throws(Failure) -> Format {
        if let format = given ?? Format(path: path) { return format }
        let formats = Format.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(
            "E423", "the format of \"\(path)\" can't be told from its name", hint: "give format:, one of \(formats)")
    }

    /// `flights` of `data/flights.sqlite`.
    private static func tableName(of path: String) -> String {
        String(FileSystem.name(of: path).prefix { $0 != "." })
    }

    static func check(_ schema: Schema, _ format: Format) throws(Failure) {
        guard !schema.fields.isEmpty else {
            throw Failure("E423", "a table without columns can't be saved")
        }
        if format != .json, format != .jsonLines, let (first, second) = schema.namesAlikeButForCase {
            throw Failure(
                "E423", "columns '\(first)' and '\(second)' differ in case only, which the file would not tell apart",
                hint: "rename one: rename(\(second)_2: .\(second))")
        }
        for field in schema.fields {
            if field.kind == .image, format != .parquet {
                throw Failure(
                    "E423", "column '\(field.name)' holds images", hint: "save it as Parquet")
            }
        }
    }

    private static func write(
        _ table: Table, to path: String, _ format: Format, isCompressed: Bool
    ) throws(Failure) {
        let shared = SharedTable(table)
        let connection = try DuckDBConnection(threads: 1)
        let options = options(of: format, isCompressed: isCompressed)
        let sql = "COPY (SELECT *\(rewritten(table, for: format)) FROM \(shared.sql)) TO \(SQLText.literal(path)) (\(options))"
        do throws(DuckDBError) {
            _ = try withExtendedLifetime(shared) { () throws(DuckDBError) in try connection.run(sql)
            }
        } catch {
            throw Failure("E424", "\"\(path)\" can't be written: \(error.firstParagraph)")
        }
    }

    /// The columns that a format takes in another form.
    private static func rewritten(_ table: Table, for format: Format) -> String {
        let odd = zip(table.schema.fields, table.columns).filter { field, column in
            field.type == .dateTime(zone: nil) && column.hasFractionsOfSeconds
        }
        return rewritten(table.schema, for: format, withFractions: odd.map(\.0.name))
    }

    /// - Parameter names: instants of which some have fractions of seconds: in JSON they all get six decimals, as texts of several
    ///   lengths would not be read as instants again.
    static func rewritten(_ schema: Schema, for format: Format, withFractions names: [String]) -> String {
        // Parquet has intervals, but none that are negative or finer than milliseconds.
        var forms = schema.fields.filter { $0.type == .duration }.map { field in
            "CAST(\(SQLText.name(field.name)) AS VARCHAR) AS \(SQLText.name(field.name))"
        }
        if format == .json || format == .jsonLines {
            forms += names.map(SQLText.name).map { "strftime(\($0), '%Y-%m-%d %H:%M:%S.%f') AS \($0)" }
        }
        return forms.isEmpty ? "" : " REPLACE (\(forms.joined(separator: ", ")))"
    }

    static func options(of format: Format, isCompressed: Bool) -> String {
        options(of: format) + (isCompressed && format != .parquet ? ", COMPRESSION gzip" : "")
    }

    private static func options(of format: Format) -> String {
        switch format {
        case .csv: "FORMAT csv, HEADER true"
        case .tsv: "FORMAT csv, HEADER true, DELIMITER '\t'"
        case .json: "FORMAT json, ARRAY true"
        case .jsonLines: "FORMAT json"
        case .parquet: "FORMAT parquet, COMPRESSION zstd"
        // SQLite writes its own files.
        case .sqlite: ""
        }
    }
}

extension Column {
    /// Whether one of these instants isn't a whole second.
    fileprivate var hasFractionsOfSeconds: Bool {
        (0..<count).contains { row in
            if case .dateTime(let microseconds, _) = self[row] { microseconds % 1_000_000 != 0 } else { false }
        }
    }
}

extension Schema {
    /// What is said of durations, for which no file has a type of its own.
    var durationsReadAsTexts: [String] {
        fields.filter { $0.type == .duration }.map { field in
            "'\(field.name)' holds durations, which are texts such as 26:00:00 in files: "
                + "load(…, types: [\(Scalar.quoted(field.name)): \"duration\"]) reads them back"
        }
    }
}

extension Table {
    /// E423 where a duration is finer than what files take.
    fileprivate func checkDurations() throws(Failure) {
        for (field, column) in zip(schema.fields, columns) where field.type == .duration {
            for row in 0..<column.count {
                guard case .duration(let nanoseconds) = column[row], nanoseconds % 1000 != 0 else { continue }
                throw Failure(
                    "E423", "column '\(field.name)' holds a duration that is finer than microseconds, \(DurationText.text(nanoseconds)) in row \(row + 1)",
                    hint: "derive a number from it first: seconds(.\(field.name))")
            }
        }
    }

    /// What is said of columns with texts that a reader of CSV takes for missing values.
    fileprivate var textsReadAsMissing: [String] {
        let missing = SourceOptions().missing
        return zip(schema.fields, columns).compactMap { field, column in
            guard field.type.isText else { return nil }
            let found = Set(column.strings().compactMap { $0 }.filter(missing.contains)).sorted()
            guard !found.isEmpty else { return nil }
            let texts = found.map { "\"\($0)\"" }.joined(separator: " and ")
            return "'\(field.name)' holds the text \(texts), which is read back from this file as missing (Parquet keeps it)"
        }
    }
}
