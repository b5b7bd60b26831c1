import CPython

/// What the threads of Python are doing: asked without running any Python code, so that they stay where they are.
struct PythonFrames {
    /// `sys._current_frames`.
    private let function: UInt

    /// Nil where Python doesn't tell.
    init?(_ api: PythonAPI) {
        guard let sys = api.PyImport_ImportModule("sys") else {
            api.PyErr_Clear()
            return nil
        }
        defer { api.Py_DecRef(sys) }
        guard let function = api.PyObject_GetAttrString(sys, "_current_frames") else {
            api.PyErr_Clear()
            return nil
        }
        self.function = UInt(bitPattern: function)
    }

    /// Which threads import a library at this moment; Python's lock is held.
    ///
    /// An exception that comes from outside while importing takes or gives back its locks leaves them taken for ever, and some
    /// libraries (NumPy) can't be imported a second time after it. Code of the user's own that is imported, and computes, is
    /// no such place.
    func importing(among threads: [UInt], _ gil: borrowing GIL) -> Set<UInt> {
        let api = gil.api
        guard let nothing = api.PyTuple_New(0) else { return [] }
        defer { api.Py_DecRef(nothing) }
        guard let frames = api.PyObject_Call(UnsafeMutableRawPointer(bitPattern: function), nothing, nil) else {
            api.PyErr_Clear()
            return []
        }
        defer { api.Py_DecRef(frames) }
        var found: Set<UInt> = []
        var position = 0
        var key: UnsafeMutableRawPointer?
        var frame: UnsafeMutableRawPointer?
        while api.PyDict_Next(frames, &position, &key, &frame) != 0 {
            var overflow: Int32 = 0
            let thread = UInt(truncatingIfNeeded: api.PyLong_AsLongLongAndOverflow(key, &overflow))
            if let frame, threads.contains(thread), isImporting(frame, api) { found.insert(thread) }
        }
        return found
    }

    /// Whether importing stands between the innermost frame and the first one, from there outward, that is of no library.
    private func isImporting(_ innermost: UnsafeMutableRawPointer, _ api: PythonAPI) -> Bool {
        api.Py_IncRef(innermost)
        var frame: UnsafeMutableRawPointer? = innermost
        while let current = frame {
            let file = Self.file(of: current, api)
            if file.hasPrefix("<frozen importlib") || !Self.isLibrary(file) {
                api.Py_DecRef(current)
                return file.hasPrefix("<frozen importlib")
            }
            frame = api.PyObject_GetAttrString(current, "f_back")
            api.Py_DecRef(current)
            if frame == nil { api.PyErr_Clear() }
            if let outer = frame, outer == api.none {
                api.Py_DecRef(outer)
                frame = nil
            }
        }
        return false
    }

    private static func file(of frame: UnsafeMutableRawPointer, _ api: PythonAPI) -> String {
        guard let code = api.PyObject_GetAttrString(frame, "f_code") else {
            api.PyErr_Clear()
            return ""
        }
        defer { api.Py_DecRef(code) }
        guard let name = api.PyObject_GetAttrString(code, "co_filename") else {
            api.PyErr_Clear()
            return ""
        }
        defer { api.Py_DecRef(name) }
        return PythonText.read(name, api) ?? ""
    }

    private static func isLibrary(_ file: String) -> Bool {
        file.hasPrefix("<frozen") || file.contains("/lib/python3.") || file.contains("/site-packages/") || file.contains("/dist-packages/")
    }
}
