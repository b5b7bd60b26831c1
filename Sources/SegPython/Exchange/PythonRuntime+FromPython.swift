import CPython
import SegDiagnostics
import SegFrame

extension PythonRuntime {
    /// The value of an object, whose reference is taken over; the lock is held.
    func takeValue(_ object: UnsafeMutableRawPointer) throws -> PythonValue {
        defer { api.Py_DecRef(object) }
        return try value(object, depth: 0, isOwn: python_api_references(object) == 1)
    }

    /// The value of an object.
    ///
    /// - Parameter isOwn: whether nobody else holds the object, so that the memory of an array may be taken over.
    func value(_ object: UnsafeMutableRawPointer, depth: Int, isOwn: Bool = false) throws -> PythonValue {
        guard depth < 100 else { throw PythonProblem.text("what Python gave is nested too deeply") }
        if object == api.none { return .none }
        guard let type = api.PyObject_Type(object) else { throw raised() }
        defer { api.Py_DecRef(type) }
        switch type {
        case api.bool_type: return .bool(object == api.true_object)
        case api.int_type: return try integer(object)
        case api.float_type: return .double(api.PyFloat_AsDouble(object))
        case api.str_type:
            guard let text = PythonText.read(object, api) else {
                throw PythonProblem.text("a text from Python isn't valid Unicode")
            }
            return .string(text)
        case api.list_type: return .list(try list(object, depth, isOwn))
        case api.tuple_type: return .list(try tuple(object, depth, isOwn))
        case api.dict_type where try !holdsArrays(object): return try dictionary(object, depth, isOwn)
        default: return try simplified(object, depth, isOwn)
        }
    }

    private func integer(_ object: UnsafeMutableRawPointer) throws -> PythonValue {
        var overflow: Int32 = 0
        let number = api.PyLong_AsLongLongAndOverflow(object, &overflow)
        guard overflow == 0 else {
            throw PythonProblem.text("an integer from Python is too large for Int")
        }
        return .int(Int(number))
    }

    private func list(_ object: UnsafeMutableRawPointer, _ depth: Int, _ isOwn: Bool) throws -> [PythonValue] {
        try (0..<api.PyList_Size(object)).map { try part(api.PyList_GetItem(object, $0), depth, isOwn) }
    }

    private func tuple(_ object: UnsafeMutableRawPointer, _ depth: Int, _ isOwn: Bool) throws -> [PythonValue] {
        try (0..<api.PyTuple_Size(object)).map { try part(api.PyTuple_GetItem(object, $0), depth, isOwn) }
    }

    /// The value of what an object holds.
    private func part(_ item: UnsafeMutableRawPointer?, _ depth: Int, _ isOwn: Bool) throws -> PythonValue {
        guard let item else { throw raised() }
        return try value(item, depth: depth + 1, isOwn: isOwn && python_api_references(item) == 1)
    }

    private func dictionary(_ object: UnsafeMutableRawPointer, _ depth: Int, _ isOwn: Bool = false) throws -> PythonValue {
        var entries: [(key: PythonValue, value: PythonValue)] = []
        var position = 0
        var key: UnsafeMutableRawPointer?
        var item: UnsafeMutableRawPointer?
        while api.PyDict_Next(object, &position, &key, &item) != 0 {
            guard let key, let item else { break }
            // Keys that dictionaries of the language can't have: the object stays in Python.
            guard isKey(key) else {
                api.Py_IncRef(object)
                return .object(PythonObject(owning: object, self))
            }
            entries.append((try value(key, depth: depth + 1), try part(item, depth, isOwn)))
        }
        return .dictionary(entries)
    }

    /// Whether an object may be a key of a dictionary of the language.
    private func isKey(_ object: UnsafeMutableRawPointer) -> Bool {
        guard let type = api.PyObject_Type(object) else { return false }
        defer { api.Py_DecRef(type) }
        if type == api.float_type { return api.PyFloat_AsDouble(object).isFinite }
        return type == api.str_type || type == api.int_type || type == api.bool_type || isSimpleKey(object)
    }

    /// Whether the helper makes a date, a number of NumPy or the like of an object.
    private func isSimpleKey(_ object: UnsafeMutableRawPointer) -> Bool {
        switch try? value(object, depth: 0) {
        case .string, .int, .bool, .date, .instant, .duration: true
        case .double(let number): number.isFinite
        default: false
        }
    }

    /// Whether the first entry's value is an array: such a dictionary is a table.
    private func holdsArrays(_ object: UnsafeMutableRawPointer) throws -> Bool {
        var position = 0
        var key: UnsafeMutableRawPointer?
        var item: UnsafeMutableRawPointer?
        guard api.PyDict_Next(object, &position, &key, &item) != 0, let item,
            let type = api.PyObject_Type(item)
        else { return false }
        defer { api.Py_DecRef(type) }
        let basic = [
            api.bool_type, api.int_type, api.float_type, api.str_type, api.list_type, api.dict_type,
            api.tuple_type,
        ]
        return item != api.none && !basic.contains(type)
    }

