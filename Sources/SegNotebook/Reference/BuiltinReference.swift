import Foundation
import SegDiagnostics
import SegLibrary
import SegVM

/// The reference of the builtins, made from their declarations.
public enum BuiltinReference {
    /// Prints one builtin, or all of them as Markdown. Gives the exit code.
    public static func run(_ name: String?) -> Int32 {
        guard let name else {
            print(markdown(), terminator: "")
            return 0
        }
        guard let help = help(for: name) else {
            let hint = Suggestion.hint(for: name, among: Library.registry.names).map { "; \($0)" } ?? ""
            Terminal.error("there is no builtin '\(name)'\(hint)")
            return 2
        }
        print(help)
        return 0
    }

    /// Help for one builtin as text, all its forms together; nil for an unknown name.
    public static func help(for name: String) -> String? {
        guard let native = Library.registry[name] else { return PathMethod(rawValue: name)?.reference }
        return native.overloads.map(text).joined(separator: "\n\n")
    }

    private static func text(_ declaration: NativeDeclaration) -> String {
        var lines = [declaration.signature, "    " + declaration.summary]
        let width = declaration.parameters.map(\.name.count).max() ?? 0
        for parameter in declaration.parameters where !parameter.summary.isEmpty {
            let name = parameter.name.padding(toLength: width, withPad: " ", startingAt: 0)
            lines.append("    \(name)  \(parameter.summary)")
        }
        for example in declaration.examples { lines.append("    > " + example) }
        return lines.joined(separator: "\n")
    }

    /// The whole reference, `docs/builtins.md`: by section, then by name.
    public static func markdown() -> String {
        var sections: [String: [NativeDeclaration]] = [:]
        for native in Library.registry.all {
            for declaration in native.overloads { sections[declaration.group, default: []].append(declaration) }
        }
        var lines = [
            "# Builtins", "",
            "Made by `segnb doc` from the declarations that the checker and the prompt use too.", "",
        ]
        for section in sections.keys.sorted() {
            lines += ["## \(section.prefix(1).uppercased() + section.dropFirst())", ""]
            for declaration in sections[section] ?? [] { lines += entry(declaration) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ declaration: NativeDeclaration) -> [String] {
        var lines = ["### `\(declaration.signature)`", "", declaration.summary, ""]
        let described = declaration.parameters.filter { !$0.summary.isEmpty }
        for parameter in described {
            let label = parameter.labelOnly ? "`\(parameter.name):`" : "`\(parameter.name)`"
            lines.append("- \(label) (\(parameter.kind.name)): \(parameter.summary)")
        }
        if !described.isEmpty { lines.append("") }
        if !declaration.examples.isEmpty { lines += ["```"] + declaration.examples + ["```", ""] }
        return lines
    }
}
