import SegDiagnostics

/// What a function is made of besides the values that it captured.
public struct FunctionParts {
    /// The code; a function of the environment's unit, which keeps it.
    let header: UnsafeMutablePointer<CodeHeader>
    /// What the functions of one cell or module share; the function holds a reference to it.
    let environment: Unmanaged<EnvironmentObject>
    let captureCount: Int
    let nesting: Int
}

/// A function or closure of the language: code and the values that it captured.
///
/// The captured values stand behind the parts in the same object, so that making a closure takes
/// one allocation.
public final class FunctionObject: ManagedBuffer<FunctionParts, Value> {
    deinit {
        withUnsafeMutablePointers { parts, captures in
            _ = captures.deinitialize(count: parts.pointee.captureCount)
            parts.pointee.environment.release()
        }
    }
}

extension FunctionObject {
    /// A function with captured values, which `fill` initialises and of which it gives the nesting.
    static func make(
        _ header: UnsafeMutablePointer<CodeHeader>, _ environment: Unmanaged<EnvironmentObject>,
        captureCount: Int, fill: (UnsafeMutablePointer<Value>) -> Int
    ) -> FunctionObject {
        let buffer = create(minimumCapacity: captureCount) { buffer in
            FunctionParts(
                header: header, environment: environment.retain(), captureCount: captureCount,
                nesting: buffer.withUnsafeMutablePointerToElements(fill) + 1)
        }
        // SAFETY: `create` allocates an object of the class that it is called on.
        return unsafeDowncast(buffer, to: FunctionObject.self)
    }

    /// The parts in place; valid while the function is.
    @inline(__always)
    var parts: UnsafeMutablePointer<FunctionParts> { withUnsafeMutablePointerToHeader { $0 } }

    /// The captured values in place; valid while the function is.
    @inline(__always)
    var captures: UnsafeMutablePointer<Value> { withUnsafeMutablePointerToElements { $0 } }

    var code: FunctionCode { parts.pointee.header.pointee.owner.takeUnretainedValue() }

    var nesting: Int { parts.pointee.nesting }

    /// The name it was declared with; nil for a closure.
    public var name: String? { code.name }

    /// The names of its parameters.
    public var parameterNames: [String] { code.parameters.map(\.name) }

    /// The declaration or the braces.
    public var span: Span { code.span }

    /// Equal when both do the same: code, captured values and called functions, not names of locals.
    func isEqual(to other: FunctionObject) -> Bool {
        if self === other { return true }
        guard let mine = Value.function(self).identity else { return false }
        return mine == Value.function(other).identity
    }
}
