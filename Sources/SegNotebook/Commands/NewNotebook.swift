import Foundation
import SegDiagnostics

/// `segnb new`: a notebook to begin with.
public enum NewNotebook {
    /// Writes it; a file that is there stays as it is. Gives the exit code.
    public static func run(_ path: String, data: String?) -> Int32 {
        RunListing.reporting {
            guard path.hasSuffix(".segnb") else {
                throw Failure("E687", "a notebook's name ends in .segnb", hint: "segnb new \(path).segnb")
            }
            guard !FileManager.default.fileExists(atPath: path) else {
                throw Failure("E687", "\"\(path)\" is there already")
            }
            if let data, !data.contains("*"), !data.contains("://"), !FileManager.default.fileExists(atPath: data) {
                throw Failure("E401", "there is no file \"\(data)\"", hint: "the path is relative to the folder that this runs in")
            }
            try AtomicFile.write(Data(text(title(of: path), data: data).utf8), to: path)
            print("\(path)\n\nsegnb check \(path)\nsegnb run \(path) --html report.html")
        }
    }

    private static func title(of path: String) -> String {
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return name.replacing("_", with: " ").replacing("-", with: " ")
    }

    private static func text(_ title: String, data: String?) -> String {
        let load =
            data.map { path in
                """

                %% params
                param data: Path = "\(path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"

                %% load
                let rows = load(data)
                describe(rows)

                """
            } ?? """

                %% load
                let rows = sql("select range as id, range % 7 as day from range(100)", tables: [:])
                describe(rows)

                """
        return """
            ---
            title: \(title)
            seed: 1
            ---
            %% md
            # \(title)
            What is to be found out, from which data, and how it will be judged.
            \(load)
            %% test rows
            expect rows.count() > 0, "there are rows"

            """
    }
}
