import SegDiagnostics

/// The arguments of a call to a builtin, in the order of its parameters: a window on the machine's
/// registers, valid only until the body returns.
///
/// The machine has checked kinds, widened Int to Float where Float is asked, and filled in
/// defaults; after the parameters stand further positional arguments (variadic) and those with open
/// labels.
public struct Arguments: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Value>
    /// All values, open ones included.
    public let count: Int
    /// The labels of the open arguments, which are the last ones.
    public let openLabels: [String]

    init(base: UnsafeMutablePointer<Value>, count: Int, openLabels: [String] = []) {
        self.base = base
        self.count = count
        self.openLabels = openLabels
    }

    /// The value of a parameter by position; absent beyond the last.
    public subscript(position: Int) -> Value {
        // SAFETY: the machine keeps `count` initialised registers from `base` during the call.
        position >= 0 && position < count ? base[position] : .absent
    }

    /// The arguments with open labels, in the order written.
    public var open: [(label: String, value: Value)] {
        let first = count - openLabels.count
        return openLabels.enumerated().map { ($1, self[first + $0]) }
    }

    public var values: [Value] { (0..<count).map { self[$0] } }

    public func isGiven(_ position: Int) -> Bool { !self[position].isAbsent }
}

// MARK: - Typed access; each throws when the value has another kind

extension Arguments {
    public func bool(_ position: Int) throws -> Bool {
        try expect(position, "Bool", self[position].asBool)
    }
    public func int(_ position: Int) throws -> Int {
        try expect(position, "Int", self[position].asInt)
    }
    public func double(_ position: Int) throws -> Double {
        try expect(position, "Float", self[position].asDouble)
    }
    public func string(_ position: Int) throws -> String {
        try expect(position, "String", self[position].asString)
    }
    public func text(_ position: Int) throws -> StringObject {
        try expect(position, "String", self[position].asStringObject)
    }
    public func list(_ position: Int) throws -> ListObject {
        try expect(position, "List", self[position].asList)
    }
    public func dictionary(_ position: Int) throws -> DictionaryObject {
        try expect(position, "Dictionary", self[position].asDictionary)
    }
    public func duration(_ position: Int) throws -> Int {
        try expect(position, "Duration", self[position].asDuration)
    }
    public func date(_ position: Int) throws -> Int32 {
        try expect(position, "Date", self[position].asDate)
    }

    /// A host object of a class.
    public func host<Object: HostObject>(_ position: Int, as type: Object.Type) throws -> Object {
        try expect(position, "Object", self[position].asHost as? Object)
    }

    private func expect<T>(_ position: Int, _ kind: String, _ value: T?) throws -> T {
        if let value { return value }
        let message = "expected \(ValueKind.withArticle(kind)), not \(self[position].kindPhrase)"
        throw ArgumentFailure(position, Failure("E305", message))
    }
}

/// A failure that is the fault of one argument, which is underlined.
public struct ArgumentFailure: Error, Sendable {
    /// The position of the parameter in the declaration.
    public let position: Int
    public let failure: Failure

    public init(_ position: Int, _ failure: Failure) {
        self.position = position
        self.failure = failure
    }

    public init(_ position: Int, _ code: String, _ message: String, hint: String? = nil) {
        self.init(position, Failure(code, message, hint: hint))
    }
}
