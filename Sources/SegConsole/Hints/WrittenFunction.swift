import SegDiagnostics
import SegSyntax
import SegVM

/// What a function of the session takes, as its source says.
struct WrittenFunction {
    /// Each parameter's name, and its kind and what it is where it isn't given: `Int = 2`.
    let parameters: [(name: String, note: String?)]
    /// The parameters as they are written.
    let texts: [String]
    /// ` -> Float`, or nothing.
    let result: String

    /// nil for a value that is no function of the language, and where its source tells nothing.
    init?(_ value: Value?) {
        guard case .function(let function)? = value else { return nil }
        let text = function.span.text
        // A closure is no statement by itself.
        let program = Program.parse(SourceFile(name: "", text: text.hasPrefix("{") ? "let f = " + text : text)).tree
        switch program.statements.first?.kind {
        case .function(let declaration): self.init(declaration)
        case .binding(let binding):
            guard case .closure(let closure) = binding.value.kind else { return nil }
            let implicit = (0..<closure.implicitParameterCount).map { "$\($0)" }
            self.init(names: closure.parameters.isEmpty ? implicit : closure.parameters.map(\.text))
        default: return nil
        }
    }

    private init(names: [String]) {
        parameters = names.map { ($0, nil) }
        texts = names
        result = ""
    }

    private init(_ declaration: FunctionDeclaration) {
        parameters = declaration.parameters.map { parameter in
            let parts = [parameter.annotation?.span.text, parameter.defaultValue.map { "= \($0.span.text)" }].compactMap { $0 }
            return (parameter.name.text, parts.isEmpty ? nil : parts.joined(separator: " "))
        }
        texts = declaration.parameters.map { parameter in
            let kind = parameter.annotation.map { ": \($0.span.text)" } ?? ""
            return parameter.name.text + kind + (parameter.defaultValue.map { " = \($0.span.text)" } ?? "")
        }
        result = declaration.result.map { " -> \($0.span.text)" } ?? ""
    }
}
