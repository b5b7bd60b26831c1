import SegDiagnostics

/// Makes a column of an Arrow array, sharing its memory where the layout is the same.
struct ArrowColumnReader {
    private let field: ArrowField
    private let rows: ArrowRows
    private let owner: ArrowBatch

    init(_ field: ArrowField, _ rows: ArrowRows, _ owner: ArrowBatch) {
        self.field = field
        self.rows = rows
        self.owner = owner
    }

    func column() throws(Failure) -> Column {
        if field.dictionary != nil { return try categories() }
        switch field.format {
        case "c", "C", "s", "S", "i", "I", "l":
            return Column(int64: try integers(), validity: validity)
        case "L": return try unsigned()
        case "g": return Column(foreignFloat64: try shared(Double.self), validity: validity)
        case "f": return Column(foreignFloat32: try shared(Float.self), validity: validity)
        case "e": return Column(float32: try converted(Float16.self) { Float($0) }, validity: validity)
        case "b": return Column(bool: try bits(), validity: validity)
        case "u": return Column(string: try texts(TextOffsets.narrow), validity: validity)
        case "U": return Column(string: try texts(TextOffsets.wide), validity: validity)
        case "vu": return Column(string: try textViews(), validity: validity)
        case "n": return Column(doubles: [Double](repeating: .nan, count: rows.count))
        default: return try time()
        }
    }

    private var validity: Bitmap? {
        guard let start = rows.buffer(0), rows.array.null_count != 0 else { return nil }
        return bitmap(start)
    }

    // SAFETY of all below: the producer promises buffers of `offset + count` elements, and the
    // owner keeps them until the last column over them goes.

    private func bitmap(_ start: UnsafeRawPointer) -> Bitmap {
        let size = (rows.offset + rows.count + 7) / 8
        let bytes = Buffer(
            unsafeMemory: start.assumingMemoryBound(to: UInt8.self), count: size, owner: owner)
        return Bitmap(bytes: bytes, offset: rows.offset, count: rows.count)
    }

    private func start(_ buffer: Int) throws(Failure) -> UnsafeRawPointer {
        guard let start = rows.buffer(buffer) else {
            throw Failure("E440", "column '\(field.name)' can't be taken over: it has no data")
        }
        return start
    }

    /// The values where they lie.
    private func shared<Value>(_ type: Value.Type) throws(Failure) -> Buffer<Value> {
        guard rows.count > 0 else { return Buffer([]) }
        let base = try start(1).assumingMemoryBound(to: Value.self)
        return Buffer(unsafeMemory: base + rows.offset, count: rows.count, owner: owner)
    }

    private func converted<Source: BitwiseCopyable, Value>(
        _ type: Source.Type, _ convert: (Source) -> Value
    ) throws(Failure) -> Buffer<Value> {
        guard rows.count > 0 else { return Buffer([]) }
        let source = try start(1).assumingMemoryBound(to: Source.self) + rows.offset
        return Buffer(count: rows.count) { target in
            for row in target.indices {
                target.initializeElement(at: row, to: convert(source[row]))
            }
        }
    }

    private func integers() throws(Failure) -> Buffer<Int64> {
        switch field.format {
        case "c": return try converted(Int8.self) { Int64($0) }
        case "C": return try converted(UInt8.self) { Int64($0) }
        case "s": return try converted(Int16.self) { Int64($0) }
        case "S": return try converted(UInt16.self) { Int64($0) }
        case "i": return try converted(Int32.self) { Int64($0) }
        case "I": return try converted(UInt32.self) { Int64($0) }
        case "L": return try converted(UInt64.self) { Int64(truncatingIfNeeded: $0) }
        default: return try shared(Int64.self)
        }
    }

    /// Unsigned numbers of 64 bits: floats where one is too large for an integer.
    private func unsigned() throws(Failure) -> Column {
        let validity = validity
        let whole = try integers()
        let fits = (0..<rows.count).allSatisfy { row in
            whole[row] >= 0 || validity.map { !$0[row] } ?? false
        }
        if fits { return Column(int64: whole, validity: validity) }
        return Column(float64: try converted(UInt64.self) { Double($0) }, validity: validity)
    }

    private func bits() throws(Failure) -> Bitmap {
        rows.count == 0 ? Bitmap([]) : bitmap(try start(1))
    }

    /// Texts as they lie, with offsets of either width.
    private func texts<Offset: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ positions: (Buffer<Offset>) -> TextOffsets
    ) throws(Failure) -> StringStorage {
        guard rows.count > 0 else { return StringStorage([]) }
        let offsets = try start(1).assumingMemoryBound(to: Offset.self) + rows.offset
        let size = Int(offsets[rows.count])
        guard size > 0, let bytes = rows.buffer(2) else {
            return StringStorage(offsets: Buffer<Int64>.zeros(rows.count + 1), bytes: Buffer<UInt8>([]))
        }
        return StringStorage(
            offsets: positions(Buffer(unsafeMemory: offsets, count: rows.count + 1, owner: owner)),
            bytes: Buffer(
                unsafeMemory: bytes.assumingMemoryBound(to: UInt8.self), count: size, owner: owner))
    }
}

