import SegDiagnostics
import SegSyntax

/// What is certain about a call of a builtin before the run.
extension FunctionBuilder {
    /// Reports arguments that fit no overload, and literals of the wrong kind.
    func check(_ call: WrittenCall, against site: CallSite) {
        guard let native = site.native else { return }
        if call.style == .method, let receiver = call.arguments.first?.expression, mayBePython(receiver) { return }
        if let mismatch = mismatchOfOwn(native, site, call) { return report(hinted(mismatch, native, call), in: call) }
        let candidates = zip(native.overloads, site.plans).filter { !$0.1.isMismatch }
        guard !candidates.isEmpty else {
            if let mismatch = site.bestMismatch(among: Array(site.plans.indices)) { report(hinted(mismatch, native, call), in: call) }
            return
        }
        // Of overloads the first that takes the literal as it is is called, whatever others would take.
        if let failure = candidates.lazy.compactMap({ self.brokenRule(of: call, $0.0, $0.1) }).first {
            unit.report(failure.code, failure.message, at: failure.span, hint: failure.hint)
            return
        }
        let wrong = candidates.map { wrongArguments(of: call, $0.0, $0.1) }
        guard wrong.allSatisfy({ $0 != nil }), let first = wrong.compactMap({ $0 }).first else {
            return
        }
        let choice =
            wrong.count == 1
            ? first : (wrong.compactMap { $0 }.max { ($0.rank, $0.isNear ? 1 : 0) < ($1.rank, $1.isNear ? 1 : 0) } ?? first)
        unit.report(choice.code, choice.message, at: choice.span, hint: choice.hint)
    }

    /// Why the arguments fit none of the overloads that take the first one's kind; nil where they fit one.
    private func mismatchOfOwn(_ native: NativeObject, _ site: CallSite, _ call: WrittenCall) -> ArgumentPlan.Mismatch? {
        guard native.overloads.count > 1, let first = call.arguments.first?.expression, let kind = followedKind(first) else { return nil }
        let own = native.overloads.indices.filter { index in
            native.overloads[index].parameters.first.map { mayTake(kind, as: $0.kind) } ?? false
        }
        guard own.allSatisfy({ site.plans[$0].isMismatch }) else { return nil }
        return site.bestMismatch(among: own)
    }

    /// A mismatch with what was probably meant, where it says nothing itself.
    private func hinted(_ mismatch: ArgumentPlan.Mismatch, _ native: NativeObject, _ call: WrittenCall) -> ArgumentPlan.Mismatch {
        let given = call.arguments.compactMap(\.expression)
        if native.name == "range", given.count == 1, mismatch.hint == nil {
            return ArgumentPlan.Mismatch(message: mismatch.message, hint: "write 0..<\(given[0].span.text)", argument: mismatch.argument)
        }
        guard mismatch.hint == nil, given.count > 1, given.dropFirst().allSatisfy(isColumn) else { return mismatch }
        let text = given[given.count - 1].span.text
        let hint: String? =
            if native.name == "filter" {
                "put conditions together: \(given.dropFirst().map(\.span.text).joined(separator: " and "))"
            } else if native.overloads.contains(where: { $0.group == "sequences" }), !isColumn(given[0]) {
                "aggregates of a table or its groups stand in summarize(name: \(native.name)(\(text)))"
            } else {
                nil
            }
        return ArgumentPlan.Mismatch(message: mismatch.message, hint: hint, argument: mismatch.argument)
    }

    /// An argument that an overload can't take.
    private struct WrongArgument {
        var code = "E204"
        let message: String
        let hint: String?
        let span: Span
        /// Later arguments show that the first ones fitted.
        let rank: Int
        /// Whether the parameter takes objects, as the argument is one.
        var isNear = false
    }

