import Foundation
import SegDisplay
import SegDiagnostics
import SegFrame
import SegPython
import SegTensor

/// `segnb doctor`: what was found on this machine, and what to do about what was not.
public enum Doctor {
    /// Prints the findings. Gives 0 when nothing is missing, else 1.
    public static func run() -> Int32 {
        let findings = [duckDB, python, linearAlgebra, markdown, images]
        var document = Document([.keyValues(facts)])
        document.append(.keyValues(findings.map(\.line)))
        print(DocumentTerminal(TerminalSettings.detected(), tableRows: 50).render(document))
        return findings.allSatisfy { $0.isFound || !$0.isNeeded } ? 0 : 1
    }

    private struct Finding {
        let name: String
        let isFound: Bool
        /// Whether there is something that can't be done without it.
        var isNeeded = true
        let text: String

        var line: Document.KeyValue {
            Document.KeyValue(StyledText(name), StyledText(text, isFound ? .plain : isNeeded ? .red : .yellow))
        }
    }

    private static var facts: [Document.KeyValue] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return [
            .init("segnb", StyledText(Product.version)),
            .init("program", StyledText(CommandLine.arguments.first ?? "segnb")),
            .init("threads", StyledText("\(cores)")),
            .init("folder", StyledText(FileManager.default.currentDirectoryPath)),
        ]
    }

    private static var duckDB: Finding {
        switch DuckDBLibrary.status() {
        case .available(let path, let version): Finding(name: "DuckDB", isFound: true, text: "\(version)  \(path)")
        case .missing(let reason, let remedy): Finding(name: "DuckDB", isFound: false, text: "\(reason): \(remedy)")
        }
    }

    private static var python: Finding {
        do {
            let runtime = try PythonRuntime.shared()
            let packages = try runtime.helper("packages", [])
            var listed = ""
            if case .string(let text) = packages { listed = text }
            return Finding(
                name: "Python", isFound: true, text: "\(runtime.version)  \(runtime.environment.root)\n\(listed)")
        } catch {
            let failure = error as? Failure ?? Failure("E640", "\(error)")
            return Finding(name: "Python", isFound: false, text: "\(failure.message): \(failure.hint ?? "")")
        }
    }

    private static var linearAlgebra: Finding {
        do {
            try LinearAlgebra.load()
            return Finding(name: "OpenBLAS", isFound: true, text: "one thread a call")
        } catch {
            return Finding(name: "OpenBLAS", isFound: false, text: "\(error.message): \(error.hint ?? "")")
        }
    }

    /// Whether plots can be images of this terminal, and what to install where they can't.
    private static var images: Finding {
        // Sixel needs all that there is.
        let missing = ImageLibraries.missing(for: .sixel)
        var lines = missing.map { "\($0.message): \($0.hint ?? "")" }
        if missing.isEmpty { lines.append("librsvg, cairo and libsixel") }
        switch ImageProtocol.claim(ProcessInfo.processInfo.environment) {
        case .draws(let format): lines.append("this terminal draws images: \(format.rawValue)")
        case .none: lines.append("this terminal is not known to draw images: plots are text")
        case .unknown: lines.append("the prompt asks this terminal for sixel when it draws the first plot")
        }
        return Finding(name: "images", isFound: missing.isEmpty, isNeeded: false, text: lines.joined(separator: "\n"))
    }

    private static var markdown: Finding {
        Finding(name: "Markdown", isFound: true, text: "cmark-gfm, linked")
    }
}
