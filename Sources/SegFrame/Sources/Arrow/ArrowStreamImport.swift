import CArrow
import SegDiagnostics

/// Takes tables from other libraries in the process through Arrow's C data interface.
///
/// Numbers of 64 bits, single-precision floats, dates, microseconds, texts and codes are used where
/// they lie, without a copy; narrower integers, bits and other units are converted. Kinds follow
/// from types.
public enum ArrowImport {
    /// How to run the producer's release callbacks, which may need a lock (Python's).
    public typealias Releasing = @Sendable (_ release: () -> Void) -> Void

    /// Reads a stream to its end and releases it, also on failure.
    ///
    /// Columns of text become categories by the rule that files are read by, see `TextStorage`.
    ///
    /// Fails with E402 for a type that columns don't have, E440 with the producer's message where
    /// it fails.
    public static func table(
        from stream: UnsafeMutablePointer<ArrowArrayStream>, text: TextStorage = .automatic,
        releasing: @escaping Releasing = { $0() }
    ) throws(Failure) -> Table {
        defer { releasing { stream.pointee.release?(stream) } }
        var schema = ArrowSchema()
        guard stream.pointee.get_schema?(stream, &schema) == 0 else { throw failure(stream) }
        defer { releasing { schema.release?(&schema) } }
        let fields = try ArrowField.fields(of: schema)
        var parts: [Table] = []
        while let batch = try nextBatch(stream, releasing) {
            parts.append(try table(fields, batch))
        }
        if parts.isEmpty { parts = [try emptyTable(fields)] }
        return try stored(Table.concatenated(parts), as: text)
    }

    /// Columns of text as files would give them.
    private static func stored(_ table: Table, as storage: TextStorage) throws(Failure) -> Table {
        var table = table
        for (field, column) in zip(table.schema.fields, table.columns) where field.type == .string {
            table = try table.setting(field.name, column.stored(as: storage))
        }
        return table
    }

    private static func nextBatch(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, _ releasing: @escaping Releasing
    ) throws(Failure) -> ArrowBatch? {
        var array = ArrowArray()
        guard stream.pointee.get_next?(stream, &array) == 0 else { throw failure(stream) }
        return array.release == nil ? nil : ArrowBatch(array, releasing)
    }

    private static func failure(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> Failure {
        let reason = stream.pointee.get_last_error?(stream).map { String(cString: $0) }
        return Failure("E440", "the table can't be taken over: \(reason ?? "its producer failed")")
    }

    private static func table(_ fields: [ArrowField], _ batch: ArrowBatch) throws(Failure) -> Table
    {
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for (index, field) in fields.enumerated() {
            guard let rows = batch.rows(of: index) else {
                throw Failure(
                    "E440", "the table can't be taken over: column '\(field.name)' has no data")
            }
            columns.append((field.name, nil, try ArrowColumnReader(field, rows, batch).column()))
        }
        return try Table(columns)
    }

    private static func emptyTable(_ fields: [ArrowField]) throws(Failure) -> Table {
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for field in fields {
            columns.append((field.name, nil, try Column(scalars: [], type: try field.type())))
        }
        return try Table(columns)
    }
}

/// An array that was moved out of a stream, released when the last column over it goes.
final class ArrowBatch: @unchecked Sendable {
    // SAFETY: the array isn't written to after init, but by release at the end.
    private var array: ArrowArray
    private let releasing: ArrowImport.Releasing

    init(_ array: ArrowArray, _ releasing: @escaping ArrowImport.Releasing) {
        self.array = array
        self.releasing = releasing
    }

    deinit { releasing { array.release?(&array) } }

    /// One column of the struct, with the struct's own offset and length.
    func rows(of column: Int) -> ArrowRows? {
        guard column < Int(array.n_children), let child = array.children?[column] else {
            return nil
        }
        let offset = Int(array.offset) + Int(child.pointee.offset)
        return ArrowRows(array: child.pointee, offset: offset, count: Int(array.length))
    }
}

/// The rows of an array that belong to a column.
struct ArrowRows {
    let array: ArrowArray
    let offset: Int
    let count: Int

    /// The start of a buffer; nil where it is absent.
    func buffer(_ index: Int) -> UnsafeRawPointer? {
        index < Int(array.n_buffers) ? array.buffers?[index] : nil
    }
}
