import SegIdentity
import SegLibrary
import SegSyntax
import SegVM

/// Everything that decides what a cell gives, but for the files that it reads.
struct CellKey {
    /// By name, so that it can be told what changed between two runs.
    let inputs: [CellInput]

    var digest: String { ContentHash.digest(of: inputs.flatMap { [$0.name, $0.digest] }) }

    /// The digest with what lies at the paths that the cell read.
    func digest(with files: [FileFingerprint]) -> String {
        guard !files.isEmpty else { return digest }
        return ContentHash.digest(of: [digest] + files.flatMap { [$0.path, $0.digest] })
    }
}

/// Makes the keys of a notebook's cells.
struct CellKeying {
    let seed: Int
    /// The folder that paths are relative to.
    let folder: String
    let parameters: [String: Value]

    /// What the names of inputs begin with that are modules.
    static let modulePrefix = "module "

    /// The code of a cell, and that of each module that it uses; nil where it can't be told.
    func code(of compiled: CompiledCell) -> [CellInput]? {
        guard let identity = compiled.identity else { return nil }
        var inputs = [CellInput(name: "code", digest: ContentHash.digest(of: ["program", identity]))]
        for module in compiled.modules {
            guard let digest = module.identity else { return nil }
            let path = module.path.hasPrefix(folder + "/") ? String(module.path.dropFirst(folder.count + 1)) : module.path
            inputs.append(CellInput(name: Self.modulePrefix + path, digest: digest))
        }
        return inputs
    }

    /// The key of a cell; nil where its result depends on more than can be told.
    ///
    /// - Parameter identity: what is known of a name that the cell reads.
    func key(of cell: PlannedCell, identity: (String) -> String?) -> CellKey? {
        guard cell.reasonNotCached == nil else { return nil }
        var inputs = [
            CellInput(name: "environment", digest: RunEnvironment.digest),
            CellInput(name: "folder", digest: folder),
            CellInput(name: "seed", digest: String(seed)),
            CellInput(name: "cell", digest: cell.cell.name),
        ]
        switch cell.body {
        case .prose: return nil
        case .python:
            inputs.append(CellInput(name: "code", digest: ContentHash.digest(of: ["python", PythonCell.meaning(of: cell.cell.body)])))
        case .query(let query, _, _):
            inputs.append(CellInput(name: "code", digest: ContentHash.digest(of: ["sql", query.text])))
        case .program(let compiled):
            guard let code = code(of: compiled) else { return nil }
            inputs += code
            for parameter in compiled.parameters {
                guard let digest = (parameters[parameter.name] ?? parameter.defaultValue ?? .absent).identity else { return nil }
                inputs.append(CellInput(name: "parameter \(parameter.name)", digest: digest))
            }
        }
        if cell.runsPython { inputs.append(CellInput(name: "python", digest: RunEnvironment.python)) }
        for name in cell.reads {
            guard let digest = identity(name) else { return nil }
            inputs.append(CellInput(name: name, digest: digest))
        }
        return CellKey(inputs: inputs)
    }
}

extension PlannedCell {
    /// Why the cell's result is never kept; nil where it may be.
    var reasonNotCached: String? {
        if case .program(let compiled) = body, compiled.builtins.contains("run_python") { return "it runs a script" }
        // What Python does beside is known to the author only, who says so by cache: true.
        if isShared { return "it shares its names with other cells" }
        if runsPython { return keeping == .always ? nil : "it uses Python" }
        if case .query(let query, _, _) = body { return query.readsClock ? "it reads the clock" : nil }
        guard case .program(let compiled) = body else { return nil }
        // What functions from elsewhere do shows when they do it.
        let called = Set(compiled.builtins)
        if !called.isDisjoint(with: ["save", "publish"]) { return "it writes" }
        return called.contains("now") ? "it reads the clock" : nil
    }
}
