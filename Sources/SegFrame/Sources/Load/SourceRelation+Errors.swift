import SegDiagnostics

extension SourceRelation {
    /// What went wrong in a query over these files, found out with further queries where DuckDB's
    /// own message doesn't say.
    func explained(_ error: DuckDBError, _ connection: DuckDBConnection) -> Failure {
        if let misfit = Misfit(error) { return explained(misfit, connection) }
        if error.category == "Binder", let failure = unknownColumn() { return failure }
        if let sql = strictCSV {
            do throws(DuckDBError) { _ = try connection.run(sql) } catch {
                return SourceError.unreadable(path, error)
            }
        }
        if isCSV, isSeveralFiles, let failure = brokenFile(connection) { return failure }
        if format == .jsonLines, let failure = brokenLine(connection) { return failure }
        return SourceError.unreadable(path, error)
    }

    /// Says which text of a column isn't of its type, and where: the first in the file.
    private func explained(_ misfit: Misfit, _ connection: DuckDBConnection) -> Failure {
        let type = (options.types[misfit.column].flatMap(CSVType.init) ?? guesses[misfit.column])?.rawValue ?? ""
        let place = fits(misfit.column).flatMap { firstPlace(in: misfit.column, unless: $0, connection) }
        let hasOffset = type == CSVType.time.rawValue && DateTimeText.microseconds(misfit.text) != nil
        return Failure(
            "E422", "\"\(place?.file ?? path)\"\(place.map { ", \($0.phrase)" } ?? ""): in column '\(misfit.column)', "
                + CSVComplaint.refusal(place?.text ?? misfit.text, type),
            hint: hasOffset
                ? "leave its type out: times with an offset become DateTime(UTC)" : CSVComplaint.typeHint)
    }

    /// Where a text of a CSV file stands.
    struct Place {
        let file: String
        /// `line 12`; of a file that can't be looked into, `row 11`.
        let phrase: String
        let text: String
    }

    /// The first text of a column, but missing ones, for which a condition doesn't hold.
    func firstPlace(in column: String, unless condition: String, _ connection: DuckDBConnection) -> Place? {
        let files = isSeveralFiles ? names(of: "SELECT file FROM glob(\(SQLText.literal(pattern))) ORDER BY file LIMIT 1000", connection) ?? [] : [path]
        for file in files {
            guard let relation = isSeveralFiles ? try? SourceRelation(file, options) : self,
                let found = try? connection.run(relation.numbers(ofRowsOf: column, unless: condition)).table(),
                found.rowCount == 1, case .int(let row)? = found["place"]?[0], let text = found["text"]?[0].text
            else { continue }
            let line = CSVDialect.line(ofRow: row, header: options.header, file).map { "line \($0)" }
            return Place(file: file, phrase: line ?? "row \(row)", text: text)
        }
        return nil
    }

    /// What is wrong with the first of several CSV files that can't be read by itself.
    private func brokenFile(_ connection: DuckDBConnection) -> Failure? {
        guard let found = try? connection.run("SELECT file FROM glob(\(SQLText.literal(pattern))) ORDER BY file LIMIT 1000").table(),
            let files = found["file"]?.strings()
        else { return nil }
        for case let file? in files {
            guard let sql = (try? SourceRelation(file, options))?.strictCSV else { continue }
            do throws(DuckDBError) { _ = try connection.run(sql) } catch { return SourceError.unreadable(file, error) }
        }
        return nil
    }

    /// The first line of a file of JSON lines that isn't JSON: DuckDB's own number counts other things than lines.
    private func brokenLine(_ connection: DuckDBConnection) -> Failure? {
        guard FileSystem.isFile(path) else { return nil }
        let lines = "SELECT row_number() OVER () AS number, line FROM read_csv(\(SQLText.literal(pattern)), "
            + "columns = {'line': 'VARCHAR'}, delim = E'\\n', quote = '', escape = '', header = false, auto_detect = false)"
        let broken = "SELECT number, line FROM (\(lines)) WHERE NOT json_valid(line) ORDER BY number LIMIT 1"
        guard let found = try? connection.run(broken).table(), found.rowCount == 1,
            case .int(let number)? = found["number"]?[0], case .string(let line)? = found["line"]?[0]
        else { return nil }
        return SourceError.brokenLine(path, number, reason: Self.reason(line, connection), isFirst: number == 1)
    }

    /// Why a text isn't JSON: `at byte 10: unexpected character`.
    private static func reason(_ line: String, _ connection: DuckDBConnection) -> String? {
        do throws(DuckDBError) { _ = try connection.run("SELECT CAST($line AS JSON)", parameters: ["line": .string(line)]) } catch {
            let text = error.firstLine
            guard let start = text.range(of: "at byte "), let end = text.range(of: " of input: ") else { return nil }
            guard start.upperBound <= end.lowerBound, let offset = Int(text[start.upperBound..<end.lowerBound]) else { return nil }
            let what = text[end.upperBound...].prefix { $0 != "." }
            return "at byte \(offset + 1): \(what)"
        }
        return nil
    }

    /// The column of the options that the file lacks, if that was it.
    private func unknownColumn() -> Failure? {
        let wanted =
            (options.columns ?? []) + options.types.keys.sorted { $0.precedesByBytes($1) }
            + (options.filter?.referencedColumns ?? [])
        // Without columns of its own this can't be asked again of the query below.
        guard !wanted.isEmpty else { return nil }
        var all = options
        (all.columns, all.types, all.filter, all.limit) = (nil, [:], nil, 0)
        guard let names = try? Source.load(path, all).names else { return nil }
        let known = Set(names.map(Utf8Key.init))
        return wanted.first { !known.contains(Utf8Key($0)) }
            .map { FrameError.unknownColumn($0, among: names) }
    }
}
