import Foundation
import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

extension SavedPaths {
    /// What may mean a file and stays as it was typed, though the notebook goes to another folder, each with its cell: texts that name
    /// a file and stand where none is taken, and paths that are put together or handed on where one is.
    func unmoved(in notebook: String) -> [String] {
        guard isMoving else { return [] }
        let cells = Notebook.parse(SourceFile(name: "", text: notebook)).tree.cells.filter(\.kind.isProgram)
        let known = KnownPaths(cells.compactMap(\.program), self)
        return cells.flatMap { cell in
            let texts = self.texts(in: cell.body).filter { $0.contains { "./".contains($0) } && isFile($0) }.map { "\"\($0)\"" }
            let found = texts + (cell.program.map(known.unknown) ?? [])
            return found.indices.filter { found.firstIndex(of: found[$0]) == $0 }.map { "\(found[$0]) in \(cell.name)" }
        }
    }

    /// Plain texts that are not taken for paths.
    private func texts(in code: String) -> [String] {
        let places = Set(Self.places(code).map(\.lowerBound))
        return Token.scan(SourceFile(name: "", text: code)).code.compactMap { token in
            guard case .string(let segments) = token.kind, !places.contains(token.range.lowerBound), segments.count == 1,
                case .text(let text)? = segments.first
            else { return nil }
            return text
        }
    }

    private func isFile(_ text: String) -> Bool { moved(path: text) != nil && FileManager.default.fileExists(atPath: start + "/" + text) }
}

/// Names whose values are paths that mean the same from the other folder.
private struct KnownPaths {
    private var names: Set<String> = []
    private var namespaces: Set<String> = []

    init(_ programs: [Program], _ paths: SavedPaths) {
        var others: Set<String> = []
        for statement in programs.flatMap(\.statements) {
            switch statement.kind {
            case .param(let parameter):
                if case .named("Path") = parameter.annotation.kind { names.insert(parameter.name.text) }
            case .use(let use): namespaces.insert(use.namespace)
            case .binding(let binding):
                let isMoved = if case .named("Path")? = binding.annotation?.kind { true } else { false }
                if case .literal(.string(let text)) = binding.value.kind, isMoved || paths.moved(path: text) == nil {
                    names.formUnion(binding.names.map(\.text))
                } else {
                    others.formUnion(binding.names.map(\.text))
                }
            default: break
            }
        }
        names.subtract(others)
    }

    /// What a program gives to builtins as paths, and isn't written out there.
    func unknown(in program: Program) -> [String] {
        var found: [String] = []
        let walk = TreeWalk(onExpression: { expression in
            guard case .call(let call) = expression.kind, let name = call.simpleName?.text, let native = Library.registry[name],
                !isMember(call)
            else { return }
            for (place, argument) in call.arguments.enumerated() where !isKnown(argument.value) {
                let isPath = native.overloads.contains { overload in
                    let parameter = argument.label.map { label in overload.parameters.first { $0.name == label.text } }
                        ?? overload.parameters.dropFirst(place).first
                    return parameter?.kind.isPath ?? false
                }
                if isPath { found.append(argument.value.span.text) }
            }
        })
        walk.walk(program.statements)
        return found
    }

    /// Whether it calls a function of a module.
    private func isMember(_ call: Call) -> Bool {
        if case .name(let name, _)? = call.receiver?.kind { namespaces.contains(name.text) } else { false }
    }

    private func isKnown(_ expression: SegSyntax.Expression) -> Bool {
        switch expression.kind {
        case .literal: true
        case .name(let name, _): names.contains(name.text)
        case .list(let items): items.allSatisfy(isKnown)
        default: false
        }
    }
}
