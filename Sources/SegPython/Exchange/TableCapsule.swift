import CArrow
import CPython
import SegFrame

/// A table of segnb as a Python capsule that keeps it alive.
enum TableCapsule {
    private static let name: StaticString = "segnb.table"

    private final class Box {
        let table: Table

        init(_ table: Table) { self.table = table }
    }

    /// A new capsule; nil with Python's error where there is no memory.
    static func make(_ table: Table, _ api: PythonAPI) -> UnsafeMutableRawPointer? {
        let box = Unmanaged.passRetained(Box(table))
        guard let capsule = api.PyCapsule_New(box.toOpaque(), name.cString, destroy) else {
            box.release()
            return nil
        }
        return capsule
    }

    private static let destroy: python_capsule_destructor = { capsule in
        guard let api = PythonRuntime.started?.api, let pointer = api.PyCapsule_GetPointer(capsule, name.cString)
        else { return }
        Unmanaged<Box>.fromOpaque(pointer).release()
    }

    /// The table of a capsule; nil with Python's error for another object.
    static func table(of capsule: UnsafeMutableRawPointer?, _ api: PythonAPI) -> Table? {
        // SAFETY: a capsule of this name is made by `make` alone, and holds the box until it goes.
        api.PyCapsule_GetPointer(capsule, name.cString).map {
            Unmanaged<Box>.fromOpaque($0).takeUnretainedValue().table
        }
    }

    /// The table that a native function was given first.
    static func table(_ arguments: UnsafeMutableRawPointer?, _ api: PythonAPI) -> Table? {
        table(of: api.PyTuple_GetItem(arguments, 0), api)
    }

    /// The column whose position a native function was given after the table.
    static func column(_ arguments: UnsafeMutableRawPointer?, _ api: PythonAPI) -> Column? {
        guard let table = table(arguments, api) else { return nil }
        var overflow: Int32 = 0
        let index = Int(api.PyLong_AsLongLongAndOverflow(api.PyTuple_GetItem(arguments, 1), &overflow))
        guard table.columns.indices.contains(index) else {
            api.PyErr_SetString(api.runtime_error?.pointee, "there is no such column")
            return nil
        }
        return table.columns[index]
    }

}

/// A table as an Arrow stream in a capsule, as the PyCapsule interface of Arrow asks.
enum StreamCapsule {
    private static let name: StaticString = "arrow_array_stream"

    static func make(_ table: Table, _ api: PythonAPI) -> UnsafeMutableRawPointer? {
        let stream = UnsafeMutablePointer<ArrowArrayStream>.allocate(capacity: 1)
        table.exportArrowStream(to: stream)
        return api.PyCapsule_New(stream, name.cString, destroy)
    }

    /// Releases a stream that nobody took.
    private static let destroy: python_capsule_destructor = { capsule in
        guard let api = PythonRuntime.started?.api, let pointer = api.PyCapsule_GetPointer(capsule, name.cString)
        else { return }
        let stream = pointer.assumingMemoryBound(to: ArrowArrayStream.self)
        if let release = stream.pointee.release { release(stream) }
        stream.deallocate()
    }

    /// Takes the stream out of a capsule and reads it.
    static func read(_ capsule: UnsafeMutableRawPointer?, _ api: PythonAPI) throws -> Table {
        guard let pointer = api.PyCapsule_GetPointer(capsule, name.cString) else {
            api.PyErr_Clear()
            throw PythonProblem.text("what should be a table gives no Arrow stream")
        }
        // SAFETY: the struct is moved out: the capsule's destructor finds it released.
        let source = pointer.assumingMemoryBound(to: ArrowArrayStream.self)
        var stream = source.pointee
        source.pointee.release = nil
        return try ArrowImport.table(from: &stream, releasing: PythonRuntime.releasing)
    }
}
