import SegDiagnostics

/// The texts of the errors that reading files raises, in one place.
enum SourceError {
    static func missingFile(_ path: String) -> Failure {
        let folder = FileSystem.folder(of: path)
        guard FileSystem.isFolder(folder) else {
            return Failure(
                "E421", "there is no file \"\(path)\"",
                hint: "there is no folder \"\(folder)\" either")
        }
        let names = FileSystem.entries(of: folder)
        let near = Suggestion.hint(for: FileSystem.name(of: path), among: names)
        let listed = names.filter { SourceFormat(path: $0) != nil }.prefix(8).joined(
            separator: ", ")
        let there = listed.isEmpty ? nil : "files there: \(listed)"
        return Failure("E421", "there is no file \"\(path)\"", hint: near ?? there)
    }

    static func unknownFormat(_ path: String) -> Failure {
        Failure(
            "E422", "the format of \"\(path)\" can't be told from its name",
            hint: "give format:, one of \(SourceFormat.listed)")
    }

    static func emptyFile(_ path: String, _ format: SourceFormat) -> Failure {
        Failure(
            "E422", "\"\(path)\" is empty",
            hint: format == .jsonLines
                ? "the columns of JSON stand in its rows: a table without rows keeps them as Parquet or CSV"
                : "a table needs at least a line of column names")
    }

    /// A line of JSON lines that isn't JSON.
    static func brokenLine(_ path: String, _ number: Int, reason: String?, isFirst: Bool) -> Failure {
        Failure(
            "E422", "\"\(path)\", line \(number): it isn't valid JSON\(reason.map { ", \($0)" } ?? "")",
            hint: isFirst ? "each line holds one object; for a file that is one list give format: \"json\"" : "each line holds one object")
    }

    /// DuckDB's account of a file that it couldn't read.
    static func unreadable(_ path: String, _ error: DuckDBError) -> Failure {
        if error.message.hasPrefix("No files found") { return missingFile(path) }
        guard let line = CSVComplaint(error) else {
            let hint = error.message.contains("byte order mark") ? "save the file as UTF-8 without the mark" : nil
            return Failure("E422", "\"\(path)\" can't be read: \(error.firstParagraph)", hint: hint)
        }
        let file = line.file ?? path
        let isWide = [[0xFF, 0xFE], [0xFE, 0xFF]].contains(FileSystem.read(file, limit: 2))
        return Failure(
            "E422", "\"\(file)\", line \(line.number): \(line.problem)",
            hint: isWide ? "convert the file with iconv -f UTF-16 -t UTF-8" : line.hint)
    }
}
