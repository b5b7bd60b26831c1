/// What the first line of a CSV file tells about its form.
enum CSVDialect {
    private static let candidates = [",", "\t", ";", "|"]

    /// The delimiter to read with: the one asked for, a tab for TSV, or the candidate that cuts the
    /// first line into the most fields; a comma if none does.
    static func delimiter(of source: SourcePath, _ options: SourceOptions) -> String {
        if let delimiter = options.delimiter { return delimiter }
        if source.format == .tsv { return "\t" }
        let line = firstRecord(of: source.given)
        var best = (delimiter: ",", count: 0)
        for candidate in candidates {
            let count = fields(line, candidate).count
            if count > best.count { best = (candidate, count) }
        }
        return best.delimiter
    }

    /// How many fields the first line has.
    static func fieldCount(of path: String, delimiter: String) -> Int {
        fields(firstRecord(of: path), delimiter).count
    }

    /// The names in the first line, without quotes around them.
    static func names(of path: String, delimiter: String) -> [String] {
        fields(firstRecord(of: path), delimiter).map { field in
            let text = String(decoding: field, as: UTF8.self)
            let bare = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
            guard bare.count > 1, bare.hasPrefix("\""), bare.hasSuffix("\"") else { return bare }
            return String(bare.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
    }

    /// The line, from 1, in which a row of values, from 1, begins; nil for what isn't a plain file. Lines without anything are no rows.
    static func line(ofRow row: Int, header: Bool, _ path: String) -> Int? {
        guard FileSystem.isFile(path), !path.hasSuffix(".gz"), !path.hasSuffix(".zst"), let bytes = FileSystem.read(path) else { return nil }
        var (line, rows, isQuoted, isEmpty) = (1, header ? -1 : 0, false, true)
        for byte in bytes {
            if byte == 10 {
                line += 1
                if !isQuoted { isEmpty = true }
                continue
            }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard isEmpty, byte != 13 else { continue }
            isEmpty = false
            rows += 1
            if rows == row { return line }
        }
        return nil
    }

    /// The bytes up to the first line end outside quotes; empty for what isn't a plain file.
    private static func firstRecord(of path: String) -> ArraySlice<UInt8> {
        guard FileSystem.isFile(path), !path.hasSuffix(".gz"), !path.hasSuffix(".zst"),
            let bytes = FileSystem.read(path, limit: 1 << 20)
        else { return [] }
        var isQuoted = false
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == 10 || byte == 13 { return bytes[..<index] }
        }
        return bytes[...]
    }

    private static func fields(_ line: ArraySlice<UInt8>, _ delimiter: String) -> [ArraySlice<
        UInt8
    >] {
        var isQuoted = false
        let separator = Array(delimiter.utf8)
        guard separator.count == 1 else { return [line] }
        return line.split(omittingEmptySubsequences: false) { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return !isQuoted && byte == separator[0]
        }
    }
}
