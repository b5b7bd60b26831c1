/// A Python file of a project, as lineage and caches know it.
public struct PythonSourceFile: Hashable, Sendable {
    /// Absolute.
    public let path: String
    /// BLAKE2b-256 of its bytes, in hexadecimal.
    public let digest: String

    public init(path: String, digest: String) {
        self.path = path
        self.digest = digest
    }
}

extension PythonRuntime {
    /// The file of a module, and the files of the project that it imports, one by another, sorted by
    /// path.
    ///
    /// Texts alone are read, so that nothing is run and it may be asked before a run: two equal
    /// lists mean that the project's code is the same. Imports made by name at run time
    /// (`importlib`) can't be seen, and installed packages are told apart by their versions, not
    /// here. A module that is no file of the project gives an empty list.
    ///
    /// - Parameters:
    ///   - module: as `use python` has it: a path that ends in `.py`, or the name of a module.
    ///   - folder: what paths are relative to, and where modules are looked for.
    public func sourceFiles(of module: String, in folder: String) throws -> [PythonSourceFile] {
        PythonSourceFile.list(try helper("source_files", [.string(module), .string(folder)]))
    }

    /// The files of the notebooks' folders that were loaded or run so far, with the digests that
    /// they had then, sorted by path.
    public func loadedSourceFiles() throws -> [PythonSourceFile] {
        PythonSourceFile.list(try helper("loaded_files", [])).filter { $0.digest != "absent" }
    }

    /// The paths of these, and those where the project's code looked for a module in vain: once it is there, the code does something else.
    public func pathsOfSourceFiles() throws -> [String] {
        PythonSourceFile.list(try helper("loaded_files", [])).map(\.path)
    }
}

extension PythonSourceFile {
    fileprivate static func list(_ value: PythonValue) -> [PythonSourceFile] {
        guard case .list(let entries) = value else { return [] }
        return entries.compactMap { entry in
            guard case .list(let parts) = entry, parts.count == 2 else { return nil }
            return PythonSourceFile(path: parts[0].text, digest: parts[1].text)
        }
    }
}
