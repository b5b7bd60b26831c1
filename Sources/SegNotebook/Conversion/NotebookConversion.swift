import Foundation
import SegDiagnostics
import SegSyntax

/// `segnb convert`: between `.segnb`, `.ipynb` and Python files with cell marks.
public enum NotebookConversion {
    /// Converts by the endings of the two names. Gives the exit code.
    public static func run(_ source: String, to target: String, overwrites: Bool) -> Int32 {
        RunListing.reporting {
            guard overwrites || !FileManager.default.fileExists(atPath: target) else {
                throw Failure("E687", "\"\(target)\" is there already", hint: "--force replaces it")
            }
            let (data, notes) = try converted(source, to: target)
            try AtomicFile.write(data, to: target)
            notes.forEach(Terminal.report)
            print(target)
        }
    }

    private static func converted(_ source: String, to target: String) throws(Failure) -> (Data, [Diagnostic]) {
        var notebook = try read(source)
        switch ending(target) {
        case "segnb":
            let notes = try declareNames(&notebook, source)
            return (Data(notebook.segnb.utf8), notes)
        case "ipynb":
            notebook.restoreMagics()
            return (notebook.jupyter().data, [])
        case "py":
            let notes = try commentMagics(&notebook, source)
            return (Data(notebook.percent.utf8), notes)
        default: throw unknown(target)
        }
    }

    private static func read(_ path: String) throws(Failure) -> PortableNotebook {
        let file = try SourceReading.file(path)
        switch ending(path) {
        case "segnb": return PortableNotebook(segnb: file)
        case "ipynb": return PortableNotebook(jupyter: try JupyterNotebook(Data(file.bytes), path: path))
        case "py": return PortableNotebook(percent: Data(file.bytes).plainText)
        default: throw unknown(path)
        }
    }

    /// Makes comments of lines that only IPython understands.
    private static func commentMagics(_ notebook: inout PortableNotebook, _ source: String) throws(Failure) -> [Diagnostic] {
        let places = notebook.cells.indices.filter { notebook.cells[$0].isUndeclared }
        var notes: [Diagnostic] = []
        for (number, place) in places.enumerated() {
            // What is no Python is left as it is.
            guard let usage = try? PythonNames.usages(of: [notebook.cells[place].text]).first, let magic = usage.magic else { continue }
            notes.append(note(of: magic, in: number + 1, source))
            notebook.cells[place] = PortableNotebook.Cell(content: notebook.cells[place].content, text: usage.text)
        }
        return notes
    }

    private static func note(of magic: String, in number: Int, _ source: String) -> Diagnostic {
        Diagnostic(
            .warning, code: "W688",
            "cell \(number) of Python in \"\(source)\" holds a line that only IPython understands, which is a comment now: \(magic)",
            hint: "do the same in Python where it matters")
    }

    /// Gives cells of Python headers that say what they read and give.
    private static func declareNames(
        _ notebook: inout PortableNotebook, _ source: String
    ) throws(Failure) -> [Diagnostic] {
        let places = notebook.cells.indices.filter { notebook.cells[$0].isPython }
        let usages: [PythonNames.Usage]
        do throws(Failure) { usages = try PythonNames.usages(of: places.map { notebook.cells[$0].text }) } catch {
            // Cells whose names are declared need not be parsed.
            guard notebook.cells.contains(where: \.isUndeclared) else { return [] }
            throw error
        }
        var names = CellNames(taken: notebook.cells.compactMap(\.header))
        var notes: [Diagnostic] = []
        for (number, (place, usage)) in zip(places, usages).enumerated() {
            if let magic = usage.magic { notes.append(note(of: magic, in: number + 1, source)) }
            guard notebook.cells[place].isUndeclared else {
                notebook.cells[place] = PortableNotebook.Cell(content: notebook.cells[place].content, text: usage.text)
                continue
            }
            var options: [String] = []
            if !usage.reads.isEmpty { options.append("reads: [\(usage.reads.joined(separator: ", "))]") }
            if !usage.writes.isEmpty { options.append("writes: [\(usage.writes.joined(separator: ", "))]") }
            // As in the program that it comes from, cells see all that those above have done.
            options.append("shared: true")
            notebook.cells[place] = PortableNotebook.Cell(
                content: .segnb(header: "%% python \(names.next(for: notebook.cells[place].title)) (\(options.joined(separator: ", ")))"),
                text: usage.text)
        }
        return notes
    }

    private static func ending(_ path: String) -> String { URL(fileURLWithPath: path).pathExtension }

    private static func unknown(_ path: String) -> Failure {
        Failure("E687", "\"\(path)\" ends in neither .segnb, .ipynb nor .py")
    }
}

extension PortableNotebook.Cell {
    /// Whether it is Python whose reads and writes are not declared.
    fileprivate var isUndeclared: Bool {
        if case .python = content { true } else { false }
    }

    fileprivate var title: String? {
        if case .python(let title) = content { title } else { nil }
    }

    fileprivate var header: String? {
        if case .segnb(let header) = content { header } else { nil }
    }
}

/// Names for cells that have none, each once.
private struct CellNames {
    private var taken: Set<String>
    private var number = 0

    init(taken headers: [String]) {
        taken = Set(headers.flatMap { $0.split(separator: " ").map(String.init) })
    }

    /// The words of a title where they make a name that is free, `load_the_data`; else the next number's.
    mutating func next(for title: String?) -> String {
        if let name = title.flatMap(Self.name), taken.insert(name).inserted { return name }
        repeat { number += 1 } while !taken.insert("python\(number)").inserted
        return "python\(number)"
    }

    private static func name(of title: String) -> String? {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "_")
        guard name.count <= 40, name.first?.isLetter == true, Keyword(rawValue: name) == nil, CellKind(rawValue: name) == nil else {
            return nil
        }
        return name
    }
}
