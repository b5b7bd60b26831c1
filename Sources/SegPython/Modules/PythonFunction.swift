import SegCore
import SegDiagnostics
import SegFrame

/// A function of Python from a table to a table, which a saved model can hold as a pickle does: by its module and name.
public struct PythonFunction: Codable, Sendable {
    private let state: PythonState

    /// - Parameters:
    ///   - name: how messages call it.
    ///   - inputs: the columns that it is given.
    public init(_ object: PythonObject, _ runtime: PythonRuntime, name: String, inputs: [Field]) {
        state = PythonState(runtime, object, inputs: inputs, source: name)
    }

    public init(from decoder: any Decoder) throws { state = try PythonState(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }

    public var name: String { state.source }
    public var inputs: [Field] { state.inputs }

    /// What tells its code from other code: the file of the project that it stands in, by name and digest; nil for another's.
    public var version: String? {
        let runtime = state.runtime
        guard let code = runtime.attribute("__code__", of: state.object),
            case .string(let path)? = try? runtime.attributeValue("co_filename", of: code),
            let file = try? runtime.loadedSourceFiles().first(where: { $0.path == path })
        else { return nil }
        return "\(path.split(separator: "/").last ?? "") \(file.digest.prefix(12))"
    }

    /// What it makes of a table. E508 where that is no table.
    public func callAsFunction(_ table: Table) throws -> Table {
        let made = try PythonModule.guarded { try state.runtime.call(state.object, [PythonArgument(nil, .table(table))]) }
        PythonRuntime.countUse()
        guard case .table(let result) = made else {
            throw Failure("E508", "\(name) gives no table, and a step gives one")
        }
        return result
    }
}
