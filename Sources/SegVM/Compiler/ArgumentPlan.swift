import SegDiagnostics

/// How the arguments of a call fill the parameters of a builtin's overload or of a function.
enum ArgumentPlan: Sendable {
    /// They stand in the order of the parameters, all given.
    case direct
    /// For each register of the callee's window the argument that goes there, or -1 for the
    /// default; then the labels of open arguments, which are last.
    case sources([Int], openLabels: [String])
    /// They don't fit.
    case mismatch(Mismatch)

    /// Why arguments don't fit.
    struct Mismatch: Sendable {
        let message: String
        let hint: String?
        /// The argument that is at fault; nil when one is missing.
        let argument: Int?
    }
}

// MARK: - Builtins

extension ArgumentPlan {
    static func plan(_ shape: ArgumentShape, for declaration: NativeDeclaration) -> ArgumentPlan {
        var binder = ArgumentBinder(
            name: declaration.name, names: declaration.parameters.map(\.name), shape: shape)
        binder.labelOnly = declaration.parameters.map(\.labelOnly)
        binder.closureParameter = closureParameter(of: declaration)
        binder.isVariadic = declaration.isVariadic
        binder.allowsOpenLabels = declaration.openLabels != nil
        binder.takesList = declaration.parameters.last?.kind.mentionsList ?? false
        binder.bind()
        if let mismatch = binder.mismatch { return .mismatch(mismatch) }
        for (index, parameter) in declaration.parameters.enumerated()
        where binder.sources[index] < 0 && parameter.isRequired {
            return .mismatch(missing(parameter.name, of: declaration.name, choices: parameter.kind.choices ?? []))
        }
        return binder.plan
    }

    /// Where a closure after the parentheses goes: the last parameter that takes a function.
    private static func closureParameter(of declaration: NativeDeclaration) -> Int {
        let parameters = declaration.parameters
        return parameters.lastIndex { $0.kind.mentionsFunction } ?? parameters.count - 1
    }

    static func missing(_ parameter: String, of function: String, choices: [String] = []) -> Mismatch {
        Mismatch(
            message: "\"\(function)\" needs an argument for \"\(parameter)\"",
            hint: choices.isEmpty ? nil : "one of: " + choices.joined(separator: ", "), argument: nil)
    }
}

extension ParameterKind {
    var mentionsList: Bool {
        switch self {
        case .list, .host("Selector"): true
        case .optional(let kind): kind.mentionsList
        case .either(let kinds): kinds.contains(where: \.mentionsList)
        default: false
        }
    }

    var mentionsFunction: Bool {
        switch self {
        case .function: true
        case .optional(let kind): kind.mentionsFunction
        case .either(let kinds): kinds.contains(where: \.mentionsFunction)
        default: false
        }
    }
}

// MARK: - Functions of the language

extension ArgumentPlan {
    static func plan(
        _ shape: ArgumentShape, for name: String, parameters: [FunctionParameter]
    ) -> ArgumentPlan {
        var binder = ArgumentBinder(name: name, names: parameters.map(\.name), shape: shape)
        binder.closureParameter = parameters.count - 1
        binder.bind()
        if let mismatch = binder.mismatch { return .mismatch(mismatch) }
        for (index, parameter) in parameters.enumerated()
        where binder.sources[index] < 0 && !parameter.hasDefault {
            return .mismatch(missing(parameter.name, of: name))
        }
        return binder.plan
    }
}

/// Finds the parameter of each argument.
struct ArgumentBinder {
    let name: String
    let names: [String]
    let shape: ArgumentShape
    var labelOnly: [Bool] = []
    var closureParameter = -1
    var isVariadic = false
    var allowsOpenLabels = false
    /// Whether the last parameter takes a list.
    var takesList = false

    private(set) var sources: [Int] = []
    private(set) var openLabels: [String] = []
    private(set) var mismatch: ArgumentPlan.Mismatch?
    private var open: [Int] = []
    private var extra: [Int] = []

    init(name: String, names: [String], shape: ArgumentShape) {
        self.name = name
        self.names = names
        self.shape = shape
    }

    var plan: ArgumentPlan {
        let all = sources + extra + open
        if all == Array(0..<shape.count), open.isEmpty { return .direct }
        return .sources(all, openLabels: openLabels)
    }

    mutating func bind() {
        sources = Array(repeating: -1, count: names.count)
        for argument in 0..<shape.count where mismatch == nil {
            if let label = shape.labels[argument] {
                bind(label: label, argument)
            } else if shape.hasTrailingClosure, argument == shape.count - 1 {
                bindClosure(argument)
            } else {
                bindPosition(argument)
            }
        }
    }

    private mutating func bind(label: String, _ argument: Int) {
        if let index = names.firstIndex(of: label) {
            if sources[index] >= 0 {
                fail("\"\(name)\" is given \"\(label)\" twice", nil, argument)
            }
            sources[index] = argument
        } else if allowsOpenLabels {
            open.append(argument)
            openLabels.append(label)
        } else {
            let known = names.isEmpty ? nil : "it takes: " + names.joined(separator: ", ")
            fail(
                "\"\(name)\" has no parameter \"\(label)\"",
                ForeignNames.hint(label: label, among: names) ?? Suggestion.hint(for: label, among: names) ?? known, argument)
        }
    }

    private mutating func bindPosition(_ argument: Int) {
        if argument < names.count {
            if labelOnly.indices.contains(argument), labelOnly[argument] {
                let label = names[argument]
                fail("\"\(label)\" of \"\(name)\" is given by label", "write \(label): …", argument)
            }
            sources[argument] = argument
        } else if isVariadic {
            extra.append(argument)
        } else {
            let count = names.count
            let takes =
                count == 1 ? "one argument" : count == 0 ? "no argument" : "\(count) arguments"
            let list = takesList ? "several go into a list: [a, b]" : nil
            fail("\"\(name)\" takes \(takes), not \(shape.positionalCount)", list, argument)
        }
    }

    private mutating func bindClosure(_ argument: Int) {
        guard closureParameter >= 0 else {
            return fail("\"\(name)\" takes no closure", nil, argument)
        }
        if sources[closureParameter] >= 0 {
            return fail(
                "\"\(names[closureParameter])\" of \"\(name)\" is given twice", nil, argument)
        }
        sources[closureParameter] = argument
    }

    private mutating func fail(_ message: String, _ hint: String?, _ argument: Int) {
        mismatch = mismatch ?? .init(message: message, hint: hint, argument: argument)
    }
}

extension ArgumentShape {
    /// The number of arguments without labels.
    var positionalCount: Int { labels.prefix { $0 == nil }.count }
}
