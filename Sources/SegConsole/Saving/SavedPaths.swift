import Foundation
import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// Paths written in code, which are relative to the folder of their source, when the code moves to another folder.
///
/// Texts that stand where a builtin takes a path, or after `use`, are paths; of one that is put together while the code
/// runs, or goes by a name, `unmoved` tells.
struct SavedPaths {
    /// The folders as absolute paths.
    let start: String
    private let end: String

    init(from start: String, to end: String) {
        self.start = URL(fileURLWithPath: start).standardizedFileURL.path
        self.end = URL(fileURLWithPath: end).standardizedFileURL.path
    }

    /// Whether the folders are two.
    var isMoving: Bool { start != end }

    /// The cells of a notebook, headers included, with the paths of their programs as they are from the other folder.
    func moved(notebook text: String) -> String {
        guard isMoving else { return text }
        var bytes = Array(text.utf8)
        for cell in Notebook.parse(SourceFile(name: "", text: text)).tree.cells.reversed() where cell.kind.isProgram {
            let range = cell.bodySpan.range
            bytes.replaceSubrange(range, with: Array(moved(code: String(decoding: bytes[range], as: UTF8.self)).utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Code with its paths as they are from the other folder.
    func moved(code text: String) -> String {
        guard isMoving else { return text }
        var bytes = Array(text.utf8)
        for range in Self.places(text).reversed() {
            let written = String(decoding: bytes[range].dropFirst().dropLast(), as: UTF8.self)
            if let path = moved(path: written) { bytes.replaceSubrange(range, with: Array("\"\(path)\"".utf8)) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// nil for a path that means the same from everywhere, and for one that is written with escapes.
    func moved(path: String) -> String? {
        let isAnywhere = !isMoving || path.isEmpty || path.hasPrefix("/") || path.hasPrefix("~") || path.contains("://")
        guard !isAnywhere, !path.contains("\\"), !path.contains("\"") else { return nil }
        let whole = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: start + "/")).standardizedFileURL.path
        let there = whole.split(separator: "/")
        let here = end.split(separator: "/")
        let shared = zip(there, here).prefix { $0 == $1 }.count
        // Up to the root and down again says less than the whole path.
        guard shared > 0 else { return whole }
        let up = Array(repeating: Substring(".."), count: here.count - shared)
        let moved = (up + there.dropFirst(shared)).joined(separator: "/")
        return moved.isEmpty ? "." : moved
    }

    // MARK: Where paths stand

    /// Where texts stand that are paths, quotes included, in order.
    static func places(_ text: String) -> [Range<Int>] {
        let tokens = Token.scan(SourceFile(name: "", text: text)).code
        return tokens.indices.compactMap { index in
            guard case .string(let segments) = tokens[index].kind, segments.allSatisfy(\.isPlain) else { return nil }
            let range = tokens[index].range
            let isPath = if follows(use: tokens[..<index]) {
                // Other names are modules that are installed.
                [".seg\"", ".py\""].contains { text.utf8.prefix(range.upperBound).ends(with: $0.utf8) }
            } else {
                isReceiver(tokens[(index + 1)...]) || isPathByAnnotation(tokens[..<index]) || isArgument(String(decoding: text.utf8.prefix(range.lowerBound), as: UTF8.self))
            }
            return isPath ? range : nil
        }
    }

    /// After `use`, or after `use python`.
    private static func follows(use tokens: ArraySlice<Token>) -> Bool {
        (tokens.last?.word == "python" ? tokens.dropLast() : tokens).last?.word == "use"
    }

    /// After `data: Path =`.
    private static func isPathByAnnotation(_ tokens: ArraySlice<Token>) -> Bool {
        guard tokens.last?.isSymbol(.assign) ?? false else { return false }
        let kind = tokens.dropLast()
        return kind.last?.word == "Path" && kind.dropLast().last?.isSymbol(.colon) ?? false
    }

    /// Whether a builtin that takes a path first works on the text: `"t.csv" |> load()`.
    private static func isReceiver(_ after: ArraySlice<Token>) -> Bool {
        guard let mark = after.first, mark.isSymbol(.pipe) || mark.isSymbol(.dot), let name = after.dropFirst().first?.word
        else { return false }
        return Library.registry[name]?.overloads.contains { $0.parameters.first?.kind.isPath ?? false } ?? false
    }

    /// Whether a builtin is called with the text as an argument that is a path.
    private static func isArgument(_ before: String) -> Bool {
        let cursor = CodeCursor(before)
        guard let call = cursor.enclosingCalls.first else { return false }
        return CallCompletion(call, cursor, CompletionScope(registry: Library.registry)).takesPath
    }
}

extension Substring.UTF8View {
    fileprivate func ends(with other: String.UTF8View) -> Bool { suffix(other.count).elementsEqual(other) }
}

extension StringSegment {
    fileprivate var isPlain: Bool { if case .text = self { true } else { false } }
}
