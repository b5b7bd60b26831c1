import CPython

/// The Python files of the bridge, which run in one namespace.
enum HelperSource {
    /// Files that run at the start, in their order.
    private static let first: [(name: String, bytes: [UInt8])] = [
        ("bridge", PackageResources.bridge_py), ("tables", PackageResources.tables_py),
        ("forms", PackageResources.forms_py), ("frames", PackageResources.frames_py), ("values", PackageResources.values_py),
        ("project", PackageResources.project_py), ("modules", PackageResources.modules_py),
        ("program", PackageResources.program_py), ("cells", PackageResources.cells_py),
        ("figures", PackageResources.figures_py), ("settings", PackageResources.settings_py), ("fitting", PackageResources.fitting_py),
        ("errors", PackageResources.errors_py), ("shapes", PackageResources.shapes_py),
    ]

    /// Files that run once something in them is wanted; worker processes run all.
    private static let later: [(name: String, bytes: [UInt8])] = [
        ("exchange", PackageResources.exchange_py), ("worker", PackageResources.worker_py),
        ("isolation", PackageResources.isolation_py), ("beside", PackageResources.beside_py),
        ("keeping", PackageResources.keeping_py), ("members", PackageResources.members_py),
        ("prompt", PackageResources.prompt_py),
    ]

    /// The text that runs at the start.
    static var begin: String { first.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n\n\n") }

    /// A dictionary of all texts by name, in order; nil with Python's error where there is no memory.
    static func parts(_ api: PythonAPI) -> UnsafeMutableRawPointer? {
        guard let parts = api.PyDict_New() else { return nil }
        for (name, bytes) in first + later {
            let text = PythonText.make(String(decoding: bytes, as: UTF8.self), api)
            defer { if let text { api.Py_DecRef(text) } }
            guard let text, api.PyDict_SetItemString(parts, name, text) == 0 else { return nil }
        }
        return parts
    }
}
