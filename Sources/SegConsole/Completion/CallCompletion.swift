import SegLibrary
import SegSyntax
import SegVM

/// What may stand in the arguments of a call.
struct CallCompletion {
    private let call: CodeCursor.OpenCall
    private let cursor: CodeCursor
    private let scope: CompletionScope

    init(_ call: CodeCursor.OpenCall, _ cursor: CodeCursor, _ scope: CompletionScope) {
        self.call = call
        self.cursor = cursor
        self.scope = scope
    }

    var name: String { cursor.tokens[call.name].word ?? "" }

    private var written: Range<Int> {
        (call.bracket + 1)..<max(call.bracket + 1, cursor.tokens.count)
    }

    private var receiver: KnownValue? { ReceiverReader(cursor.tokens, scope).receiver(ofNameAt: call.name) }

    /// Whether it works on what stands before it, which is no argument.
    var hasReceiver: Bool { receiver != nil }

    /// Whether its name stands after a dot.
    var isMember: Bool { call.name > 0 && cursor.tokens[call.name - 1].isSymbol(.dot) }

    /// Whether what stands before a pipe is its first argument, though its name stands after a dot: `t |> feats.add(`.
    var isPiped: Bool { isMember && call.name > 2 && cursor.tokens[call.name - 3].isSymbol(.pipe) }

    /// Whether it calls a member of an object of Python, whatever builtins have the same name.
    var isOfPython: Bool { isMember && receiver?.value?.asHost is PythonObjectValue }

    /// The function of Python that it calls, as its signature tells; nil for others.
    var python: PythonSignature? {
        if isMember { return (receiver?.value?.asHost as? PythonObjectValue).flatMap { PythonSignature(of: name, on: $0) } }
        return (scope.values[name]?.asHost as? PythonObjectValue).flatMap { PythonSignature($0.explanation.signature) }
    }

    /// The labels of a function of Python that are not given yet, with kinds and defaults.
    var pythonLabels: [(name: String, note: String)] {
        guard let signature = python else { return [] }
        let given = Set(writtenLabels)
        let places = max(0, cursor.argumentStarts(of: call).count - 1 - given.count) + (isPiped ? 1 : 0)
        let filled = Set(signature.parameters.filter(\.takesPlace).prefix(places).map(\.name))
        let open = signature.parameters.filter { $0.takesLabel && !filled.contains($0.name) }
        return (open.map { ($0.name, $0.note) } + PythonSignature.ownLabels).filter { !given.contains($0.0) }
    }

    /// The labels that are written.
    var writtenLabels: [String] { ReceiverReader(cursor.tokens, scope).labels(in: written) }

    /// The label of the argument that the cursor is in.
    var currentLabel: String? {
        if case .label(let label)? = currentParameter { label } else { nil }
    }

    /// The forms of a builtin that take what the call works on, or its first argument.
    func fittingOverloads(of native: NativeObject) -> [NativeDeclaration] {
        overloads(of: native, receiver ?? firstArgument)
    }

    /// What is known of a first argument without a label, once there is one.
    private var firstArgument: KnownValue? {
        let tokens = cursor.tokens
        let start = call.bracket + 1
        guard tokens.indices.contains(start) else { return nil }
        if tokens.indices.contains(start + 1), tokens[start + 1].isSymbol(.colon) { return nil }
        return ReceiverReader(tokens, scope).argument(in: written)
    }

    /// What the call works on: its receiver, else its first argument.
    func subject(_ reader: ReceiverReader) -> KnownValue {
        reader.receiver(ofNameAt: call.name) ?? reader.argument(in: written) ?? .unknown
    }

    /// The labels that are not given yet; those of builtins with kinds and defaults.
    var labels: [(name: String, note: String?)] {
        guard !isOfPython else { return [] }
        let reader = ReceiverReader(cursor.tokens, scope)
        let receiver = reader.receiver(ofNameAt: call.name)
        let given = Set(reader.labels(in: written))
        let positional = cursor.argumentStarts(of: call).count - 1 - given.count
        let skipped = max(0, positional) + (receiver == nil ? 0 : 1)
        return parameters(after: skipped, receiver).filter { !given.contains($0.name) }
    }

    private func parameters(after count: Int, _ receiver: KnownValue?) -> [(name: String, note: String?)] {
        guard let native = scope.builtin(name) else {
            let parameters = WrittenFunction(scope.values[name])?.parameters ?? (scope.parameters[name] ?? []).map { ($0, nil) }
            return Array(parameters.dropFirst(count))
        }
        var found: [(name: String, note: String?)] = []
        for overload in overloads(of: native, receiver) {
            for parameter in overload.parameters.dropFirst(count) where !found.contains(where: { $0.name == parameter.name }) {
                found.append((parameter.name, parameter.kindAndDefault))
            }
        }
        return found
    }

    private func overloads(of native: NativeObject, _ receiver: KnownValue?) -> [NativeDeclaration]
    {
        guard let receiver else { return native.overloads }
        let fitting = native.overloads.filter { overload in
            overload.parameters.first.map { receiver.fits($0.kind, orAnything: true) } ?? false
        }
        return fitting.isEmpty ? native.overloads : fitting
    }

    /// The texts that the argument being written is one of; none where it is no choice.
    var choices: [String] { currentKinds.lazy.map(\.texts).first { !$0.isEmpty } ?? [] }

    /// Whether the argument being written is a path.
    var takesPath: Bool { currentKinds.contains(where: \.isPath) }

    /// What the argument being written may be, in each form of a builtin.
    private var currentKinds: [ParameterKind] {
        guard !isOfPython, let native = scope.builtin(name), let parameter = currentParameter else { return [] }
        return overloads(of: native, receiver).compactMap { overload in
            switch parameter {
            case .label(let label): overload.parameters.first { $0.name == label }?.kind
            case .position(let position):
                overload.parameters.indices.contains(position)
                    ? overload.parameters[position].kind : nil
            }
        }
    }

    private enum Written {
        case label(String)
        case position(Int)
    }

    /// The parameter of the argument that the cursor is in.
    private var currentParameter: Written? {
        let starts = cursor.argumentStarts(of: call)
        guard let start = starts.last else { return nil }
        let tokens = cursor.tokens
        if tokens.indices.contains(start + 1), tokens[start + 1].isSymbol(.colon) {
            return tokens[start].anyWord.map { .label($0) }
        }
        let hasReceiver = ReceiverReader(tokens, scope).receiver(ofNameAt: call.name) != nil
        return .position(starts.count - 1 + (hasReceiver ? 1 : 0))
    }
}

extension ParameterKind {
    /// Whether it is a path, or holds some.
    var isPath: Bool {
        switch self {
        case .path: true
        case .optional(let kind), .list(let kind), .dictionary(let kind): kind.isPath
        case .either(let kinds): kinds.contains(where: \.isPath)
        default: false
        }
    }

    /// The texts of a choice, also inside options and lists.
    fileprivate var texts: [String] {
        switch self {
        case .choice(let texts): texts
        case .optional(let kind), .list(let kind), .dictionary(let kind): kind.texts
        case .either(let kinds): kinds.lazy.map(\.texts).first { !$0.isEmpty } ?? []
        default: []
        }
    }
}
