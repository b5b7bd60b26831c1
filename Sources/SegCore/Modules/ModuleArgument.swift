import SegDiagnostics
import SegFrame

/// A span of calendar or clock time, as splitters take it.
public enum Period: Hashable, Sendable, Codable {
    case nanoseconds(Int64)
    case months(Int)
}

/// A value handed to a module's parameter.
public enum ModuleArgument: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case number(Double)
    case string(String)
    case scalar(Scalar)
    case period(Period)
    case selector(Selector)
    case expression(ColumnExpression)
    case list([ModuleArgument])
    case dictionary([(name: String, value: ModuleArgument)])
    case step(any Step)
    case learner(any Learner)
    case metric(any Metric)
    case splitter(any Splitter)
    case segments(Segments)
}

/// The arguments of one call, matched to a declaration: every parameter has its value or its default.
public struct ModuleArguments: Sendable {
    /// The module that was called, for messages.
    public let module: String
    private let values: [String: ModuleArgument]
    /// Arguments with open labels, in the order given.
    public let labelled: [(name: String, value: ModuleArgument)]

    public init(
        module: String, values: [String: ModuleArgument],
        labelled: [(name: String, value: ModuleArgument)] = []
    ) {
        self.module = module
        self.values = values
        self.labelled = labelled
    }

    /// Matches values to a declaration's parameters, with defaults for those that are missing.
    public init<Product>(
        _ declaration: ModuleDeclaration<Product>, _ given: [String: ModuleArgument] = [:],
        labelled: [(name: String, value: ModuleArgument)] = []
    ) throws(Failure) {
        var values = given
        for parameter in declaration.parameters where values[parameter.name] == nil {
            guard let value = parameter.defaultValue else {
                throw Failure(
                    "E502", "\(declaration.name) needs '\(parameter.name):'", hint: parameter.summary)
            }
            values[parameter.name] = value
        }
        self.init(module: declaration.name, values: values, labelled: labelled)
    }

    public subscript(name: String) -> ModuleArgument { values[name] ?? .null }

    public func isNull(_ name: String) -> Bool {
        if case .null = self[name] { true } else { false }
    }

    public func bool(_ name: String) throws(Failure) -> Bool {
        guard case .bool(let value) = self[name] else { throw mismatch(name, "true or false") }
        return value
    }

    public func int(_ name: String, in range: ClosedRange<Int>? = nil) throws(Failure) -> Int {
        guard case .int(let value) = self[name] else { throw mismatch(name, "a whole number") }
        if let range, !range.contains(value) { throw outside(name, "\(value)", Self.describe(range)) }
        return value
    }

    public func optionalInt(_ name: String, in range: ClosedRange<Int>? = nil) throws(Failure) -> Int? {
        isNull(name) ? nil : try int(name, in: range)
    }

    public func number(_ name: String, in range: ClosedRange<Double>? = nil) throws(Failure) -> Double {
        let value: Double
        switch self[name] {
        case .int(let int): value = Double(int)
        case .number(let number): value = number
        default: throw mismatch(name, "a number")
        }
        if let range, !range.contains(value) {
            throw outside(name, "\(value)", "from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    public func optionalNumber(_ name: String, in range: ClosedRange<Double>? = nil) throws(Failure) -> Double? {
        isNull(name) ? nil : try number(name, in: range)
    }

    public func string(_ name: String) throws(Failure) -> String {
        guard case .string(let value) = self[name] else { throw mismatch(name, "a string") }
        return value
    }

    public func optionalString(_ name: String) throws(Failure) -> String? {
        isNull(name) ? nil : try string(name)
    }

    public func choice(_ name: String, of words: [String]) throws(Failure) -> String {
        let value = try string(name)
        guard words.contains(value) else {
            let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
            throw Failure(
                "E503", "\(module): '\(name):' can't be \"\(value)\"",
                hint: Suggestion.hint(for: value, among: words) ?? "one of \(list)", subject: "\(name):")
        }
        return value
    }

    /// The single bare column of a parameter.
    public func column(_ name: String) throws(Failure) -> String {
        switch self[name] {
        case .expression(.column(let column)): return column
        case .selector(.names(let names)) where names.count == 1: return names[0]
        default: throw mismatch(name, "a column such as .price")
        }
    }

    /// A selector; a bare column or a list of columns and selectors is one too.
    public func selector(_ name: String) throws(Failure) -> Selector {
        guard let selector = Self.selector(self[name]) else {
            throw mismatch(name, "columns: .price, numeric(), or a list of them")
        }
        return selector
    }

    public func optionalSelector(_ name: String) throws(Failure) -> Selector? {
        isNull(name) ? nil : try selector(name)
    }

    public func learner(_ name: String) throws(Failure) -> any Learner {
        guard case .learner(let value) = self[name] else { throw mismatch(name, "a learner such as ridge()") }
        return value
    }

    public func step(_ name: String) throws(Failure) -> any Step {
        guard case .step(let value) = self[name] else { throw mismatch(name, "a step such as impute()") }
        return value
    }

    public func optionalMetric(_ name: String) throws(Failure) -> (any Metric)? {
        switch self[name] {
        case .null: return nil
        case .metric(let value): return value
        default: throw mismatch(name, "a metric such as rmse")
        }
    }

    public func optionalSegments(_ name: String) throws(Failure) -> Segments? {
        switch self[name] {
        case .null: return nil
        case .segments(let value): return value
        default: throw mismatch(name, "segments")
        }
    }

    public func list(_ name: String) throws(Failure) -> [ModuleArgument] {
        switch self[name] {
        case .list(let values): return values
        case .null: return []
        default: return [self[name]]
        }
    }

    public func mismatch(_ name: String, _ expected: String) -> Failure {
        Failure("E503", "\(module): '\(name):' takes \(expected)", subject: "\(name):")
    }

    private func outside(_ name: String, _ value: String, _ range: String) -> Failure {
        Failure("E503", "\(module): '\(name):' can't be \(value)", hint: "it goes \(range)", subject: "\(name):")
    }

    private static func describe(_ range: ClosedRange<Int>) -> String {
        range.upperBound == Int.max ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func selector(_ argument: ModuleArgument) -> Selector? {
        switch argument {
        case .selector(let selector): return selector
        case .expression(.column(let column)): return .names([column])
        case .list(let parts):
            let selectors = parts.map(selector)
            guard let first = selectors.first, selectors.allSatisfy({ $0 != nil }) else { return nil }
            return selectors.dropFirst().reduce(first) { sum, part in
                guard let sum, let part else { return nil }
                return .union(sum, part)
            }
        default: return nil
        }
    }
}
