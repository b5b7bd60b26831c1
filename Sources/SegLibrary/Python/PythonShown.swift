import SegDisplay
import SegPython
import SegVM

/// What a cell of Python, or an input at its prompt, shows of its last expression.
enum PythonShown {
    /// Python's own text for values of its own types, a table for frames, else what the object's class offers; nil for nothing.
    ///
    /// - Parameter shown: nothing, a `Displayed` of the helper's, or what a worker process made of one.
    static func document(of shown: PythonValue, _ runtime: PythonRuntime) -> Document? {
        switch shown {
        case .none: return nil
        case .object(let object):
            // A frame may hold what no table can: then it is shown as Python shows it.
            if case .list(let parts)? = try? runtime.helper("presented", [shown]), parts.count == 2 {
                if case .string(let text) = parts[0] { return Document(text: text) }
                let value = Value(parts[1], runtime)
                if !value.isNull { return ValueDocument.of(value) }
            }
            return PythonObjectValue(object, runtime).document
        default: return ValueDocument.of(Value(shown, runtime))
        }
    }
}
