import CPython
import SegFrame

extension PythonRuntime {
    /// A new Python object of a value; the lock is held.
    func makeObject(_ value: PythonValue) throws -> UnsafeMutableRawPointer {
        let made: UnsafeMutableRawPointer? =
            switch value {
            case .none: api.newNone()
            case .bool(let value): api.PyBool_FromLong(value ? 1 : 0)
            case .int(let value): api.PyLong_FromLongLong(Int64(value))
            case .double(let value): api.PyFloat_FromDouble(value)
            case .string(let text): PythonText.make(text, api)
            case .date(let days): try make("date", days)
            case .instant(let microseconds, let isZoned): try make(isZoned ? "zoned" : "instant", microseconds)
            case .duration(let nanoseconds): try make("duration", nanoseconds)
            case .list(let items): try makeList(items)
            case .dictionary(let entries): try makeDictionary(entries)
            case .table(let table): try make("Table", of: table)
            case .column(let column): try make("Column", of: try Table([("value", nil, column)]))
            case .shaped(let value, let shape): try make(value, shape)
            case .object(let object): retained(object)
            }
        guard let made else { throw raised() }
        return made
    }

    private func retained(_ object: PythonObject) -> UnsafeMutableRawPointer {
        api.Py_IncRef(object.pointer)
        return object.pointer
    }

    private func make(_ tag: String, _ number: Int) throws -> UnsafeMutableRawPointer {
        try withGIL { gil in try callHelper("make", [.string(tag), .int(number)], gil) }
    }

    private func makeList(_ items: [PythonValue]) throws -> UnsafeMutableRawPointer? {
        guard let list = api.PyList_New(items.count) else { return nil }
        do {
            for (index, item) in items.enumerated() { _ = api.PyList_SetItem(list, index, try makeObject(item)) }
        } catch {
            api.Py_DecRef(list)
            throw error
        }
        return list
    }

    private func makeDictionary(
        _ entries: [(key: PythonValue, value: PythonValue)]
    ) throws -> UnsafeMutableRawPointer? {
        guard let dictionary = api.PyDict_New() else { return nil }
        do {
            for entry in entries {
                let key = try makeObject(entry.key)
                defer { api.Py_DecRef(key) }
                let value = try makeObject(entry.value)
                defer { api.Py_DecRef(value) }
                guard api.PyDict_SetItem(dictionary, key, value) == 0 else { throw raised() }
            }
            if api.PyDict_Size(dictionary) != entries.count {
                throw PythonProblem.text("a dictionary has keys that are one key in Python, where 1, 1.0 and true are equal: give it others")
            }
        } catch {
            api.Py_DecRef(dictionary)
            throw error
        }
        return dictionary
    }

    /// An object of one of the helper's classes over a table.
    private func make(_ kind: String, of table: Table) throws -> UnsafeMutableRawPointer? {
        guard let capsule = TableCapsule.make(table, api) else { return nil }
        defer { api.Py_DecRef(capsule) }
        return try withGIL { gil in
            try callHelper(kind, [.object(PythonObject(owning: retainedPointer(capsule), self))], gil)
        }
    }

    /// A table or column that knows what it was.
    private func make(_ value: PythonValue, _ shape: PythonShape) throws -> UnsafeMutableRawPointer {
        let labels = shape.labels.map { PythonValue.table($0) } ?? .none
        return try withGIL { gil in try callHelper("formed", [value, .string(shape.text), labels], gil) }
    }

    private func retainedPointer(_ object: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        api.Py_IncRef(object)
        return object
    }
}
