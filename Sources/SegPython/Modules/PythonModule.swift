import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// An object of Python with `fit`: its class, how it is written, and the object itself.
public struct PythonModule: Sendable {
    let runtime: PythonRuntime
    let object: PythonObject
    /// The class: `QuantileTransformer`.
    public let className: String
    /// How it is written: `QuantileTransformer(n_quantiles=100)`.
    public let source: String
    /// Where its class lives: `sklearn.preprocessing._data.QuantileTransformer`.
    public let path: String

    /// Describes an object of Python.
    public init(_ object: PythonObject, _ runtime: PythonRuntime) throws {
        guard case .list(let parts) = try runtime.helper("described", [.object(object)]), parts.count == 3
        else { throw PythonProblem.text("the object can't be described") }
        self.object = object
        self.runtime = runtime
        source = parts[0].text
        path = parts[1].text
        className = parts[2].text
    }

    /// Whether the object has a method.
    public static func can(_ object: PythonObject, _ method: String, _ runtime: PythonRuntime) -> Bool {
        guard case .bool(true)? = try? runtime.helper("can", [.object(object), .string(method)]) else {
            return false
        }
        return true
    }

    /// A copy that has learned from rows, with its own randomness where it leaves that open; of a step with what it makes of them
    /// (`Learned`).
    func fitted(
        on table: Table, target: [Double]?, weights: [Double]?, classes: Bool, isStep: Bool = false, _ context: FitContext
    ) throws -> PythonObject {
        var random = context.random.child("python")
        let seed = random.nextInt(below: Int(Int32.max))
        let truth: PythonValue = target.map { numbers in
            classes ? .column(Column(ints: numbers.map { Int64($0) })) : .column(Column(doubles: numbers))
        } ?? .none
        return try Self.guarded(context.stop) {
            try runtime.helperObject(
                "fit_beside",
                [
                    .object(object), .table(table), try array(truth),
                    try array(weights.map { .column(Column(doubles: $0)) } ?? .none), .int(seed),
                    .int(context.threadsPerFit), .bool(isStep),
                ], isStopped: Self.question(context))
        }
    }

    /// A column as a NumPy array over the same memory.
    private func array(_ value: PythonValue) throws -> PythonValue {
        guard case .column(let column) = value else { return value }
        let table = try Table([("value", nil, column)])
        return .object(try runtime.helperObject("array", [.table(table)]))
    }

    static func question(_ context: FitContext) -> PythonRuntime.StopQuestion {
        let stop = context.stop
        return {
            do { try stop.check() } catch { return true }
            return false
        }
    }

    /// Errors of Python as those of the domain; code that was stopped ends with the reason.
    static func guarded<Result>(_ stop: StopSignal? = nil, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let problem as PythonProblem {
            guard problem.isInterruption else { throw problem.failure }
            try stop?.check()
            throw Interruption(.interrupt)
        }
    }
}

/// A learned object of Python, with what it takes.
struct PythonState: Codable, Sendable {
    let runtime: PythonRuntime
    let object: PythonObject
    let inputs: [Field]
    let source: String

    private enum CodingKeys: String, CodingKey {
        case pickle, inputs, source
    }

    init(_ module: PythonModule, _ object: PythonObject, inputs: [Field]) {
        self.init(module.runtime, object, inputs: inputs, source: module.source)
    }

    init(_ runtime: PythonRuntime, _ object: PythonObject, inputs: [Field], source: String) {
        self.runtime = runtime
        self.object = object
        self.inputs = inputs
        self.source = source
    }

    /// Reads a pickle, which can run any code: only where the loader was allowed to.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        inputs = try container.decode([Field].self, forKey: .inputs)
        source = try container.decode(String.self, forKey: .source)
        guard decoder.userInfo[.allowsPickle] as? Bool == true else {
            throw Failure(
                "E649", "the model holds an object of Python, \(source), whose loading can run any code",
                hint: "if you trust where it comes from: load_model(…, pickle: true)")
        }
        let text = try container.decode(String.self, forKey: .pickle)
        let runtime = try PythonRuntime.shared()
        self.runtime = runtime
        PythonRuntime.countUse()
        object = try PythonModule.guarded { try runtime.helperObject("unpickled", [.string(text)]) }
    }

    func encode(to encoder: any Encoder) throws {
        guard encoder.userInfo[.allowsPickle] as? Bool == true else {
            throw Failure(
                "E649", "the model holds an object of Python, \(source), which only a pickle can keep",
                hint: "save(…, pickle: true); loading it asks for the same")
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(inputs, forKey: .inputs)
        try container.encode(source, forKey: .source)
        guard case .string(let text) = try PythonModule.guarded(nil, { try runtime.helper("pickled", [.object(object)]) })
        else { throw PythonProblem.text("the object can't be pickled") }
        try container.encode(text, forKey: .pickle)
    }

    /// The columns that were learned from, in their order then; categories are categories, as texts too.
    func columns(of table: Table) throws -> Table {
        var given = try table.selecting(inputs.map(\.name))
        for field in inputs where field.type == .category {
            guard let column = given[field.name], column.type != .category else { continue }
            let (codes, levels) = column.encoded()
            given = try given.setting(field.name, Column(codes: codes, levels: levels), kind: field.kind)
        }
        return given
    }
}
