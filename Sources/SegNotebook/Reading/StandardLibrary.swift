import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// The modules of the standard library, which need no `use`: a module is compiled when a source mentions
/// one of its names.
public struct StandardLibrary {
    /// Modules that were needed so far, in the order in which they must run.
    public private(set) var cells: [CompiledCell] = []
    private var loaded: Set<String> = []

    public init() {}

    private struct Module {
        let name: String
        let bytes: [UInt8]
        /// Names of its functions that others may call.
        let functions: Set<String>
    }

    private static let modules: [Module] = Library.standardModules.map { name, bytes in
        Module(name: name, bytes: bytes, functions: functions(in: bytes))
    }

    /// The names after `func` at the start of a line; those that begin with `_` are private.
    private static func functions(in bytes: [UInt8]) -> Set<String> {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return Set(
            lines.filter { $0.hasPrefix("func ") && !$0.hasPrefix("func _") }
                .map { String($0.dropFirst(5).prefix { $0 != "(" }) })
    }

    /// All names that the standard library gives.
    public static var names: [String] { modules.flatMap(\.functions).sorted() }

    /// Compiles the modules whose names a source mentions, and gives those that are new.
    public mutating func load(for source: some Sequence<UInt8>) -> [CompiledCell] {
        let missing = Self.modules.filter { !loaded.contains($0.name) }
        guard !missing.isEmpty else { return [] }
        let words = SourceWords.of(source)
        var added: [CompiledCell] = []
        for module in missing where !module.functions.isDisjoint(with: words) {
            loaded.insert(module.name)
            let file = SourceFile(name: "stdlib/\(module.name)", bytes: module.bytes)
            let compilation = Compilation.of(
                Program.parse(file).tree, name: module.name, visible: VisibleNames(), registry: Library.registry)
            if let cell = compilation.cell { added.append(cell) }
        }
        cells += added
        return added
    }
}

extension Interpreter {
    /// The values that modules of the standard library give.
    public func values(of cells: [CompiledCell]) -> [String: Value] {
        var values: [String: Value] = [:]
        for cell in cells {
            for (name, value) in run(cell, inputs: [:]).exports { values[name] = value }
        }
        return values
    }
}
