import CPython
import SegDiagnostics
import SegFrame

extension PythonRuntime {
    /// Calls a function of the helper; gives a new reference.
    func callHelper(
        _ name: String, _ arguments: [PythonValue], _ gil: borrowing GIL
    ) throws -> UnsafeMutableRawPointer {
        guard let helper else { throw PythonProblem.text("Python is not ready") }
        guard let function = api.PyObject_GetAttrString(UnsafeMutableRawPointer(helper), name) else { throw raised() }
        defer { api.Py_DecRef(function) }
        return try invoke(function, arguments.map { PythonArgument(nil, $0) })
    }

    /// Calls an object; gives a new reference.
    private func invoke(
        _ callee: UnsafeMutableRawPointer, _ arguments: [PythonArgument]
    ) throws -> UnsafeMutableRawPointer {
        let positional = arguments.count { $0.label == nil }
        guard let tuple = api.PyTuple_New(positional) else { throw raised() }
        defer { api.Py_DecRef(tuple) }
        var index = 0
        for argument in arguments where argument.label == nil {
            _ = api.PyTuple_SetItem(tuple, index, try makeObject(argument.value))
            index += 1
        }
        guard arguments.count > positional else {
            guard let result = api.PyObject_Call(callee, tuple, nil) else { throw raised() }
            return result
        }
        let labels = api.PyDict_New()
        defer { if let labels { api.Py_DecRef(labels) } }
        for argument in arguments {
            guard let label = argument.label else { continue }
            let value = try makeObject(argument.value)
            defer { api.Py_DecRef(value) }
            guard api.PyDict_SetItemString(labels, label, value) == 0 else { throw raised() }
        }
        guard let result = api.PyObject_Call(callee, tuple, labels) else { throw raised() }
        return result
    }
}

// MARK: - What the library calls

extension PythonRuntime {
    /// Whether the caller was told to stop; asked by another thread while Python runs.
    public typealias StopQuestion = @Sendable () -> Bool

    /// Calls an object. Tables and columns among the arguments come in the form that the function expects, or
    /// in the one that `form` names (`pandas`, `polars`, `pyarrow`, `numpy`, `matrix`, `dict`, `segnb`).
    public func call(
        _ callee: PythonObject, _ arguments: [PythonArgument], form: String? = nil,
        isStopped: StopQuestion? = nil
    ) throws -> PythonValue {
        try call(callee, method: nil, arguments, form: form, isStopped: isStopped) ?? .none
    }

    /// Calls an object, or one of its methods; nil where it has no such method.
    public func call(
        _ object: PythonObject, method: String?, _ arguments: [PythonArgument], form: String? = nil,
        isStopped: StopQuestion? = nil
    ) throws -> PythonValue? {
        try during(isStopped) {
            let object = method == nil ? try current(object) : object
            var callee = object.pointer
            if let method {
                guard let found = try attribute(method, in: object) else { return nil }
                callee = found
            }
            defer { if method != nil { api.Py_DecRef(callee) } }
            guard form != nil || arguments.contains(where: \.value.holdsTables) else {
                return try takeValue(try invoke(callee, arguments))
            }
            return try callWithTables(callee, arguments, form)
        }
    }

    /// Calls a method with plain values by position, which is what short functions in loops are
    /// given; nil where there is no such method. Edited modules are looked at first.
    public func callPlainly(
        _ object: PythonObject, method: String, count: Int, isStopped: @escaping StopQuestion,
        _ argument: (Int) -> PythonValue
    ) throws -> PythonValue? {
        try during(isStopped) {
            try refreshModules(for: object)
            guard let callee = try attribute(method, in: object) else { return nil }
            defer { api.Py_DecRef(callee) }
            guard let tuple = api.PyTuple_New(count) else { throw raised() }
            defer { api.Py_DecRef(tuple) }
            for index in 0..<count { _ = api.PyTuple_SetItem(tuple, index, try makeObject(argument(index))) }
            guard let result = api.PyObject_Call(callee, tuple, nil) else { throw raised() }
            return try takeValue(result)
        }
    }

    private func callWithTables(
        _ callee: UnsafeMutableRawPointer, _ arguments: [PythonArgument], _ form: String?
    ) throws -> PythonValue {
        api.Py_IncRef(callee)
        let given: [PythonValue] = [
            .object(PythonObject(owning: callee, self)),
            .list(arguments.filter { $0.label == nil }.map(\.value)),
            .dictionary(arguments.compactMap { a in a.label.map { (.string($0), a.value) } }),
            form.map { .string($0) } ?? .none,
        ]
        return try withGIL { gil in try takeValue(try callHelper("call", given, gil)) }
    }

    /// Calls a function of the helper and gives its value.
    public func helper(
        _ name: String, _ arguments: [PythonValue], isStopped: StopQuestion? = nil
    ) throws -> PythonValue {
        try during(isStopped) {
            try withGIL { gil in try takeValue(try callHelper(name, arguments, gil)) }
        }
    }

    /// Calls a function of the helper whose result stays in Python, whatever it is.
    public func helperObject(
        _ name: String, _ arguments: [PythonValue], isStopped: StopQuestion? = nil
    ) throws -> PythonObject {
        try during(isStopped) {
            try withGIL { gil in PythonObject(owning: try callHelper(name, arguments, gil), self) }
        }
    }

    /// `object.name` as it is in Python; nil where there is no such attribute.
    public func attribute(_ name: String, of object: PythonObject) -> PythonObject? {
        withGIL { _ in
            guard let found = api.PyObject_GetAttrString(object.pointer, name) else {
                api.PyErr_Clear()
                return nil
            }
            return PythonObject(owning: found, self)
        }
    }

    /// The value of `object.name`; nil where there is no such attribute. Fails where asking for it does.
    public func attributeValue(_ name: String, of object: PythonObject) throws -> PythonValue? {
        try withGIL { _ in
            guard let found = try attribute(name, in: object) else { return nil }
            return try takeValue(found)
        }
    }

    /// `object.name`, a new reference; nil where there is no such attribute.
    private func attribute(_ name: String, in object: PythonObject) throws -> UnsafeMutableRawPointer? {
        if let found = api.PyObject_GetAttrString(object.pointer, name) { return found }
        let problem = raised()
        // A property may fail for want of another attribute.
        guard problem.type == "AttributeError", problem.message == name || problem.message.contains("'\(name)'") else { throw problem }
        return nil
    }

    /// The value that an object stands for.
    public func value(of object: PythonObject) throws -> PythonValue {
        try withGIL { _ in try value(object.pointer, depth: 0) }
    }

    /// `str(object)`, in one line where it is short.
    public func text(of object: PythonObject) -> String {
        withGIL { _ in
            guard let text = api.PyObject_Str(object.pointer) else {
                api.PyErr_Clear()
                return "an object of Python"
            }
            defer { api.Py_DecRef(text) }
            return PythonText.read(text, api) ?? "an object of Python"
        }
    }

    private func during<Result>(_ isStopped: StopQuestion?, _ body: () throws -> Result) throws -> Result {
        if isStopped != nil { Self.countUse() }
        return try withGIL { _ in try watch.during(isStopped, self, body) }
    }
}

extension PythonValue {
    /// Whether a table or column is in it: then the helper chooses its form.
    fileprivate var holdsTables: Bool {
        switch self {
        case .table, .column, .shaped: true
        case .list(let items): items.contains(where: \.holdsTables)
        case .dictionary(let entries): entries.contains(where: \.value.holdsTables)
        default: false
        }
    }
}
