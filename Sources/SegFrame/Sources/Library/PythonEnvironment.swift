import Glibc

/// A Python installation or virtual environment: the folder above its `bin` and `lib`.
///
/// Nothing here starts Python, unless the environment's own files don't say where its library is.
public struct PythonEnvironment: Hashable, Sendable {
    /// The folder that holds `bin/python` and `lib/python3.X/site-packages`.
    public let root: String

    public init(root: String) { self.root = root }

    /// The environments to try, most wanted first: `SEGNB_PYTHON` (an interpreter, or the folder of an
    /// environment), `VIRTUAL_ENV`, `./.venv`, and the product's own `.venv` (beside the executable or
    /// a folder above it).
    public static func candidates() -> [PythonEnvironment] {
        var roots = FileSystem.environment("SEGNB_PYTHON").flatMap(named).map { [$0.root] } ?? []
        roots += FileSystem.environment("VIRTUAL_ENV").map { [$0] } ?? []
        roots.append("./.venv")
        roots += privateEnvironment().map { [$0] } ?? []
        var seen: [String] = []
        for root in roots.map(FileSystem.resolved)
        where FileSystem.isFolder(root) && !seen.contains(root) {
            seen.append(root)
        }
        return seen.map(PythonEnvironment.init(root:))
    }

    /// The environment of an interpreter, links in its own folder not followed, or of a folder; nil for any other file, and
    /// what isn't there.
    static func named(_ path: String) -> PythonEnvironment? {
        if FileSystem.isFolder(path) { return PythonEnvironment(root: FileSystem.resolved(path)) }
        let name = path.split(separator: "/").last ?? ""
        guard FileSystem.isFile(path), name.hasPrefix("python") || name.hasPrefix("pypy") else { return nil }
        return PythonEnvironment(root: FileSystem.resolved(FileSystem.folder(of: FileSystem.folder(of: path))))
    }

    /// The `.venv` nearest above the running executable.
    private static func privateEnvironment() -> String? {
        var folder = FileSystem.folder(of: FileSystem.resolved("/proc/self/exe"))
        while folder != "/", folder != "." {
            let candidate = FileSystem.join(folder, ".venv")
            if FileSystem.isFile(FileSystem.join(candidate, "pyvenv.cfg")) { return candidate }
            folder = FileSystem.folder(of: folder)
        }
        return nil
    }

    /// The interpreter to start, `bin/python3` or `bin/python`.
    public var executable: String? {
        ["bin/python3", "bin/python"].map { FileSystem.join(root, $0) }.first(
            where: FileSystem.isFile)
    }

    /// The folders that hold installed packages.
    public var sitePackages: [String] {
        ["lib", "lib64"].flatMap { library -> [String] in
            let folder = FileSystem.join(root, library)
            return FileSystem.entries(of: folder).filter { $0.hasPrefix("python3") }
                .map { FileSystem.join(FileSystem.join(folder, $0), "site-packages") }
        }.filter(FileSystem.isFolder)
    }

    /// The version as `3.11`, from `pyvenv.cfg` or the name of the library folder.
    public var version: String? {
        let written = configuration["version"] ?? configuration["version_info"]
        if let parts = written?.split(separator: "."), parts.count >= 2 {
            return "\(parts[0]).\(parts[1])"
        }
        return FileSystem.entries(of: FileSystem.join(root, "lib"))
            .first { $0.hasPrefix("python3.") }.map { String($0.dropFirst("python".count)) }
    }

    /// The absolute path of this environment's libpython, or nil when it has none (a static
    /// Python).
    public var libraryPath: String? { libraryBesideHome ?? libraryByAsking }

    /// The keys of `pyvenv.cfg`; empty outside a virtual environment.
    private var configuration: [String: String] {
        let text = FileSystem.text(of: FileSystem.join(root, "pyvenv.cfg")) ?? ""
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[trimmed(parts[0])] = trimmed(parts[1])
        }
        return values
    }

    private func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// `lib/libpython3.X.so*` of the installation that the environment was made from.
    private var libraryBesideHome: String? {
        guard let version else { return nil }
        let base = configuration["home"].map(FileSystem.folder) ?? root
        let prefix = "libpython\(version).so"
        for folder in ["lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"] {
            let path = FileSystem.join(base, folder)
            let names = FileSystem.entries(of: path).filter { $0.hasPrefix(prefix) }
            if let name = names.last { return FileSystem.resolved(FileSystem.join(path, name)) }
        }
        return nil
    }

    /// What the interpreter itself says, for layouts that the rule above doesn't know.
    private var libraryByAsking: String? {
        guard let executable else { return nil }
        let script =
            "import sysconfig as s; v = s.get_config_var; "
            + "print(v(\"LIBDIR\") + \"/\" + v(\"INSTSONAME\"))"
        let quoted = executable.replacing("'", with: "'\\''")
        guard let process = popen("'\(quoted)' -I -c '\(script)' 2>/dev/null", "r") else {
            return nil
        }
        defer { pclose(process) }
        var line = [CChar](repeating: 0, count: 4096)
        guard fgets(&line, Int32(line.count), process) != nil else { return nil }
        let bytes = line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:))
        let path = FileSystem.resolved(String(decoding: bytes, as: UTF8.self))
        return path.contains(".so") && FileSystem.isFile(path) ? path : nil
    }
}
