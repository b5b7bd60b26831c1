import SegDiagnostics

/// What the text of a Python module tells of it before it runs, for the checker.
public struct PythonOutline: Sendable {
    /// A parameter of a function.
    public struct Parameter: Sendable {
        public enum Kind: String, Sendable {
            /// Given by position alone.
            case position
            /// Given by position or by label.
            case any
            /// Takes all further positions, `*args`.
            case rest
            /// Given by label alone.
            case label
            /// Takes all further labels, `**options`.
            case labels
        }

        public let name: String
        public let kind: Kind
        public let hasDefault: Bool

        public init(name: String, kind: Kind, hasDefault: Bool) {
            self.name = name
            self.kind = kind
            self.hasDefault = hasDefault
        }
    }

    /// The names that it binds.
    public let names: Set<String>
    /// Whether it can have no other names.
    public let isComplete: Bool
    /// Functions and classes that are called so, whatever else the module does.
    public let functions: [String: [Parameter]]
    /// Why the text is no Python at all.
    public let mistake: String?
    /// Labels that never reach the function: they say how it is called.
    public static let ownLabels: Set<String> = ["as", "isolate"]

    /// The forms in which tables are given to Python.
    private static let forms = ["pandas", "polars", "pyarrow", "numpy", "matrix", "dict", "segnb", "lazy"]

    /// Why a constant can't stand for one of these labels; nil where it may, and for other labels.
    static func problem(of value: Value, for label: String) -> Failure? {
        switch (label, value) {
        case ("as", .null), ("isolate", .bool), ("isolate", .null): return nil
        case ("as", _):
            guard let text = value.asString else { return Failure("E203", "'as:' names the form of tables, and \(value.kindPhrase) does not", hint: nil) }
            guard !forms.contains(text) else { return nil }
            return Failure(
                "E203", "there is no form \"\(text)\" of tables",
                hint: Suggestion.hint(for: text, among: forms) ?? "it is one of " + forms.joined(separator: ", "))
        case ("isolate", _):
            return Failure(
                "E203", "'isolate:' takes true, false or limits, not \(value.kindPhrase)", hint: "isolate: limits(time: 30s, memory: \"2GB\")")
        default: return nil
        }
    }

    public init(names: Set<String>, isComplete: Bool, functions: [String: [Parameter]], mistake: String? = nil) {
        self.mistake = mistake
        self.names = names
        self.isComplete = isComplete
        self.functions = functions
    }

    /// Whether the module can't have a name.
    func lacks(_ name: String) -> Bool { isComplete && !names.contains(name) && !name.hasPrefix("_") }

    /// Why arguments don't fit a function; nil where they may.
    func mismatch(_ shape: ArgumentShape, for function: String) -> ArgumentPlan.Mismatch? {
        guard let parameters = functions[function], !shape.hasTrailingClosure else { return nil }
        return tooMany(shape, function, parameters) ?? wrongLabel(shape, function, parameters)
            ?? missing(shape, function, parameters)
    }

    private func tooMany(
        _ shape: ArgumentShape, _ function: String, _ parameters: [Parameter]
    ) -> ArgumentPlan.Mismatch? {
        let places = parameters.count { $0.kind == .position || $0.kind == .any }
        let given = shape.labels.count { $0 == nil }
        guard given > places, !parameters.contains(where: { $0.kind == .rest }) else { return nil }
        let first = shape.labels.indices.filter { shape.labels[$0] == nil }[places]
        return ArgumentPlan.Mismatch(
            message: "\"\(function)\" takes \(places == 0 ? "no" : "at most \(places)") argument\(places == 1 ? "" : "s") by position, not \(given)",
            hint: "it is \(function)\(Self.signature(parameters))", argument: first)
    }

    private func wrongLabel(
        _ shape: ArgumentShape, _ function: String, _ parameters: [Parameter]
    ) -> ArgumentPlan.Mismatch? {
        let labelled = parameters.filter { $0.kind == .any || $0.kind == .label }.map(\.name)
        let filled = parameters.filter { $0.kind == .position || $0.kind == .any }
            .prefix(shape.labels.count { $0 == nil }).filter { $0.kind == .any }.map(\.name)
        for (index, label) in shape.labels.enumerated() {
            guard let label, !Self.ownLabels.contains(label) else { continue }
            if filled.contains(label) {
                return ArgumentPlan.Mismatch(
                    message: "\"\(function)\" is given \"\(label)\" twice, by position and by label", hint: nil,
                    argument: index)
            }
            guard !labelled.contains(label), !parameters.contains(where: { $0.kind == .labels }) else { continue }
            return ArgumentPlan.Mismatch(
                message: "\"\(function)\" has no parameter \"\(label)\"",
                hint: Suggestion.hint(for: label, among: labelled) ?? "it is \(function)\(Self.signature(parameters))",
                argument: index)
        }
        return nil
    }

    private func missing(
        _ shape: ArgumentShape, _ function: String, _ parameters: [Parameter]
    ) -> ArgumentPlan.Mismatch? {
        let given = shape.labels.count { $0 == nil }
        let labels = Set(shape.labels.compactMap { $0 })
        let places = parameters.filter { $0.kind == .position || $0.kind == .any }.dropFirst(given)
        let wanted = places + parameters.filter { $0.kind == .label }
        guard let parameter = wanted.first(where: { !$0.hasDefault && !labels.contains($0.name) }) else { return nil }
        return ArgumentPlan.Mismatch(
            message: "\"\(function)\" needs an argument for \"\(parameter.name)\"",
            hint: "it is \(function)\(Self.signature(parameters))", argument: nil)
    }

    /// `(df, limit = …)`.
    private static func signature(_ parameters: [Parameter]) -> String {
        var parts: [String] = []
        for (index, parameter) in parameters.enumerated() {
            if parameter.kind == .label, !parameters[..<index].contains(where: { $0.kind == .rest || $0.kind == .label }) {
                parts.append("*")
            }
            switch parameter.kind {
            case .rest: parts.append("*" + parameter.name)
            case .labels: parts.append("**" + parameter.name)
            default: parts.append(parameter.name + (parameter.hasDefault ? " = …" : ""))
            }
        }
        return "(" + parts.joined(separator: ", ") + ")"
    }
}