extension ArrowColumnReader {
    /// Texts as views of 16 bytes: the length, then up to 12 bytes in place, or 4 bytes of a prefix,
    /// the number of a buffer and the offset in it.
    private func textViews() throws(Failure) -> StringStorage {
        guard rows.count > 0 else { return StringStorage([]) }
        let views = try start(1) + rows.offset * 16
        let validity = validity
        var bytes: [UInt8] = []
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(rows.count + 1)
        for row in 0..<rows.count {
            if validity.map({ $0[row] }) ?? true {
                // SAFETY: the producer's buffers are as its schema says; lengths are checked.
                let view = views + row * 16
                let length = Int(view.loadUnaligned(as: Int32.self))
                var text = view + 4
                if length > 12 {
                    let buffer = Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
                    let offset = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
                    guard buffer >= 0, offset >= 0, let start = rows.buffer(2 + buffer) else {
                        throw field.unsupported
                    }
                    text = start + offset
                }
                guard length >= 0 else { throw field.unsupported }
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: text, count: length))
            }
            offsets.append(Int64(bytes.count))
        }
        return StringStorage(offsets: Buffer(offsets), bytes: Buffer(bytes))
    }

    /// Codes into a dictionary: of texts categories, where a level that is listed twice counts as one, of others the values.
    private func categories() throws(Failure) -> Column {
        guard let dictionary = rows.array.dictionary?.pointee, let format = field.dictionary else {
            throw field.unsupported
        }
        let values = ArrowRows(
            array: dictionary, offset: Int(dictionary.offset), count: Int(dictionary.length))
        let levelField = ArrowField(name: field.name, format: format, dictionary: nil)
        let levels = try ArrowColumnReader(levelField, values, owner).column()
        let codes = try integers()
        let validity = validity
        guard levels.type == .string else {
            return levels.taking(
                optional: (0..<rows.count).map { row in
                    let code = validity.map { $0[row] } ?? true ? Int(clamping: codes[row]) : -1
                    return (0..<levels.count).contains(code) ? code : -1
                })
        }
        let (unified, texts) = levels.encoded()
        let places = Buffer<Int32>(count: rows.count) { target in
            for row in target.indices {
                let code = validity.map { $0[row] } ?? true ? Int(clamping: codes[row]) : -1
                target.initializeElement(
                    at: row, to: unified.indices.contains(code) ? unified[code] : -1)
            }
        }
        return Column(codes: places, levels: texts)
    }

    private func time() throws(Failure) -> Column {
        switch (try field.type(), Array(field.format.utf8.dropFirst(2).prefix(1)).first) {
        case (.date, UInt8(ascii: "D")):
            return Column(date: try shared(Int32.self), validity: validity)
        case (.date, _):
            return Column(date: try converted(Int64.self) { Self.days($0) }, validity: validity)
        case (.dateTime(let zone), let unit):
            let values = try scaled(unit, to: UInt8(ascii: "u"))
            return Column(dateTime: values, zone: zone, validity: validity)
        case (_, let unit):
            return Column(duration: try scaled(unit, to: UInt8(ascii: "n")), validity: validity)
        }
    }

    private static func days(_ milliseconds: Int64) -> Int32 {
        let day: Int64 = 86_400_000
        return Int32(clamping: milliseconds / day - (milliseconds % day < 0 ? 1 : 0))
    }

    /// Times in one unit as times in another, rounded towards the past.
    private func scaled(_ unit: UInt8?, to wanted: UInt8) throws(Failure) -> Buffer<Int64> {
        guard let from = Self.perSecond(unit), let to = Self.perSecond(wanted) else {
            throw field.unsupported
        }
        if from == to { return try shared(Int64.self) }
        if from < to {
            let factor = to / from
            // Rows that are missing may hold anything.
            let valid = validity
            var isTooFar = false
            var row = 0
            let values = try converted(Int64.self) { value -> Int64 in
                let (product, overflow) = value.multipliedReportingOverflow(by: factor)
                if overflow, valid?[row] ?? true { isTooFar = true }
                row += 1
                return product
            }
            guard !isTooFar else {
                throw Failure("E402", "column '\(field.name)' holds times that are too far away for a table")
            }
            return values
        }
        let divisor = from / to
        return try converted(Int64.self) { $0 / divisor - ($0 % divisor < 0 ? 1 : 0) }
    }

    private static func perSecond(_ unit: UInt8?) -> Int64? {
        switch unit {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 1000
        case UInt8(ascii: "u"): 1_000_000
        case UInt8(ascii: "n"): 1_000_000_000
        default: nil
        }
    }
}
