import Foundation
import SegDiagnostics
import SegDisplay

/// A Jupyter notebook, format 4.5, as far as it is read and written here.
struct JupyterNotebook: Codable {
    struct Cell: Codable {
        var cell_type: String
        var id: String?
        var metadata: Metadata
        var source: Lines
        var outputs: [Output]?
        var execution_count: Int?
        var attachments: Attachments?

        /// The source with its attached pictures in it.
        var text: String {
            var text = source.text
            for (name, forms) in attachments?.pictures ?? [:] {
                guard let (type, data) = forms.filter({ $0.key.hasPrefix("image/") }).min(by: { $0.key < $1.key }) else { continue }
                let base64 = data.text.filter { !$0.isWhitespace }
                let encoded = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
                for written in Set([name, encoded]) {
                    text = text.replacingOccurrences(of: "attachment:\(written)", with: "data:\(type);base64,\(base64)")
                }
            }
            return text
        }

        /// Cells of the language keep their header, so that they come back as they were.
        struct Metadata: Codable {
            var segnb: Segnb?
        }

        struct Segnb: Codable {
            var header: String
        }

        private enum CodingKeys: String, CodingKey {
            case cell_type, id, metadata, source, outputs, execution_count, attachments
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(cell_type, forKey: .cell_type)
            try container.encodeIfPresent(id, forKey: .id)
            try container.encode(metadata, forKey: .metadata)
            try container.encode(source, forKey: .source)
            guard cell_type == "code" else { return }
            try container.encode(outputs ?? [], forKey: .outputs)
            try container.encode(execution_count, forKey: .execution_count)
        }
    }

    /// Pictures of a text by name, each in base64 by its media type; what is in another form is left out.
    struct Attachments: Codable {
        var pictures: [String: [String: Lines]]

        init(from decoder: any Decoder) throws {
            pictures = (try? decoder.singleValueContainer().decode([String: [String: Lines]].self)) ?? [:]
        }

        func encode(to encoder: any Encoder) throws { try pictures.encode(to: encoder) }
    }

    struct Output: Codable {
        var output_type: String
        var data: [String: Lines]?
        var metadata: [String: String]?
        var name: String?
        var text: Lines?
        var ename: String?
        var evalue: String?
        var traceback: [String]?

        /// Something shown, as text and as HTML.
        static func shown(plain: String, html: String) -> Output {
            var output = Output("display_data")
            output.data = ["text/plain": Lines(plain), "text/html": Lines(html)]
            output.metadata = [:]
            return output
        }

        static func printed(_ text: String, to stream: String) -> Output {
            var output = Output("stream")
            (output.name, output.text) = (stream, Lines(text))
            return output
        }

        /// What ended a cell; the text is shown in the place of a traceback.
        static func failed(_ code: String, _ message: String, shown text: String) -> Output {
            var output = Output("error")
            (output.ename, output.evalue) = (code, message)
            output.traceback = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return output
        }

        private init(_ type: String) { output_type = type }

        /// Outputs of others are not read, whatever is in them.
        init(from decoder: any Decoder) throws {
            output_type = "ignored"
        }
    }

    /// Text as one string or a list of lines with their ends.
    struct Lines: Codable {
        var text: String

        init(_ text: String) { self.text = text }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let lines = try? container.decode([String].self) {
                text = lines.joined()
            } else {
                text = try container.decode(String.self)
            }
        }

        func encode(to encoder: any Encoder) throws {
            var lines: [String] = []
            var line = ""
            for character in text {
                line.append(character)
                if character == "\n" {
                    lines.append(line)
                    line = ""
                }
            }
            if !line.isEmpty { lines.append(line) }
            var container = encoder.singleValueContainer()
            try container.encode(lines)
        }
    }

    struct Metadata: Codable {
        struct Kernel: Codable {
            var name: String
            var display_name: String?
            var language: String?
        }

        struct Segnb: Codable {
            /// What stands above the first cell.
            var shebang: String?
            var front_matter: String?
        }

        struct LanguageInfo: Codable {
            var name: String
        }

        var kernelspec: Kernel?
        var language_info: LanguageInfo?
        var segnb: Segnb?
    }

    var cells: [Cell]
    var metadata: Metadata
    var nbformat: Int
    var nbformat_minor: Int

    init(cells: [Cell], shebang: String?, frontMatter: String?) {
        self.cells = cells
        metadata = Metadata(
            kernelspec: Metadata.Kernel(name: "python3", display_name: "Python 3", language: "python"),
            segnb: Metadata.Segnb(shebang: shebang, front_matter: frontMatter))
        nbformat = 4
        nbformat_minor = 5
    }

    /// E688 where the bytes are no Jupyter notebook of format 4.
    init(_ bytes: Data, path: String) throws(Failure) {
        guard let notebook = try? JSONDecoder().decode(JupyterNotebook.self, from: bytes) else {
            throw Failure("E688", "\"\(path)\" is no Jupyter notebook that can be read")
        }
        guard notebook.nbformat == 4 else {
            throw Failure(
                "E688", "\"\(path)\" has format \(notebook.nbformat), and only 4 is read",
                hint: "jupyter nbconvert --to notebook --nbformat 4 converts it")
        }
        let language = notebook.metadata.kernelspec?.language ?? notebook.metadata.language_info?.name ?? "python"
        guard language.lowercased() == "python" || notebook.cells.allSatisfy({ $0.cell_type != "code" }) else {
            throw Failure("E688", "the cells of \"\(path)\" are of \(language)", hint: "cells of Python are what can be taken over")
        }
        self = notebook
    }

    var data: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(self)) ?? Data("{}".utf8)) + Data("\n".utf8)
    }
}
