import Foundation
import SegPython
import SegVM
import Synchronization

/// Outlines of the Python files of a project, each read once as long as it stays the same.
enum PythonOutlines {
    private struct Known: Sendable {
        let modified: Date
        let size: Int
        let outline: PythonOutline?
    }

    private static let known = Mutex<[String: Known]>([:])

    /// What the text of a module's file tells. Files of the project alone are read, by Python's own
    /// parser; where there is no Python the run will say so.
    static func read(_ path: String, _ source: String) -> PythonOutline? {
        let folder = URL(fileURLWithPath: source).deletingLastPathComponent().path
        guard let file = file(path, in: folder),
            let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let modified = attributes[.modificationDate] as? Date, let size = attributes[.size] as? Int
        else { return nil }
        if let known = known.withLock({ $0[file] }), known.modified == modified, known.size == size {
            return known.outline
        }
        let outline = outline(of: file)
        known.withLock { $0[file] = Known(modified: modified, size: size, outline: outline) }
        return outline
    }

    private static func file(_ path: String, in folder: String) -> String? {
        let stem = path.hasSuffix(".py") ? String(path.dropLast(3)) : path.replacing(".", with: "/")
        let full = stem.hasPrefix("/") ? stem : folder + "/" + stem
        let isFile = path.hasSuffix(".py")
        return ([full + ".py"] + (isFile ? [] : [full + "/__init__.py"])).first {
            FileManager.default.fileExists(atPath: $0)
        }
    }

    private static func outline(of file: String) -> PythonOutline? {
        guard let runtime = try? PythonRuntime.shared(),
            case .list(let parts)? = try? runtime.helper("signatures", [.string(file)])
        else { return nil }
        if parts.count == 1, case .string(let mistake) = parts[0] {
            return PythonOutline(names: [], isComplete: false, functions: [:], mistake: mistake)
        }
        guard parts.count == 3, case .bool(let isComplete) = parts[0], case .list(let names) = parts[1],
            case .dictionary(let functions) = parts[2]
        else { return nil }
        var parameters: [String: [PythonOutline.Parameter]] = [:]
        for (name, list) in functions {
            guard case .string(let name) = name, case .list(let list) = list else { continue }
            parameters[name] = list.compactMap(PythonOutline.Parameter.init)
        }
        let texts = names.compactMap { name -> String? in
            if case .string(let text) = name { text } else { nil }
        }
        return PythonOutline(names: Set(texts), isComplete: isComplete, functions: parameters)
    }
}

extension PythonOutline.Parameter {
    fileprivate init?(_ value: PythonValue) {
        guard case .list(let parts) = value, parts.count == 3, case .string(let name) = parts[0],
            case .string(let word) = parts[1], let kind = Kind(rawValue: word), case .bool(let hasDefault) = parts[2]
        else { return nil }
        self.init(name: name, kind: kind, hasDefault: hasDefault)
    }
}
