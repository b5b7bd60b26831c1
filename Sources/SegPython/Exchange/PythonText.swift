import CPython

/// Text between the program and Python, both in UTF-8.
enum PythonText {
    /// A new text; nil with Python's error where it isn't valid.
    static func make(_ text: String, _ api: PythonAPI) -> UnsafeMutableRawPointer? {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { api.PyUnicode_FromStringAndSize($0.baseAddress, $0.count) }
        }
    }

    /// The content of a text; nil for another object, or one with lone surrogates.
    static func read(_ object: UnsafeMutableRawPointer?, _ api: PythonAPI) -> String? {
        guard let bytes = api.PyUnicode_AsUTF8String(object) else {
            api.PyErr_Clear()
            return nil
        }
        defer { api.Py_DecRef(bytes) }
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        guard api.PyBytes_AsStringAndSize(bytes, &start, &count) == 0, let start else { return nil }
        let buffer = UnsafeBufferPointer(start: start, count: count)
        return buffer.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
    }
}
