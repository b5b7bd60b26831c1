import SegDiagnostics

/// Files named by a path: one file, a pattern with `*`, `?` or `[…]`, or a folder with the files
/// below it.
struct SourcePath {
    /// What the user wrote.
    let given: String
    /// What DuckDB reads: the path itself, or a pattern.
    let pattern: String
    let format: SourceFormat
    /// Whether several files may be read.
    let isPattern: Bool
    /// Whether folders named `column=value` give columns.
    let isPartitioned: Bool

    /// E421 where nothing lies there, E422 where the format can't be told.
    init(_ path: String, format: SourceFormat?) throws(Failure) {
        given = path
        switch FileSystem.kind(of: path) {
        case .folder:
            let first = try SourcePath.firstFile(in: path, format)
            self.format = first.format
            pattern = FileSystem.join(path, "**/*.\(first.ending)")
            isPartitioned = true
            isPattern = true
        case .file:
            self.format = try SourcePath.known(format ?? SourceFormat(path: path), path)
            pattern = SourcePath.escaped(path)
            isPartitioned = false
            isPattern = false
        case nil:
            guard SourcePath.isPattern(path) else { throw SourceError.missingFile(path) }
            self.format = try SourcePath.known(format ?? SourceFormat(path: path), path)
            pattern = path
            isPartitioned = path.contains("=")
            isPattern = true
        }
    }

    /// Columns that come from the names of folders, as far as the pattern and the first folders tell.
    var partitions: [String] {
        guard isPattern else { return [] }
        var names: [String] = []
        var folder = pattern.hasPrefix("/") ? "/" : "."
        let parts = pattern.split(separator: "/").map(String.init)
        for part in parts.dropLast() {
            if let equals = part.firstIndex(of: "=") { names.append(String(part[..<equals])) }
            if Self.isPattern(part) { break }
            folder = FileSystem.join(folder, part)
        }
        while let next = FileSystem.entries(of: folder).sorted().first(where: {
            $0.contains("=") && FileSystem.isFolder(FileSystem.join(folder, $0))
        }) {
            let name = String(next.prefix { $0 != "=" })
            if !names.contains(name) { names.append(name) }
            folder = FileSystem.join(folder, next)
        }
        return names
    }

    private static func known(_ format: SourceFormat?, _ path: String) throws(Failure)
        -> SourceFormat
    {
        guard let format else { throw SourceError.unknownFormat(path) }
        return format
    }

    private static func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

    /// A real file whose name looks like a pattern is read as it is.
    private static func escaped(_ path: String) -> String {
        var result = ""
        for character in path {
            result += "*?[".contains(character) ? "[\(character)]" : String(character)
        }
        return result
    }

    /// The ending and format of the first file below a folder, by name, that is of a known format.
    private static func firstFile(
        in folder: String, _ format: SourceFormat?
    ) throws(Failure) -> (ending: String, format: SourceFormat) {
        if let found = search(folder, format) { return found }
        throw Failure(
            "E421",
            "the folder \"\(folder)\" holds no files of \(format?.rawValue ?? "a known format")",
            hint: "formats: \(SourceFormat.listed)")
    }

    private static func search(
        _ folder: String, _ format: SourceFormat?
    ) -> (ending: String, format: SourceFormat)? {
        for name in FileSystem.entries(of: folder) where !name.hasPrefix(".") {
            let path = FileSystem.join(folder, name)
            if FileSystem.isFolder(path) {
                if let found = search(path, format) { return found }
            } else if let found = SourceFormat(path: name), format == nil || format == found,
                let ending = found.endings.first(where: { name.lowercased().hasSuffix("." + $0) })
            {
                return (ending, found)
            }
        }
        return nil
    }
}
