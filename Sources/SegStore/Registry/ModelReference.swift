import SegDiagnostics

/// A published model as a person writes it: `arrival-delay`, `arrival-delay@3`,
/// `arrival-delay@staging`.
public struct ModelReference: Hashable, Sendable, CustomStringConvertible {
    /// Which version is meant.
    public enum Selection: Hashable, Sendable {
        case live
        case version(Int)
        /// The newest version of a stage.
        case stage(String)
    }

    public let name: String
    public let selection: Selection

    /// Reads a reference; E707 where the name can't be one.
    public init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        name = try Self.checked(parts.first.map(String.init) ?? "")
        guard parts.count == 2 else {
            selection = .live
            return
        }
        let word = String(parts[1])
        if let version = Int(word), version > 0 {
            selection = .version(version)
        } else {
            selection = .stage(try Self.checked(word))
        }
    }

    public var description: String {
        switch selection {
        case .live: name
        case .version(let version): "\(name)@\(version)"
        case .stage(let stage): "\(name)@\(stage)"
        }
    }

    /// Whether a text can be the name of a model; what can't be never gets near a path.
    static func checked(_ name: String) throws(Failure) -> String {
        let bytes = Array(name.utf8)
        let isAllowed = bytes.allSatisfy { byte in
            isAlphanumeric(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        guard let first = bytes.first, isAlphanumeric(first), isAllowed, bytes.count <= 100 else {
            throw StoreError.badName(name)
        }
        return name
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
