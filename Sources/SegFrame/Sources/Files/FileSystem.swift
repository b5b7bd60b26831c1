import Glibc

/// The few questions about files that sources ask, answered by the operating system.
enum FileSystem {
    enum Kind { case file, folder }

    /// What lies at a path, links followed; nil when nothing does.
    static func kind(of path: String) -> Kind? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        return information.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    static func isFile(_ path: String) -> Bool { kind(of: path) == .file }
    static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }

    /// Names of a folder's entries in UTF-8 order, without `.` and `..`; empty when it can't be
    /// read.
    static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The first `limit` bytes of a file; nil when it can't be opened.
    static func read(_ path: String, limit: Int = .max) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = fread(&buffer, 1, min(buffer.count, limit - bytes.count), file)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }

    static func text(of path: String) -> String? {
        read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The absolute path with links resolved, or the path itself when it doesn't exist.
    static func resolved(_ path: String) -> String {
        guard let pointer = realpath(path, nil) else { return path }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/" + name : folder + "/" + name
    }

    /// An environment variable that is set and not empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// What the operating system says about the last failed call.
    static var lastError: String { String(cString: strerror(errno)) }
}
