import SegDiagnostics

/// Takes values from one column or another, row by row.
enum Choice {
    /// The first operand's value where the bit is 1, the second's elsewhere.
    static func choose(
        _ bits: Bitmap, _ first: Operand, _ second: Operand, _ type: ColumnType
    ) throws(Failure) -> Column {
        let parts = [
            try first.column(bits.count, as: type), try second.column(bits.count, as: type),
        ]
        return choose(bits, try harmonised(parts), type)
    }

    /// The first value present among the operands.
    static func firstPresent(
        _ operands: [Operand], _ count: Int, _ type: ColumnType
    ) throws(Failure) -> Column {
        guard let last = operands.last else { return Column.missing(type, count: count) }
        var result = try last.column(count, as: type)
        for operand in operands.dropLast().reversed() {
            guard let present = operand.validity(count) else {
                result = try operand.column(count, as: type)
                continue
            }
            result = try choose(present, operand, .column(result), type)
        }
        return result
    }

    /// Categories with one list of levels.
    private static func harmonised(_ parts: [Column]) throws(Failure) -> [Column] {
        guard parts[0].type == .category else { return parts }
        let joined = try Column.concatenated(parts)
        let half = parts[0].count
        return [joined.slice(0..<half), joined.slice(half..<joined.count)]
    }

    private static func choose(_ bits: Bitmap, _ parts: [Column], _ type: ColumnType) -> Column {
        let (a, b) = (parts[0], parts[1])
        let full = Bitmap(count: bits.count, repeating: true)
        let valid = (bits & (a.validity ?? full)) | (~bits & (b.validity ?? full))
        let storage: Column.Storage =
            switch (a.storage, b.storage) {
            case (.int64(let x), .int64(let y)): .int64(mixed(bits, x, y))
            case (.float64(let x), .float64(let y)): .float64(mixed(bits, x, y))
            case (.float32(let x), .float32(let y)): .float32(mixed(bits, x, y))
            case (.date(let x), .date(let y)): .date(mixed(bits, x, y))
            case (.bool(let x), .bool(let y)): .bool((bits & x) | (~bits & y))
            case (.category(let x, let levels), .category(let y, _)):
                .category(mixed(bits, x, y), levels: levels)
            case (.string(let x), .string(let y)): .string(mixed(bits, x, y))
            default: a.storage
            }
        return Column(type: type, count: bits.count, storage: storage, validity: valid)
    }

    private static func mixed<Value>(
        _ bits: Bitmap, _ a: Buffer<Value>, _ b: Buffer<Value>
    ) -> Buffer<Value> {
        Buffer(count: bits.count) { target in
            for row in target.indices { target[row] = bits[row] ? a[row] : b[row] }
        }
    }

    private static func mixed(
        _ bits: Bitmap, _ a: StringStorage, _ b: StringStorage
    ) -> StringStorage {
        var builder = StringStorageBuilder(capacity: bits.count)
        for row in 0..<bits.count {
            (bits[row] ? a : b).withBytes(row) { builder.append($0) }
        }
        return builder.finished()
    }
}
