import SegDiagnostics
import SegDisplay
import SegFrame
import SegPython
import SegSyntax
import SegVM

/// An object that lives in Python: its attributes, calls, indexing and iteration are Python's.
public final class PythonObjectValue: HostObject, @unchecked Sendable {
    let object: PythonObject
    let runtime: PythonRuntime

    init(_ object: PythonObject, _ runtime: PythonRuntime) {
        self.object = object
        self.runtime = runtime
    }

    public override var kindName: String { "PythonObject" }
    public override var display: String { runtime.text(of: object) }
    /// The name of a function of Python.
    var functionName: String {
        guard let name = runtime.attribute("__name__", of: object),
            case .string(let text)? = try? runtime.value(of: name)
        else { return display }
        return text
    }

    public override var ownsMethods: Bool { true }
    public override func remedy(for operation: SegSyntax.BinaryOperator) -> String? { remedy }
    public override var remedy: String? { object.refusal.map { "it stayed in Python: \($0)" } }

    /// Two objects of Python are equal where Python says so.
    public override func binaryOperator(
        _ operation: SegSyntax.BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        guard operation == .equal || operation == .notEqual, let first = left.asHost as? PythonObjectValue,
            let second = right.asHost as? PythonObjectValue
        else { return nil }
        return try PythonCall.translated {
            guard case .bool(let isEqual) = try runtime.helper("are_equal", [.object(first.object), .object(second.object)]) else { return nil }
            return .bool(isEqual == (operation == .equal))
        }
    }

    public override var fieldNames: [String] { PythonMembers(self).all.map(\.name) }

    public override func field(_ name: String) throws -> Value? {
        try PythonCall.translated {
            try runtime.refreshModules(for: object)
            return try runtime.attributeValue(name, of: object).map { Value($0, runtime) }
        }
    }

    public override func callMethod(
        _ name: String, _ arguments: [LabelledValue], context: NativeContext
    ) throws -> Value {
        if arguments.allSatisfy(\.isPlain) {
            let made = try PythonCall.within(context, runtime) { isStopped in
                try runtime.callPlainly(object, method: name, count: arguments.count, isStopped: isStopped) {
                    PythonValue(plain: arguments[$0].value)
                }
            }
            if let made { return Value(made, runtime) }
        }
        guard let value = try PythonCall(object, runtime, arguments, context).run(method: name) else {
            throw Failure(
                "E646", "\(display) has no '\(name)'", hint: Suggestion.hint(for: name, among: fieldNames))
        }
        return value
    }

    public override func call(_ arguments: [LabelledValue], context: NativeContext) throws -> Value? {
        try PythonCall(object, runtime, arguments, context).run()
    }

    public override func index(_ key: Value) throws -> Value? {
        try PythonCall.translated {
            try runtime.refreshModules(for: object)
            return Value(try runtime.helper("item", [.object(object), try PythonValue(key)]), runtime)
        }
    }

    public override var length: Int? {
        guard case .int(let count)? = try? runtime.helper("length", [.object(object)]) else { return nil }
        return count
    }

    public override func iterator(context: NativeContext) throws -> HostObject? {
        let made = try PythonCall.within(context, runtime) { isStopped in
            try runtime.helperObject("iterator", [.object(object)], isStopped: isStopped)
        }
        return PythonIterator(made, runtime)
    }
}

/// What Python's `iter` gives, for a loop.
private final class PythonIterator: HostObject, @unchecked Sendable {
    private let object: PythonObject
    private let runtime: PythonRuntime

    init(_ object: PythonObject, _ runtime: PythonRuntime) {
        self.object = object
        self.runtime = runtime
    }

    override var kindName: String { "PythonObject" }

    override func element(ofTurn turn: Int, context: NativeContext) throws -> Value? {
        try PythonCall.within(context, runtime) { isStopped in
            let next = try runtime.helper("following", [.object(object)], isStopped: isStopped)
            guard case .list(let items) = next, let item = items.first else { return nil }
            return Value(item, runtime)
        }
    }
}

extension PythonObjectValue {
    /// What is shown of it: Python's text, and HTML and a picture where its class offers them.
    var document: Document {
        guard
            case .list(let parts)? = try? runtime.helper("shown_forms", [.object(object)]), parts.count == 3,
            case .string(let text) = parts[0], case .string(let html) = parts[1]
        else { return Document(text: display) }
        if let picture = Picture(parts[2]) { return Document([.image(picture)]) }
        return html.isEmpty ? Document(text: text) : Document([.page(html: html, text: text)])
    }
}

extension LabelledValue {
    /// Whether it is a number, a text, a truth value or nothing, without a label.
    fileprivate var isPlain: Bool {
        guard label == nil else { return false }
        switch value {
        case .null, .bool, .int, .double, .string: return true
        default: return false
        }
    }
}

extension PythonValue {
    /// A value that `isPlain`; nothing for others.
    fileprivate init(plain value: Value) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text.text)
        default: self = .none
        }
    }
}
