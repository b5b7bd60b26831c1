import SegDiagnostics
import SegLibrary
import SegSyntax

/// The calls and names in a statement or an expression, with the names that each call's arguments mention.
struct StatementReader {
    struct FoundCall {
        let name: String
        let call: Call
        let span: Span
        /// All names mentioned in its arguments, and in quotes the paths of files that they read.
        let names: Set<String>
        /// The called function with the name before it, `helpers.fit`, where there is one.
        let qualified: String?
        /// All names on which it depends whether, or how often, the call is made.
        let conditions: Set<String>
        /// What these names stand in.
        let heads: [Expression]

        /// The first of some functions that it calls.
        func names(among functions: Set<String>) -> String? {
            [qualified, name].compactMap { $0 }.first { functions.contains($0) }
        }
    }

    private(set) var calls: [FoundCall] = []
    private(set) var names: Set<String> = []
    /// Names in arguments that teach nothing: nothing of them is in what the call gives.
    private(set) var judged: Set<String> = []
    /// Variables that the statement assigns to, or changes by a method such as `append`.
    private(set) var assigned: Set<String> = []
    /// What fields and indexes are taken of.
    private(set) var taken: [Expression] = []
    /// Names in the heads of the branches and loops around.
    private var conditions: Set<String> = []
    private var heads: [Expression] = []

    init(_ statement: Statement) { read(statement) }
    init(_ expression: Expression) { read(expression) }

    /// Reads what is only done depending on an expression.
    private mutating func within(_ heads: [Expression], _ body: (inout StatementReader) -> Void) {
        let before = (conditions, self.heads)
        add(heads)
        body(&self)
        (conditions, self.heads) = before
    }

    private mutating func add(_ heads: [Expression]) {
        // Else each block would copy the heads of all around it.
        if heads.isEmpty { return }
        for head in heads { conditions.formUnion(StatementReader(head).names) }
        self.heads += heads
    }

    /// The name at the root of a chain of fields, indexes and calls: `study` in `study.scores |> head()`.
    static func root(of expression: Expression) -> String? {
        var current = expression
        while true {
            switch current.kind {
            case .name(let name, _): return name.text
            case .field(let base, _), .index(let base, _): current = base
            case .call(let call):
                guard let receiver = call.arguments.first?.value else { return nil }
                current = receiver
            default: return nil
            }
        }
    }

    /// What stands below a branch that may leave the block is done depending on the branch's head.
    private mutating func read(_ block: Block) {
        let before = (conditions, heads)
        for statement in block.statements {
            read(statement)
            add(LeavingHeads.of(statement))
        }
        (conditions, heads) = before
    }

    private mutating func read(_ statement: Statement) {
        switch statement.kind {
        case .binding(let binding): read(binding.value)
        case .assignment(let assignment):
            assigned.insert(assignment.target.root.text)
            read(assignment.value)
        case .function(let function): read(function.body)
        case .forLoop(let loop):
            read(loop.sequence)
            within([loop.sequence]) { $0.read(loop.body) }
        case .whileLoop(let loop):
            read(loop.condition)
            within([loop.condition]) { $0.read(loop.body) }
        case .returnValue(let value): if let value { read(value) }
        case .expect(let expectation): read(expectation.condition)
        case .expression(let expression): read(expression)
        case .breakLoop, .continueLoop, .use, .param: break
        }
    }

    private mutating func read(_ expression: Expression) {
        switch expression.kind {
        case .literal, .column: break
        case .name(let name, _): names.insert(name.text)
        case .interpolation(let parts): for case .expression(let part) in parts { read(part) }
        case .call(let call): read(call, expression.span)
        case .unary(_, let operand): read(operand)
        case .field(let base, _):
            taken.append(base)
            read(base)
        case .binary(.and, let left, let right), .binary(.or, let left, let right):
            read(left)
            within([left]) { $0.read(right) }
        case .index(let base, let key):
            taken.append(base)
            read(base)
            read(key)
        case .binary(_, let left, let right), .range(let left, let right, _):
            read(left)
            read(right)
        case .list(let items): items.forEach { read($0) }
        case .dictionary(let entries):
            for entry in entries {
                read(entry.key)
                read(entry.value)
            }
        case .closure(let closure): read(closure.body)
        case .ifElse, .match, .tryCatch: readBranches(expression)
        }
    }

