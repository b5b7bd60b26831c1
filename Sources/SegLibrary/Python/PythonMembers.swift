import SegPython
import SegVM

/// What a module or an object of Python offers, for completion and help.
public struct PythonMembers {
    public struct Member: Hashable, Sendable {
        public let name: String
        /// `(df, limit=3)`; empty for plain values.
        public let signature: String
        public let documentation: String

        /// The first line of the documentation.
        public var summary: String { documentation.split(separator: "\n").first.map(String.init) ?? "" }
    }

    public let all: [Member]

    public init(_ value: PythonObjectValue) {
        guard case .list(let entries)? = try? value.runtime.helper("members", [.object(value.object)]) else {
            all = []
            return
        }
        all = entries.compactMap { entry in
            guard case .list(let parts) = entry, parts.count == 4, case .string(let name) = parts[0],
                case .string(let signature) = parts[2], case .string(let documentation) = parts[3]
            else { return nil }
            return Member(name: name, signature: signature, documentation: documentation)
        }
    }
}

extension PythonObjectValue {
    /// The module of `use python "path"`, if it is loaded; nothing is run.
    public static func loaded(_ path: String, folder: String) -> PythonObjectValue? {
        guard let runtime = PythonRuntime.started,
            let module = try? runtime.helperObject("loaded_module", [.string(path), .string(folder)])
        else { return nil }
        let value = PythonObjectValue(module, runtime)
        return value.isNone ? nil : value
    }

    fileprivate var isNone: Bool {
        if case .none? = try? runtime.value(of: object) { true } else { false }
    }

    /// An attribute as an object, whatever its value; nil where there is none.
    public func member(_ name: String) -> PythonObjectValue? {
        runtime.attribute(name, of: object).map { PythonObjectValue($0, runtime) }
    }

    /// An attribute that is there without running anything, such as a function or a class; nil for others.
    public func plainMember(_ name: String) -> PythonObjectValue? {
        guard let found = try? runtime.helperObject("plain_member", [.object(object), .string(name)]) else { return nil }
        let value = PythonObjectValue(found, runtime)
        return value.isNone ? nil : value
    }

    /// The signature of a function among its members, `(df, limit=3)`; empty where there is none.
    public func signature(of member: String) -> String {
        guard case .string(let text)? = try? runtime.helper("member_signature", [.object(object), .string(member)])
        else { return "" }
        return text
    }

    /// Its signature and documentation; both may be empty.
    public var explanation: (signature: String, documentation: String) {
        guard case .list(let parts)? = try? runtime.helper("explained", [.object(object)]), parts.count == 2,
            case .string(let signature) = parts[0], case .string(let documentation) = parts[1]
        else { return ("", "") }
        return (signature, documentation)
    }

    /// The text of a function, class or module, and where it stands; nil where there is none to read.
    public var source: (text: String, place: String)? {
        guard case .list(let parts)? = try? runtime.helper("source_of", [.object(object)]), parts.count == 2,
            case .string(let text) = parts[0], case .string(let place) = parts[1]
        else { return nil }
        return (text, place)
    }
}
