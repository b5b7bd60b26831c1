import CArrow
import CPython
import SegFrame
import SegTensor

/// The functions of the program that the helper calls.
enum NativeFunctions {
    private static let variableArguments: Int32 = 1

    /// A module object with the functions in it; references are handed over.
    static func make(_ api: PythonAPI) -> UnsafeMutableRawPointer? {
        guard let module = api.PyImport_AddModule("segnb_native"), let names = api.PyModule_GetDict(module)
        else { return nil }
        for (name, function) in all {
            let definition = UnsafeMutablePointer<python_method_definition>.allocate(capacity: 1)
            definition.initialize(
                to: python_method_definition(
                    name: name.cString, function: function, flags: variableArguments, documentation: nil))
            guard let made = api.PyCMethod_New(definition, nil, nil, nil),
                api.PyDict_SetItemString(names, name.cString, made) == 0
            else { return nil }
            api.Py_DecRef(made)
        }
        api.Py_IncRef(module)
        return module
    }

    private static let all: [(StaticString, python_function)] = [
        ("write", write), ("stream", stream), ("buffer", buffer), ("values", values), ("names", names),
        ("rows", rows), ("show", show), ("asking", asking), ("polling", polling), ("stopped", stopped), ("notice", notice),
        ("memory", memory),
    ]

    private static let write: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started else { return nil }
        let api = runtime.api
        var overflow: Int32 = 0
        let kind = api.PyLong_AsLongLongAndOverflow(api.PyTuple_GetItem(arguments, 0), &overflow)
        guard let text = PythonText.read(api.PyTuple_GetItem(arguments, 1), api) else { return api.PyBool_FromLong(0) }
        runtime.write(text, isError: kind == 2)
        return api.newNone()
    }

    /// Shows an object at once, between what is printed before it and after it.
    private static let show: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started else { return nil }
        if let object = runtime.api.PyTuple_GetItem(arguments, 0), let value = try? runtime.value(object, depth: 0) {
            runtime.show(value)
        }
        return runtime.api.newNone()
    }

    private static let stream: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started, let table = TableCapsule.table(arguments, runtime.api)
        else { return nil }
        return StreamCapsule.make(table, runtime.api)
    }

    private static let names: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started, let table = TableCapsule.table(arguments, runtime.api)
        else { return nil }
        return runtime.api.list(table.names.count) { PythonText.make(table.names[$0], runtime.api) }
    }

    private static let rows: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started, let table = TableCapsule.table(arguments, runtime.api)
        else { return nil }
        return runtime.api.PyLong_FromLongLong(Int64(table.rowCount))
    }

    /// (address, type, count) of a column whose memory NumPy can read as it is; None for others.
    private static let buffer: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started, let column = TableCapsule.column(arguments, runtime.api)
        else { return nil }
        let api = runtime.api
        guard let (address, type) = column.plainMemory else { return api.newNone() }
        guard let tuple = api.PyTuple_New(3) else { return nil }
        _ = api.PyTuple_SetItem(tuple, 0, api.PyLong_FromLongLong(Int64(Int(bitPattern: address))))
        _ = api.PyTuple_SetItem(tuple, 1, PythonText.make(type, api))
        _ = api.PyTuple_SetItem(tuple, 2, api.PyLong_FromLongLong(Int64(column.count)))
        return tuple
    }

    /// Whether somebody hears of questions; with true that one begins now, with false that it has ended.
    private static let asking: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started else { return nil }
        let api = runtime.api
        if api.PyTuple_Size(arguments) > 0 {
            PythonQuestions.tell(begins: api.PyObject_IsTrue(api.PyTuple_GetItem(arguments, 0)) == 1)
        }
        return api.PyBool_FromLong(PythonQuestions.isHeard ? 1 : 0)
    }

    /// Says whether the running code asks `stopped` by itself.
    private static let polling: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started else { return nil }
        let api = runtime.api
        runtime.watch.setAsks(api.PyObject_IsTrue(api.PyTuple_GetItem(arguments, 0)) == 1)
        return api.newNone()
    }

    /// Whether the running code's caller was told to stop.
    private static let stopped: python_function = { _, _ in
        guard let runtime = PythonRuntime.started else { return nil }
        return runtime.api.PyBool_FromLong(runtime.watch.isStopped ? 1 : 0)
    }

    /// Asks to hear of source files that are written in a folder.
    private static let notice: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started else { return nil }
        if let folder = PythonText.read(runtime.api.PyTuple_GetItem(arguments, 0), runtime.api) {
            runtime.notices.add(folder: folder)
        }
        return runtime.api.newNone()
    }

    /// Bytes of memory that may still be taken; None where the system doesn't tell.
    private static let memory: python_function = { _, _ in
        guard let runtime = PythonRuntime.started else { return nil }
        guard let bytes = AvailableMemory.bytes else { return runtime.api.newNone() }
        return runtime.api.PyLong_FromLongLong(Int64(bytes))
    }

    private static let values: python_function = { _, arguments in
        guard let runtime = PythonRuntime.started, let column = TableCapsule.column(arguments, runtime.api)
        else { return nil }
        return runtime.api.list(column.count) { try? runtime.makeObject(PythonValue(column[$0])) }
    }
}

extension StaticString {
    /// The text as C reads it: static, and ended by a zero.
    var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}

extension PythonAPI {
    func newNone() -> UnsafeMutableRawPointer {
        Py_IncRef(none)
        return none
    }

    /// A list of items that are made in order; nil when one can't be.
    func list(
        _ count: Int, _ item: (Int) -> UnsafeMutableRawPointer?
    ) -> UnsafeMutableRawPointer? {
        guard let list = PyList_New(count) else { return nil }
        for index in 0..<count {
            guard let object = item(index), PyList_SetItem(list, index, object) == 0 else {
                Py_DecRef(list)
                return nil
            }
        }
        return list
    }
}
