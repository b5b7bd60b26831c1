import Foundation
import SegDiagnostics
import SegVM
import Yams

/// Values for a notebook's parameters from the command line and from files, not yet matched to it.
public struct ParameterAssignments: Sendable {
    enum Source: Sendable {
        /// `-p name=text`.
        case text(String)
        /// From a YAML or JSON file.
        case entry(Entry)
    }

    /// A value in a file of parameters.
    indirect enum Entry: Sendable {
        case null
        case text(String)
        /// In quotes, so that it is a text whatever it looks like.
        case quoted(String)
        case list([Entry])
        case nested

        init(_ node: Node) {
            if let sequence = node.sequence {
                self = .list(sequence.map(Entry.init))
            } else if let scalar = node.scalar {
                let isQuoted = scalar.style == .doubleQuoted || scalar.style == .singleQuoted
                self = isQuoted ? .quoted(scalar.string) : node.null != nil ? .null : .text(scalar.string)
            } else {
                self = .nested
            }
        }
    }

    var values: [(name: String, source: Source)] = []

    public init() {}

    /// Whether nothing is given.
    public var isEmpty: Bool { values.isEmpty }

    /// Adds `name=value`, which counts more than a file. E602 when there is no `=`, or another value was given so before.
    public mutating func add(argument: String) throws(Failure) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw Failure("E602", "-p takes name=value, not \"\(argument)\"")
        }
        let name = String(argument[..<equals])
        let text = String(argument[argument.index(after: equals)...])
        for known in values where known.name == name {
            guard case .text(let other) = known.source, other != text else { continue }
            throw Failure("E602", "the parameter '\(name)' is given twice: \(other) and \(text)", hint: "leave one of them out")
        }
        set(name, .text(text))
    }

    /// Adds the entries of a YAML or JSON file. E603 when it can't be read or is no mapping.
    public mutating func add(file path: String) throws(Failure) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("E603", "the parameter file \"\(path)\" can't be read")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: data.plainText.joiningSurrogates)
        } catch {
            if case .duplicatedKeysInMapping(let names, _)? = error as? YamlError {
                let name = names.first ?? ""
                throw Failure("E603", "the parameter file \"\(path)\" gives '\(name)' twice", hint: "leave one of them out")
            }
            throw Failure("E603", "the parameter file \"\(path)\" is neither YAML nor JSON")
        }
        guard let mapping = root?.mapping else {
            throw Failure("E603", "the parameter file \"\(path)\" must hold name: value entries")
        }
        for (key, value) in mapping { set(key.string ?? "", .entry(Entry(value))) }
    }

    private mutating func set(_ name: String, _ source: Source) {
        values.removeAll { $0.name == name }
        values.append((name, source))
    }

    /// Matches the values to the declarations: every given name must be declared, every value must fit,
    /// and every parameter without a default must be given.
    public func resolve(
        _ declarations: [ParameterDeclaration], folder: String
    ) -> (values: [String: Value], failures: [Failure]) {
        var resolved: [String: Value] = [:]
        var failures: [Failure] = []
        for (name, source) in values {
            guard let declaration = declarations.first(where: { $0.name == name }) else {
                failures.append(Self.unknown(name, declarations))
                continue
            }
            do {
                resolved[name] = try Self.value(source, declaration, folder: folder)
            } catch { failures.append(error) }
        }
        for declaration in declarations where declaration.defaultValue == nil {
            let name = declaration.name
            if !values.contains(where: { $0.name == name }) {
                failures.append(
                    Failure("E605", "parameter '\(name)' must be given", hint: "-p \(name)=…"))
            }
        }
        return (resolved, failures)
    }

    private static func unknown(_ name: String, _ declarations: [ParameterDeclaration]) -> Failure {
        let names = declarations.map(\.name)
        let known = names.isEmpty ? "it declares none" : "it declares \(names.joined(separator: ", "))"
        return Failure(
            "E602", "there is no parameter '\(name)'",
            hint: Suggestion.hint(for: name, among: names) ?? known)
    }

    private static func value(
        _ source: Source, _ declaration: ParameterDeclaration, folder: String
    ) throws(Failure) -> Value {
        let text = ParameterText(name: declaration.name, folder: folder)
        switch source {
        case .text(let value): return try text.value(value, as: declaration.kind)
        case .entry(let entry): return try value(entry, declaration.kind, text)
        }
    }

    private static func value(
        _ entry: Entry, _ kind: ParameterKind, _ text: ParameterText
    ) throws(Failure) -> Value {
        if case .optional(let inner) = kind {
            if case .null = entry { return .null }
            return try value(entry, inner, text)
        }
        switch (entry, kind) {
        case (.list(let items), .list(let element)):
            var values: [Value] = []
            for item in items { values.append(try value(item, element, text)) }
            return .list(values)
        case (.quoted(let word), .int), (.quoted(let word), .float), (.quoted(let word), .bool):
            throw Failure(
                "E604", "parameter '\(text.name)' takes a value of kind \(kind.name), not the text \"\(word)\"",
                hint: "write it without quotes")
        case (.text(let word), _), (.quoted(let word), _): return try text.value(word, as: kind)
        case (.null, _), (.list, _), (.nested, _):
            throw Failure("E604", "parameter '\(text.name)' takes a value of kind \(kind.name)")
        }
    }
}

extension String {
    /// The text with characters that JSON writes as two escapes, `\ud83d\ude00`, as themselves: YAML knows no such pairs.
    fileprivate var joiningSurrogates: String {
        replacing(/(\\\\)|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/) { match in
            guard let high = match.2.flatMap({ UInt32($0, radix: 16) }), let low = match.3.flatMap({ UInt32($0, radix: 16) }),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            else { return String(match.0) }
            return String(Character(scalar))
        }
    }
}
