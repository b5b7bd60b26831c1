import Foundation
import SegDiagnostics
import SegFrame

/// Finds what cells of Python that share one namespace read and give.
enum PythonNames {
    /// What a cell of Python uses and binds.
    struct Usage: Decodable {
        /// Names that earlier cells bind and this one uses.
        let reads: [String]
        /// Names that it binds and later cells use.
        let writes: [String]
        /// Its text with lines that only IPython understands as comments.
        let text: String
        /// A line that only IPython understands; nil where there is none.
        let magic: String?
    }

    /// Reads the cells with Python's own parser; none is run.
    ///
    /// E640 where there is no Python, E688 for a cell that Python can't parse.
    static func usages(of cells: [String]) throws(Failure) -> [Usage] {
        guard !cells.isEmpty else { return [] }
        guard let python = PythonEnvironment.candidates().lazy.map({ $0.root + "/bin/python3" })
            .first(where: { FileManager.default.isExecutableFile(atPath: $0) }) ?? systemPython
        else {
            throw Failure(
                "E640", "there is no Python to read the notebook's cells with",
                hint: "install python3, or set SEGNB_PYTHON to an environment")
        }
        guard let input = try? JSONEncoder().encode(cells), let output = run(python, input) else {
            throw Failure("E688", "\(python) can't read the notebook's cells")
        }
        if let usages = try? JSONDecoder().decode([Usage].self, from: output) { return usages }
        throw Failure("E688", String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
    }

    private static var systemPython: String? {
        ["/usr/local/bin/python3", "/usr/bin/python3"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func run(_ python: String, _ input: Data) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", "-c", String(decoding: PackageResources.python_names_py, as: UTF8.self)]
        let (incoming, outgoing) = (Pipe(), Pipe())
        process.standardInput = incoming
        process.standardOutput = outgoing
        guard (try? process.run()) != nil else { return nil }
        DispatchQueue.global().async {
            try? incoming.fileHandleForWriting.write(contentsOf: input)
            try? incoming.fileHandleForWriting.close()
        }
        let output = outgoing.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return output
    }
}
