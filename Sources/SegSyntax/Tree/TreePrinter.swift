/// Prints trees as nested lists, one statement a line, for tests and for looking at them.
///
/// Places are left out, so that equal texts mean equal trees.
struct TreePrinter {
    /// One line, without a line end.
    static func print(_ statement: Statement) -> String {
        switch statement.kind {
        case .binding(let binding): print(binding)
        case .assignment(let assignment):
            list(
                assignment.operation.rawValue, print(assignment.target), print(assignment.value))
        case .function(let function): print(function)
        case .forLoop(let loop):
            "(for \(quote(loop.name)) \(print(loop.sequence)) \(print(loop.body)))"
        case .whileLoop(let loop): "(while \(print(loop.condition)) \(print(loop.body)))"
        case .breakLoop: "(break)"
        case .continueLoop: "(continue)"
        case .returnValue(let value): list("return", value.map(print))
        case .use(let use): print(use)
        case .param(let param):
            list(
                "param", quote(param.name), print(param.annotation), param.defaultValue.map(print))
        case .expect(let expectation):
            list("expect", print(expectation.condition), expectation.message.map(print))
        case .expression(let expression): print(expression)
        }
    }

    static func print(_ block: Block) -> String {
        "{" + block.statements.map { print($0) }.joined(separator: " ") + "}"
    }

    // MARK: Parts of statements

    private static func print(_ binding: Binding) -> String {
        let target =
            switch binding.target {
            case .name(let name): quote(name)
            case .list(let names): "[" + names.map(quote).joined(separator: " ") + "]"
            }
        return list(
            binding.isVariable ? "var" : "let", target, binding.annotation.map { ": " + print($0) },
            print(binding.value))
    }

    private static func print(_ path: Path) -> String {
        path.steps.reduce(quote(path.root)) { text, step in
            switch step {
            case .field(let name): text + "." + quote(name)
            case .index(let index): text + "[" + print(index) + "]"
            }
        }
    }

    private static func print(_ function: FunctionDeclaration) -> String {
        let parameters = function.parameters.map { parameter in
            let kind = parameter.annotation.map { ": " + print($0) } ?? ""
            let value = parameter.defaultValue.map { " = " + print($0) } ?? ""
            return quote(parameter.name) + kind + value
        }
        return list(
            "func", quote(function.name), "[" + parameters.joined(separator: ", ") + "]",
            function.result.map { "-> " + print($0) }, print(function.body))
    }

    private static func print(_ use: UseDeclaration) -> String {
        list(
            "use", use.isPython ? "python" : nil, escape(use.path),
            use.alias.map { "as " + quote($0) })
    }

    static func print(_ annotation: KindAnnotation) -> String {
        let kind =
            switch annotation.kind {
            case .named(let name): quote(name)
            case .list(let element): "[" + print(element) + "]"
            case .dictionary(let key, let value): "[" + print(key) + ": " + print(value) + "]"
            case .choices(let choices): choices.map(escape).joined(separator: "|")
            }
        return annotation.isOptional ? kind + "?" : kind
    }

    // MARK: Words

    /// `(head part part …)`, leaving out what is nil.
    static func list(_ head: String, _ parts: String?...) -> String {
        "(" + ([head] + parts.compactMap { $0 }).joined(separator: " ") + ")"
    }

    static func quote(_ name: Name) -> String { quote(name.text) }

    /// A name, in back-quotes when it is none without them.
    static func quote(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
                || Lexer.isLetter(byte) || Lexer.isDigit(byte)
        }
        return isPlain ? name : "`\(name)`"
    }

    /// Text in quotes on one line.
    static func escape(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

extension Program {
    /// The tree as text: nested lists, one statement a line, without places.
    public func dump() -> String {
        statements.map { TreePrinter.print($0) }.joined(separator: "\n")
    }
}

extension Expression {
    /// The tree as text: a nested list without places.
    public func dump() -> String { TreePrinter.print(self) }
}