    private mutating func read(_ call: Call, _ span: Span) {
        let before = names
        names = []
        if case .expression(let callee) = call.callee { read(callee) }
        let teachingNothing = call.arguments.filter { Self.isJudgement($0, of: call) }
        for argument in call.arguments where !Self.isJudgement(argument, of: call) { read(argument.value) }
        if let closure = call.trailingClosure { read(closure.body) }
        if let (name, qualified) = Self.called(by: call) {
            calls.append(
                FoundCall(name: name.text, call: call, span: span, names: names, qualified: qualified, conditions: conditions, heads: heads))
            if Self.reading.contains(name.text) { names.formUnion(Self.files(in: call)) }
            // A closure or function of the program's own has what it captured.
            if Library.registry[name.text] == nil { names.insert(name.text) }
            if Self.changing.contains(name.text), call.style == .method,
                let root = call.arguments.first.flatMap({ Self.root(of: $0.value) })
            {
                assigned.insert(root)
            }
        }
        for argument in teachingNothing {
            let reader = StatementReader(argument.value)
            judged.formUnion(reader.names.union(reader.judged))
            calls += reader.calls
        }
        names.formUnion(before)
    }

    /// The name that is called, and with the one before it.
    private static func called(by call: Call) -> (name: Name, qualified: String?)? {
        guard case .path(let path) = call.callee, let name = path.last else { return nil }
        if path.count > 1 { return (name, path.map(\.text).joined(separator: ".")) }
        guard call.style == .method, case .name(let receiver, _)? = call.arguments.first?.value.kind else { return (name, nil) }
        return (name, "\(receiver.text).\(name.text)")
    }

    /// What a tested model scored is written beside a new one, and of the model that a task is like its roles are taken.
    private static func isJudgement(_ argument: CallArgument, of call: Call) -> Bool {
        switch (call.simpleName?.text, argument.label?.text) {
        case ("train", "tested"), ("as_task", "like"): true
        default: false
        }
    }

    /// Builtins that read a file.
    private static let reading: Set<String> = ["load", "scan"]

    /// The paths that a call names as they are, in quotes, so that none is taken for a name.
    static func files(in call: Call) -> [String] {
        call.arguments.compactMap { argument in
            guard case .literal(.string(let path)) = argument.value.kind, argument.label == nil else { return nil }
            return "\"\(path)\""
        }
    }

    /// Methods that change the variable that they are called on.
    private static let changing: Set<String> = ["append", "insert", "remove", "pop", "clear"]

    private mutating func readBranches(_ expression: Expression) {
        switch expression.kind {
        case .ifElse(let branching):
            branching.branches.forEach { read($0.condition) }
            within(branching.branches.map(\.condition)) { reader in
                for branch in branching.branches { reader.read(branch.body) }
                if let otherwise = branching.otherwise { reader.read(otherwise) }
            }
        case .match(let match):
            read(match.subject)
            for arm in match.arms {
                for case .value(let pattern) in arm.patterns.map(\.kind) { read(pattern) }
                if let condition = arm.condition { read(condition) }
            }
            within([match.subject] + match.arms.compactMap(\.condition)) { reader in
                for arm in match.arms { reader.read(arm.body) }
            }
        case .tryCatch(let attempt):
            read(attempt.body)
            within(attempt.body.statements.flatMap { LeavingHeads.of($0) }) { $0.read(attempt.handler) }
        default: break
        }
    }
}
