import SegDiagnostics

/// A statement and its place.
public struct Statement: Sendable {
    public let kind: Kind
    public let span: Span
    /// As in `Expression.depth`.
    public let depth: Int

    /// A statement that no source was parsed for.
    public init(kind: Kind, span: Span, depth: Int) {
        self.kind = kind
        self.span = span
        self.depth = depth
    }

    public enum Kind: Sendable {
        case binding(Binding)
        case assignment(Assignment)
        case function(FunctionDeclaration)
        case forLoop(ForLoop)
        case whileLoop(WhileLoop)
        case breakLoop
        case continueLoop
        case returnValue(Expression?)
        case use(UseDeclaration)
        case param(ParamDeclaration)
        case expect(Expectation)
        case expression(Expression)
    }

    /// The names that it declares in the scope that it stands in, in order; namespaces of `use` are not among them.
    public var declaredNames: [String] {
        switch kind {
        case .binding(let binding): binding.names.map(\.text)
        case .function(let function): [function.name.text]
        case .param(let parameter): [parameter.name.text]
        case .assignment, .forLoop, .whileLoop, .breakLoop, .continueLoop, .returnValue, .use, .expect, .expression: []
        }
    }
}

/// `let x: Kind = value`, `var x = value`, `let [a, b] = value`.
public struct Binding: Sendable {
    public enum Target: Sendable {
        case name(Name)
        case list([Name])
    }

    /// `var` rather than `let`.
    public let isVariable: Bool
    public let target: Target
    public let annotation: KindAnnotation?
    public let value: Expression

    /// The names that are bound, in order.
    public var names: [Name] {
        switch target {
        case .name(let name): [name]
        case .list(let names): names
        }
    }
}

/// `path = value`, `path += value`, …
public struct Assignment: Sendable {
    public let target: Path
    public let operation: AssignmentOperator
    public let value: Expression
}

/// A place in a variable: `d["k"].rows[3]`.
public struct Path: Sendable {
    public enum Step: Sendable {
        case field(Name)
        case index(Expression)
    }

    public let root: Name
    public let steps: [Step]
    public let span: Span
}

extension Expression {
    /// This expression as a place in a variable; nil when it is no name, field or index.
    ///
    /// `append`, `insert`, `remove`, `pop` and `clear` change the path that they are called on.
    public var path: Path? {
        var steps: [Path.Step] = []
        var current = self
        while true {
            switch current.kind {
            case .name(let root, version: nil):
                return Path(root: root, steps: steps.reversed(), span: span)
            case .field(let base, let name):
                steps.append(.field(name))
                current = base
            case .index(let base, let index):
                steps.append(.index(index))
                current = base
            default:
                return nil
            }
        }
    }
}

/// `for name in sequence { … }`
public struct ForLoop: Sendable {
    public let name: Name
    public let sequence: Expression
    public let body: Block
}

/// `while condition { … }`
public struct WhileLoop: Sendable {
    public let condition: Expression
    public let body: Block
}

/// `expect condition, "message"`
public struct Expectation: Sendable {
    public let condition: Expression
    /// A literal or interpolated text.
    public let message: Expression?
}
