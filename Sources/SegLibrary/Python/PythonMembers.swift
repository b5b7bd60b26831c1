import SegPython
import SegVM

/// What a module or an object of Python offers, for completion and help.
public struct PythonMembers {
    public struct Member: Hashable, Sendable {
        public let name: String
        /// `(df, limit=3)`; empty for plain values.
        public let signature: String
        public let documentation: String
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
