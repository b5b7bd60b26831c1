import SegDiagnostics
import SegFrame
import SegPython
import SegVM

extension PythonValue {
    /// A value of the language on its way to Python. E647 for what has no form there.
    init(_ value: Value) throws {
        switch value {
        case .absent, .null: self = .none
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text.text)
        case .duration(let nanoseconds): self = .duration(nanoseconds)
        case .date(let days): self = .date(Int(days))
        case .dateTime(let moment): self = .instant(microseconds: Int(moment.microseconds), isZoned: moment.zone != nil)
        case .list(let list): self = .list(try list.values.map { try PythonValue($0) })
        case .dictionary(let entries):
            self = .dictionary(try entries.pairs.map { (try PythonValue($0.key), try PythonValue($0.value)) })
        case .range(let range):
            guard let numbers = range.integers, numbers.count <= 100_000_000 else { throw Self.refusal(value) }
            self = .list(numbers.map { .int($0) })
        case .host(let object): self = try Self.of(object, value)
        case .function, .native: throw Self.refusal(value)
        }
    }

    private static func of(_ object: HostObject, _ value: Value) throws -> PythonValue {
        switch object {
        case let table as TableValue: of(.table(table.table), table.pythonShape)
        case let sequence as SequenceValue: of(.column(sequence.column), sequence.pythonShape)
        case let python as PythonObjectValue: .object(python.object)
        default: throw refusal(value)
        }
    }

    private static func of(_ value: PythonValue, _ shape: PythonShape?) -> PythonValue {
        shape.map { .shaped(value, $0) } ?? value
    }

    private static func refusal(_ value: Value) -> Failure {
        let isRecipe = value.kindName == "Pipeline" || value.kindName == "Learner"
        return Failure(
            "E647", "\(value.kindPhrase) can't go to Python",
            hint: isRecipe ? "an object of Python comes into a pipeline by then: … |> then(object)"
                : value.kindName == "Column" ? "give it a column that was taken out, t.x, and not .x" : nil)
    }
}

extension Value {
    /// A value that came from Python.
    init(_ value: PythonValue, _ runtime: PythonRuntime) {
        switch value {
        case .none: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        // Numbers of the language are finite.
        case .double(let number): self = number.isFinite ? .double(number) : .null
        case .string(let text): self = .string(text)
        case .date(let days): self = .date(Int32(clamping: days))
        case .instant(let microseconds, let isZoned):
            self = .dateTime(DateTimeObject(microseconds: microseconds, zone: isZoned ? "UTC" : nil))
        case .duration(let nanoseconds): self = .duration(nanoseconds)
        case .list(let items): self = .list(items.map { Value($0, runtime) })
        case .dictionary(let entries):
            let dictionary = DictionaryObject(capacity: entries.count)
            for entry in entries { dictionary.set(Value(entry.key, runtime), to: Value(entry.value, runtime)) }
            self = .dictionary(dictionary)
        case .table(let table): self = .table(table)
        case .column(let column): self = .host(SequenceValue(column, name: "value"))
        case .shaped(.table(let table), let shape): self = .host(TableValue(table, pythonShape: shape))
        case .shaped(.column(let column), let shape): self = .host(SequenceValue(column, name: "value", pythonShape: shape))
        case .shaped(let value, _): self = Value(value, runtime)
        case .object(let object): self = .host(PythonObjectValue(object, runtime))
        }
    }
}