    /// A literal of the right kind that says something impossible, such as a date that there isn't.
    private func brokenRule(
        of call: WrittenCall, _ declaration: NativeDeclaration, _ plan: ArgumentPlan
    ) -> WrongArgument? {
        for (parameter, argument) in plan.pairs(count: call.arguments.count) where parameter < declaration.parameters.count {
            guard let expression = call.arguments[argument].expression,
                let failure = declaration.parameters[parameter].literal.failure(of: expression)
            else { continue }
            return WrongArgument(
                code: failure.code, message: failure.message, hint: failure.hint, span: expression.span, rank: parameter)
        }
        return nil
    }

    private func wrongArguments(
        of call: WrittenCall, _ declaration: NativeDeclaration, _ plan: ArgumentPlan
    ) -> WrongArgument? {
        for (parameter, argument) in plan.pairs(count: call.arguments.count) {
            guard parameter < declaration.parameters.count,
                let expression = call.arguments[argument].expression
            else { continue }
            let declared = declaration.parameters[parameter]
            guard let (message, hint) = complaint(of: expression, declared, declaration) else { continue }
            return WrongArgument(
                message: message, hint: hint, span: expression.span, rank: parameter,
                isNear: followedKind(expression) != nil && !declared.kind.hostNames.isEmpty)
        }
        return nil
    }

    /// What is wrong with an argument whose value, or at least its kind, is certain.
    private func complaint(
        of expression: Expression, _ parameter: NativeParameter, _ declaration: NativeDeclaration
    ) -> (message: String, hint: String?)? {
        if let value = literalValue(expression) {
            guard isCertainlyRefused(value, by: parameter.kind) else { return nil }
            return KindMessage.text(for: value, parameter: parameter.name, of: declaration.name, kind: parameter.kind)
        }
        let start = "\"\(parameter.name)\" of \"\(declaration.name)\" takes \(parameter.kind.phrase), not "
        if case .list = expression.kind, !mayTakeList(parameter.kind) {
            return (start + "a List", parameter.kind.takesDictionary ? KindMessage.namesRemedy : nil)
        }
        if isColumn(expression), !mayTakeColumn(parameter.kind) {
            let isBy = parameter.kind.hostNames.contains("Segments")
            return (
                start + "a Column",
                isBy ? KindMessage.segmentsRemedy(expression.span.text) : KindMessage.columnRemedy(declaration.name))
        }
        guard let kind = followedKind(expression), !mayTake(kind, as: parameter.kind) else { return nil }
        return (start + ValueKind.withArticle(kind), KindMessage.remedy(for: kind, parameter.kind, declaration))
    }

    private func literalValue(_ expression: Expression) -> Value? {
        if case .call = expression.kind { return nil }
        return ConstantFolder.value(of: expression)
    }

    func isCertainlyRefused(_ value: Value, by kind: ParameterKind) -> Bool {
        if kind.accepts(value) || kind.widened(value) != nil { return false }
        return !kind.hostNames.contains { unit.registry.coercionTakesConstants(to: $0) }
    }
}

extension ArgumentPlan {
    var isMismatch: Bool { if case .mismatch = self { true } else { false } }

    /// Parameters with the arguments that go to them.
    func pairs(count: Int) -> [(parameter: Int, argument: Int)] {
        switch self {
        case .direct: (0..<count).map { ($0, $0) }
        case .sources(let sources, _):
            sources.enumerated().filter { $0.element >= 0 }.map { ($0.offset, $0.element) }
        case .mismatch: []
        }
    }
}

extension CallSite {
    /// The complaint of the overload, of some, that came nearest: one about the latest argument.
    func bestMismatch(among overloads: [Int]) -> ArgumentPlan.Mismatch? {
        // A missing argument says more than a label of another overload.
        let labels = shape.labels.compactMap { $0 }
        let knowing = overloads.filter { index in
            guard let overload = native?.overloads[index] else { return false }
            return overload.openLabels != nil || labels.allSatisfy { label in overload.parameters.contains { $0.name == label } }
        }
        if !labels.isEmpty, knowing.count < overloads.count, let mismatch = mismatches(of: knowing).first { return mismatch }
        return mismatches(of: overloads).max { ($0.argument ?? -1) < ($1.argument ?? -1) }
    }

