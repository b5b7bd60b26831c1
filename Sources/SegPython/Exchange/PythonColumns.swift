import CPython
import SegFrame

/// An object of Python that a column's memory belongs to.
private final class MemoryOwner {
    private let object: PythonObject

    init(_ object: PythonObject) { self.object = object }
}

extension PythonRuntime {
    /// A column of the helper's `(name, memory or None, list or None)`: memory of NumPy is used where
    /// it lies, and kept alive.
    func column(_ tuple: UnsafeMutableRawPointer?) throws -> (name: String, column: Column) {
        guard let tuple, let name = PythonText.read(api.PyTuple_GetItem(tuple, 0), api),
            let memory = api.PyTuple_GetItem(tuple, 1), let items = api.PyTuple_GetItem(tuple, 2)
        else { throw raised() }
        if memory != api.none { return (name, try foreignColumn(memory)) }
        guard case .list(let values) = try value(items, depth: 1) else { throw raised() }
        return (name, try Column(pythonValues: values, name: name))
    }

    private func foreignColumn(_ memory: UnsafeMutableRawPointer) throws -> Column {
        guard let code = PythonText.read(api.PyTuple_GetItem(memory, 1), api),
            let owner = api.PyTuple_GetItem(memory, 3)
        else { throw raised() }
        var overflow: Int32 = 0
        let address = Int(api.PyLong_AsLongLongAndOverflow(api.PyTuple_GetItem(memory, 0), &overflow))
        let count = Int(api.PyLong_AsLongLongAndOverflow(api.PyTuple_GetItem(memory, 2), &overflow))
        guard overflow == 0, count >= 0 else { throw PythonProblem.text("an array from Python is too large") }
        api.Py_IncRef(owner)
        let kept = MemoryOwner(PythonObject(owning: owner, self))
        // SAFETY: the helper gives the address and size of a contiguous array that it keeps for us
        // and that nobody writes to.
        let start = UnsafeRawPointer(bitPattern: address)
        switch code {
        case "f8": return Column(foreignFloat64: buffer(start, count, kept))
        case "f4": return Column(foreignFloat32: buffer(start, count, kept))
        case "M":
            let ticks: Buffer<Int64> = buffer(start, count, kept)
            return Column(dateTime: ticks, zone: nil, validity: Self.present(ticks))
        case "m":
            let ticks: Buffer<Int64> = buffer(start, count, kept)
            return Column(duration: ticks, validity: Self.present(ticks))
        default: return Column(int64: buffer(start, count, kept))
        }
    }

    /// NumPy's times have the smallest number where they are missing.
    private static func present(_ ticks: Buffer<Int64>) -> Bitmap {
        ticks.withUnsafeBufferPointer { ticks in Bitmap(count: ticks.count) { ticks[$0] != .min } }
    }

    private func buffer<Element>(_ start: UnsafeRawPointer?, _ count: Int, _ owner: MemoryOwner) -> Buffer<Element> {
        guard let start, count > 0 else { return Buffer([]) }
        return Buffer(unsafeMemory: start.assumingMemoryBound(to: Element.self), count: count, owner: owner)
    }
}

extension Column {
    /// A column of values that Python gave one by one; the kinds of all must go together.
    init(pythonValues values: [PythonValue], name: String) throws {
        let scalars = try values.enumerated().map { row, value in
            guard let scalar = Scalar(value) else {
                throw PythonProblem.text(
                    "column '\(name)' holds a value in row \(row) that no column can have: lists and objects "
                        + "stay in Python")
            }
            return scalar
        }
        self = try Column(scalars: scalars)
    }
}

extension Scalar {
    /// A plain value; nil for lists, dictionaries, tables and objects.
    public init?(_ value: PythonValue) {
        switch value {
        case .none: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = value.isFinite ? .double(value) : .null
        case .string(let text): self = .string(text)
        case .date(let days): self = .date(Int32(truncatingIfNeeded: days))
        case .instant(let microseconds, let isZoned):
            self = .dateTime(Int64(microseconds), zone: isZoned ? "UTC" : nil)
        case .duration(let nanoseconds): self = .duration(Int64(nanoseconds))
        case .list, .dictionary, .table, .column, .shaped, .object: return nil
        }
    }
}
