import SegDiagnostics

extension LazyTable {
    /// Writes the rows to a file as they are read, so that they need not fit into memory; see `Destination.save`. E423 for SQLite,
    /// which takes whole tables.
    ///
    /// - Returns: what the file doesn't tell apart that the rows do.
    public func save(_ path: String, format: Destination.Format? = nil) throws(Failure) -> [String] {
        let format = try Destination.format(format, of: path)
        guard format != .sqlite else {
            throw Failure("E423", "a scan can't be written to a SQLite file", hint: "collect() it first, or save it as Parquet")
        }
        try Destination.check(schema, format)
        let file = try AtomicFile(path)
        do throws(Failure) {
            let options = Destination.options(of: format, isCompressed: path.hasSuffix(".gz"))
            let instants = schema.fields.filter { $0.type == .dateTime(zone: nil) }.map(\.name)
            let rows = "SELECT *\(Destination.rewritten(schema, for: format, withFractions: instants)) FROM (\(sql))"
            try write("COPY (\(rows)) TO \(SQLText.literal(file.temporary)) (\(options))", to: path, by: file.temporary)
            try file.commit()
        } catch {
            file.discard()
            throw error
        }
        return schema.durationsReadAsTexts
    }

    private func write(_ sql: String, to path: String, by temporary: String) throws(Failure) {
        // One thread, since several would part a file's rows in other places each time.
        let connection = try DuckDBConnection(threads: 1)
        do throws(DuckDBError) { _ = try connection.run(sql) } catch {
            // What is read has problems of its own.
            if error.message.contains(temporary) || error.message.contains("space left") { throw Failure("E424", "\"\(path)\" can't be written: \(error.firstParagraph)") }
            throw relation.explained(error, connection)
        }
    }
}