    private func mismatches(of overloads: [Int]) -> [ArgumentPlan.Mismatch] {
        overloads.compactMap { if case .mismatch(let mismatch) = plans[$0] { mismatch } else { nil } }
    }
}

/// Messages about values of the wrong kind.
enum KindMessage {
    static func text(
        for value: Value, parameter: String, of function: String, kind: ParameterKind
    ) -> (message: String, hint: String?) {
        if let choices = kind.choices, let text = value.asString {
            return (
                "\"\(parameter)\" of \"\(function)\" is one of \(kind.name), not \"\(text)\"",
                Suggestion.hint(for: text, among: choices)
            )
        }
        if let (place, item, element) = kind.misfit(in: value) {
            let (message, hint) = text(for: item, parameter: parameter, of: function, kind: element)
            return ("\(place) of \(message)", hint)
        }
        let message =
            "\"\(parameter)\" of \"\(function)\" takes \(kind.phrase), not \(value.kindPhrase)"
        let remedy = value.asHost.flatMap { object in
            object.isSymbolic && kind.hostNames.contains("Segments")
                ? segmentsRemedy(object.display) : object.kindName == "Table" && kind.hostNames.contains("Task")
                ? taskRemedy : hint(for: object, parameter: parameter, of: function)
        }
        return (message, remedy ?? hint(for: value, kind: kind, of: function))
    }

    /// `"x" takes an Int, not a String`, for an annotation; a text that is none of the choices is quoted.
    static func text(_ subject: String, _ value: Value, _ kind: ParameterKind) -> String {
        let given = kind.choices == nil ? nil : value.asString.map { "\"\($0)\"" }
        return "\(subject) \(kind.phrase), not \(given ?? value.kindPhrase)"
    }

    static let taskRemedy = "make a task of it: as_task(t, target: .column)"
    static let namesRemedy = "give them names: [\"a\": …, \"b\": …]"

    /// What to do with an object of a kind that doesn't fit.
    static func remedy(for given: String, _ kind: ParameterKind, _ declaration: NativeDeclaration) -> String? {
        switch given {
        case "Task" where declaration.result == "Learner": "train(task, \(declaration.name)(…)) trains it"
        case "Table" where kind.hostNames.contains("Task"): taskRemedy
        case "GroupedTable": "summarize(…) makes a table of the groups, ungroup() the rows' own again"
        case "Pipeline" where kind.hostNames.contains("Learner"): "a learner ends in an estimator: … |> ridge()"
        default: nil
        }
    }

    static func segmentsRemedy(_ column: String) -> String { "make them: segment(task, by: \(column))" }

    /// What to write for a column in place of a function of single values.
    static func columnRemedy(_ function: String) -> String? {
        switch function {
        case "bool": "write a condition, .x == 1 or .x == \"true\""
        case "format": "round(.x, 2) rounds a column, and text(.x) makes text of it"
        default: nil
        }
    }

    /// What a table, or a column without a name, should have been.
    static func hint(for object: HostObject, parameter: String, of function: String) -> String? {
        if object.isSymbolic, parameter == "named" { return "give it a name: \(function)(name: \(object.display))" }
        return object.remedy ?? (object.isSymbolic ? columnRemedy(function) : nil)
    }

    /// What a text in quotes should have been where an object is asked for.
    private static func hint(for value: Value, kind: ParameterKind, of function: String) -> String? {
        if value.asList != nil, kind.takesDictionary { return namesRemedy }
        if let list = value.asList, kind == .column, list.count > 0 {
            if function == "filter" { return "write them as one condition: " + list.values.prefix(4).map(\.literal).joined(separator: " and ") }
            return "give its values one by one: " + list.values.prefix(4).map(\.literal).joined(separator: ", ") + (list.count > 4 ? ", …" : "")
        }
        if value.isFunction, kind.hostNames.contains("Column") {
            return "write an expression of columns, without braces: .x > 1"
        }
        let text = value.asString ?? value.asList?.values.lazy.compactMap(\.asString).first
        guard let text, !text.isEmpty, let host = kind.hostNames.first else { return nil }
        switch host {
        case "Selector", "Column": return "write .\(text)"
        case "Segments": return "make them: segment(task, by: .\(text))"
        case "Splitter": return "give a number of folds, or a splitter such as kfold(5)"
        default: return value.asString.map { "write \($0), without quotes" }
        }
    }
}

