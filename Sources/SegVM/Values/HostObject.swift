import SegDiagnostics
import SegSyntax

/// The operators of the syntax tree, under this target's name for hosts that override them.
public typealias BinaryOperator = SegSyntax.BinaryOperator
public typealias UnaryOperator = SegSyntax.UnaryOperator

/// A value that lives in the host: a table, a column expression, a learner, an object of Python.
///
/// Objects are immutable to programs and may be read from several threads. A hook that has nothing
/// to say keeps the default, and the machine reports the error in its own words.
open class HostObject: @unchecked Sendable {
    public init() {}

    /// The kind as written after `is` and in parameter kinds: `Table`, `Column`, `Learner`.
    open var kindName: String { "Object" }

    /// A short text for `print`, interpolation and error messages.
    open var display: String { kindName }

    /// Whether `print` of nothing else shows it as a cell shows its last expression: a table, a study.
    open var isShownWhole: Bool { false }

    /// What to write instead, where a builtin that needs another kind is given this object.
    open var remedy: String? { nil }

    /// What to write instead of an operator that the object can't take.
    open func remedy(for operation: BinaryOperator) -> String? { nil }

    /// What to write instead of `object.name` where there is no such field.
    open func remedy(forField name: String) -> String? { nil }

    /// Whether the object stands for values not yet known, as a column expression does: it is
    /// refused as a condition and in interpolation.
    open var isSymbolic: Bool { false }

    /// The field `object.name`, or nil when there is none.
    open func field(_ name: String) throws -> Value? { nil }

    /// The names of fields, for suggestions and completion.
    open var fieldNames: [String] { [] }

    /// `object[key]`, or nil when the kind can't be indexed so.
    open func index(_ key: Value) throws -> Value? { nil }

    /// The number of elements a `for` runs over, or nil when it can't.
    open var length: Int? { nil }

    /// The element at a position below `length`.
    open func element(at position: Int) throws -> Value { .null }

    /// What a loop goes over in its place; nil where that is itself.
    open func iterator(context: NativeContext) throws -> HostObject? { nil }

    /// The element of a loop's turn, counted from 0; nil at the end.
    open func element(ofTurn turn: Int, context: NativeContext) throws -> Value? {
        turn < length ?? 0 ? try element(at: turn) : nil
    }

    /// `operation self`, or nil when the kind has no such operator.
    open func unaryOperator(_ operation: UnaryOperator) throws -> Value? { nil }

    /// An operator of which this object is one operand, or nil. Asked of the left operand first.
    ///
    /// `==` and `!=` fall back to `isEqual(to:)`.
    open func binaryOperator(
        _ operation: BinaryOperator, left: Value, right: Value
    ) throws -> Value? { nil }

    /// Equality with another object; by content identity unless overridden.
    open func isEqual(to other: HostObject) -> Bool {
        guard let mine = identity, let theirs = other.identity else { return false }
        return kindName == other.kindName && mine == theirs
    }

    /// A digest of the content, for caches and lineage; nil when there is none (objects of Python).
    open var identity: String? { nil }

    /// Whether `object.f(x)` is an attribute of the object rather than the function `f` (Python).
    open var ownsMethods: Bool { false }

    /// `object.name(…)` where the object owns its methods.
    open func callMethod(
        _ name: String, _ arguments: [LabelledValue], context: NativeContext
    ) throws -> Value {
        throw Failure("E309", "\(ValueKind.withArticle(kindName)) has no method \"\(name)\"")
    }

    /// `object(…)`, or nil when the kind can't be called.
    open func call(_ arguments: [LabelledValue], context: NativeContext) throws -> Value? { nil }
}

/// An argument as it was written: a value, with its label when it had one.
public struct LabelledValue: Sendable {
    public let label: String?
    public let value: Value

    public init(_ label: String?, _ value: Value) {
        self.label = label
        self.value = value
    }
}
