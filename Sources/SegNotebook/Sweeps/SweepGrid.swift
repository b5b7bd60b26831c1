import Foundation
import SegDiagnostics

/// The combinations of parameters that a sweep runs.
public struct SweepGrid: Sendable {
    /// Texts by name, as `-p` takes them.
    typealias Point = [(name: String, text: String)]

    private var axes: [(name: String, texts: [String])] = []
    /// Rows of a file; nil: no file.
    private var rows: [Point]?

    /// The largest number of points that is run.
    static let limit = 10_000

    public init() {}

    public var isEmpty: Bool { axes.isEmpty && rows == nil }

    /// Adds `name=value,value`; commas within brackets belong to a list, those within quotes to a text. E685 for anything else.
    public mutating func add(argument: String) throws(Failure) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw Failure("E685", "--sweep takes name=value,value, not \"\(argument)\"")
        }
        let name = String(argument[..<equals])
        guard let texts = Self.pieces(argument[argument.index(after: equals)...]) else {
            throw Failure("E685", "--sweep \(argument): a quote isn't closed, or something follows it", hint: "--sweep 'word=\"a,b\",c'")
        }
        guard !texts.contains("") else { throw Failure("E685", "--sweep \(argument): a value is empty") }
        guard Set(texts).count == texts.count else { throw Failure("E685", "--sweep \(argument): a value stands twice") }
        try claim(name)
        axes.append((name, texts))
    }

    /// Adds the rows of a CSV file whose first line names parameters. E685 where it can't be read so.
    public mutating func add(file path: String) throws(Failure) {
        guard rows == nil else { throw Failure("E685", "there can be one --sweep-file") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("E685", "the sweep file \"\(path)\" can't be read")
        }
        let lines = CSVLines.read(data.plainText)
        guard let names = lines.first, lines.count > 1 else {
            throw Failure("E685", "the sweep file \"\(path)\" needs a line of names and a line for each run")
        }
        if names.count == 1, let separator = [";", "\t"].first(where: names[0].contains) {
            throw Failure(
                "E685", "the names in \"\(path)\" are separated by \(separator == ";" ? "semicolons" : "tabs")",
                hint: "its columns are separated by commas")
        }
        for name in names { try claim(name) }
        var points: [Point] = []
        for (number, fields) in lines.enumerated().dropFirst() {
            guard fields.count == names.count else {
                throw Failure(
                    "E685", "line \(number + 1) of \"\(path)\" has \(fields.count) fields, and \(names.count) are named")
            }
            points.append(zip(names, fields).map { (name: $0, text: $1) })
        }
        rows = points
    }

    /// All combinations, the last name changing fastest. E685 where there are too many.
    func points() throws(Failure) -> [Point] {
        var points: [Point] = rows ?? [[]]
        for axis in axes {
            guard points.count <= Self.limit / max(1, axis.texts.count) else {
                throw Failure("E685", "the sweep has more than \(Self.limit) runs")
            }
            points = points.flatMap { point in axis.texts.map { point + [(name: axis.name, text: $0)] } }
        }
        return points
    }

    private func claim(_ name: String) throws(Failure) {
        let known = axes.map(\.name) + (rows?.first?.map(\.name) ?? [])
        guard !known.contains(name) else { throw Failure("E685", "the sweep names '\(name)' twice") }
    }

    /// The values between commas; nil where quotes don't go around whole values.
    private static func pieces(_ text: Substring) -> [String]? {
        var pieces = [""]
        var depth = 0
        var isQuoted = false
        // Whether the last value was in quotes that are closed.
        var isClosed = false
        for character in text {
            if character == "\"", depth == 0, isQuoted {
                (isQuoted, isClosed) = (false, true)
            } else if character == "\"", depth == 0, !isClosed, pieces[pieces.count - 1].isEmpty {
                isQuoted = true
            } else if character == ",", depth == 0, !isQuoted {
                pieces.append("")
                isClosed = false
            } else {
                guard !isClosed else { return nil }
                // A quote within a value is one of its characters, and so are the quotes of texts in a list.
                if !isQuoted, character == "[" { depth += 1 }
                if !isQuoted, character == "]" { depth -= 1 }
                pieces[pieces.count - 1].append(character)
            }
        }
        return isQuoted ? nil : pieces
    }
}

/// Lines of fields between commas, which may be quoted.
enum CSVLines {
    static func read(_ text: String) -> [[String]] {
        var lines: [[String]] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var characters = Array(text.replacing("\r\n", with: "\n"))[...]
        while let character = characters.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where characters.first == "\"":
                field.append("\"")
                characters.removeFirst()
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                fields.append(field)
                field = ""
            case ("\n", false):
                fields.append(field)
                if fields != [""] { lines.append(fields) }
                (fields, field) = ([], "")
            default: field.append(character)
            }
        }
        fields.append(field)
        if fields != [""] { lines.append(fields) }
        return lines
    }
}