extension Value {
    fileprivate var isBuiltin: Bool {
        switch self {
        case .native: true
        default: false
        }
    }

    fileprivate var isFunction: Bool {
        switch self {
        case .function: true
        default: false
        }
    }
}

extension ParameterKind {
    /// Whether a dictionary fits, as one of several kinds perhaps.
    fileprivate var takesDictionary: Bool {
        switch self {
        case .dictionary: true
        case .optional(let kind): kind.takesDictionary
        case .either(let kinds): kinds.contains(where: \.takesDictionary)
        default: false
        }
    }

    /// The texts of a choice, also where it may be something else besides.
    var choices: [String]? {
        switch self {
        case .choice(let texts): texts
        case .optional(let kind): kind.choices
        case .either(let kinds): kinds.compactMap(\.choices).first
        default: nil
        }
    }

    /// The first item of a list, or entry of a dictionary, that doesn't fit where one of such items would; positions count from 0.
    func misfit(in value: Value) -> (place: String, item: Value, element: ParameterKind)? {
        switch self {
        case .optional(let kind): return kind.misfit(in: value)
        case .either(let kinds): return kinds.lazy.compactMap { $0.misfit(in: value) }.first
        case .list(let element):
            guard let items = value.asList?.values else { return nil }
            // A builtin's bare name, and an object of the host, may be made what is asked for.
            let mayBeMade = { (item: Value) in !element.hostNames.isEmpty && (item.asHost != nil || item.isBuiltin) }
            return items.enumerated().first {
                !element.accepts($0.element) && element.widened($0.element) == nil && !mayBeMade($0.element)
            }.map { ("item \($0.offset)", $0.element, element) }
        case .dictionary(let element):
            let refused = value.asDictionary?.pairs.filter { !element.accepts($0.value) && element.widened($0.value) == nil } ?? []
            // What is certainly no such thing before what may be made one.
            let first = refused.first { $0.value.asHost == nil && !$0.value.isBuiltin } ?? refused.first { $0.value.asHost != nil }
            return first.map { ("\($0.key.literal)", $0.value, element) }
        default: return nil
        }
    }

    /// `an Int`, `a list of String`: for sentences.
    var phrase: String {
        switch self {
        case .any: "anything"
        case .choice: name
        case .list(.any): "a List"
        case .list(let kind): "a list of \(kind.name)"
        case .dictionary: "a Dictionary"
        case .either(let kinds): kinds.map(\.phrase).joined(separator: " or ")
        case .optional(let kind): kind.phrase + " or nil"
        default: ValueKind.withArticle(name)
        }
    }

    /// The value as this kind where only a Float was asked and an Int given, in lists and options
    /// too.
    public func widened(_ value: Value) -> Value? {
        switch (self, value) {
        case (.float, .int(let number)): return .double(Double(number))
        case (.optional(let kind), _): return kind.widened(value)
        case (.either(let kinds), _): return kinds.lazy.compactMap { $0.widened(value) }.first
        case (.list(let kind), .list(let list)): return Self.widen(list, to: kind)
        default: return nil
        }
    }

    private static func widen(_ list: ListObject, to kind: ParameterKind) -> Value? {
        var items: [Value] = []
        for item in list.values {
            guard let fitting = kind.accepts(item) ? item : kind.widened(item) else { return nil }
            items.append(fitting)
        }
        return .list(items)
    }
}