    /// The value of an object that the helper takes apart.
    private func simplified(_ object: UnsafeMutableRawPointer, _ depth: Int, _ isOwn: Bool) throws -> PythonValue {
        api.Py_IncRef(object)
        let handle = PythonObject(owning: object, self)
        let pair = try withGIL { gil in try callHelper("simplify", [.object(handle), .bool(isOwn)], gil) }
        defer { api.Py_DecRef(pair) }
        guard let tag = PythonText.read(api.PyTuple_GetItem(pair, 0), api),
            let payload = api.PyTuple_GetItem(pair, 1)
        else { throw raised() }
        switch tag {
        case "missing": return .none
        case "basic": return try basic(payload, depth + 1)
        case "date": return .date(try number(payload))
        case "duration": return .duration(try number(payload))
        case "instant":
            guard let micros = api.PyTuple_GetItem(payload, 0) else { throw raised() }
            return .instant(
                microseconds: try number(micros), isZoned: api.PyTuple_GetItem(payload, 1) == api.true_object)
        case "native":
            guard let table = TableCapsule.table(of: payload, api) else { throw raised() }
            return .table(table)
        case "shaped": return try shaped(payload, depth, isOwn)
        case "stream": return .table(try StreamCapsule.read(payload, api).fromPython)
        case "column":
            guard let column = try StreamCapsule.read(payload, api).columns.first else { return .list([]) }
            return .column(column)
        case "array": return .column(try column(payload).column)
        case "columns": return .table(try table(payload, rest: nil))
        case "frame":
            let rest = api.PyTuple_GetItem(payload, 1)
            let stream = rest == api.none ? nil : try rest.map { try StreamCapsule.read($0, api) }
            return .table(try table(api.PyTuple_GetItem(payload, 0), rest: stream))
        default: return .object(handle)
        }
    }

    /// A value with what it was, of the helper's `(value, description or None, labels or None)`; what has no form here stays in Python.
    private func shaped(_ payload: UnsafeMutableRawPointer, _ depth: Int, _ isOwn: Bool) throws -> PythonValue {
        guard let item = api.PyTuple_GetItem(payload, 0) else { throw raised() }
        let description = api.PyTuple_GetItem(payload, 1)
        let kind = description.flatMap { $0 == api.none ? nil : PythonText.read($0, api) }
        if kind == "stays" {
            api.Py_IncRef(item)
            return .object(PythonObject(owning: item, self, refusal: "columns would make something else of it"))
        }
        let made: PythonValue
        do { made = try part(item, depth, isOwn) } catch {
            if let problem = error as? PythonProblem, problem.isInterruption { throw error }
            guard let reason = (error as? PythonProblem)?.failure ?? (error as? Failure) else { throw error }
            api.Py_IncRef(item)
            return .object(PythonObject(owning: item, self, refusal: reason.message))
        }
        guard let text = kind else { return made }
        var labels: Table?
        if case .table(let table) = try part(api.PyTuple_GetItem(payload, 2), depth, false) { labels = table }
        return .shaped(made, PythonShape(text: text, labels: labels))
    }

    /// A table of the helper's list of columns, in order; those that it names only are in `rest`.
    private func table(_ list: UnsafeMutableRawPointer?, rest: Table?) throws -> Table {
        guard let list else { throw raised() }
        let columns = try (0..<api.PyList_Size(list)).map { index in
            let item = api.PyList_GetItem(list, index)
            if let item, let name = PythonText.read(item, api), let column = rest?[name] {
                return (name, rest?.schema[name]?.kind, column)
            }
            let made = try column(item)
            return (made.name, ColumnKind?.none, made.column)
        }
        var table = try Table(columns).fromPython
        table.notes += rest?.notes ?? []
        return table
    }

    /// A value of which the helper says that it is of a basic type: a dictionary of whatever.
    private func basic(_ object: UnsafeMutableRawPointer, _ depth: Int) throws -> PythonValue {
        guard let type = api.PyObject_Type(object) else { throw raised() }
        defer { api.Py_DecRef(type) }
        return type == api.dict_type ? try dictionary(object, depth) : try value(object, depth: depth)
    }

    private func number(_ object: UnsafeMutableRawPointer) throws -> Int {
        guard case .int(let number) = try value(object, depth: 0) else {
            throw PythonProblem.text("a time from Python is out of range")
        }
        return number
    }
}

extension Table {
    /// The table with the mark that nobody can tell what its columns have learned from.
    fileprivate var fromPython: Table {
        var table = self
        if !table.uncheckedOrigins.contains("Python") { table.uncheckedOrigins.append("Python") }
        return table
    }
}
