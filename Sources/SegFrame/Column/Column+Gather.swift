import SegDiagnostics

extension Column {
    /// The values at these rows, in their order; rows are in `0 ..< count`.
    public func taking(_ rows: [Int]) -> Column {
        let storage: Storage =
            switch storage {
            case .int64(let values): .int64(values.taking(rows))
            case .float64(let values): .float64(values.taking(rows))
            case .float32(let values): .float32(values.taking(rows))
            case .bool(let bits): .bool(bits.taking(rows))
            case .date(let values): .date(values.taking(rows))
            case .string(let texts): .string(texts.taking(rows))
            case .category(let codes, let levels): .category(codes.taking(rows), levels: levels)
            }
        return Column(
            type: type, count: rows.count, storage: storage, validity: validity?.taking(rows))
    }

    /// The values at these rows, missing where a row is -1.
    public func taking(optional rows: [Int]) -> Column {
        guard rows.contains(where: { $0 < 0 }) else { return taking(rows) }
        guard count > 0 else {
            return Column.missing(type, count: rows.count, levels: levels ?? [])
        }
        let gathered = taking(rows.map { max(0, $0) })
        return gathered.masked(by: Bitmap(count: rows.count) { rows[$0] >= 0 })
    }

    /// The rows of a range, sharing memory.
    public func slice(_ range: Range<Int>) -> Column {
        let storage: Storage =
            switch storage {
            case .int64(let values): .int64(values.slice(range))
            case .float64(let values): .float64(values.slice(range))
            case .float32(let values): .float32(values.slice(range))
            case .bool(let bits): .bool(bits.slice(range))
            case .date(let values): .date(values.slice(range))
            case .string(let texts): .string(texts.slice(range))
            case .category(let codes, let levels): .category(codes.slice(range), levels: levels)
            }
        return Column(
            type: type, count: range.count, storage: storage, validity: validity?.slice(range))
    }

    /// Missing also wherever the bitmap is 0.
    func masked(by present: Bitmap) -> Column {
        let valid = Bitmap.both(validity, present)
        if case .category(let codes, let levels) = storage {
            return Column(codes: codes, levels: levels, validity: valid)
        }
        return Column(type: type, count: count, storage: storage, validity: valid)
    }

    /// A column without any value.
    static func missing(_ type: ColumnType, count: Int, levels: [String] = []) -> Column {
        let none = Bitmap(count: count, repeating: false)
        let storage: Storage =
            switch type {
            case .int64, .dateTime, .duration: .int64(.zeros(count))
            case .float64: .float64(.zeros(count))
            case .float32: .float32(.zeros(count))
            case .bool: .bool(none)
            case .date: .date(.zeros(count))
            case .string:
                .string(StringStorage(offsets: Buffer<Int64>.zeros(count + 1), bytes: Buffer([])))
            case .category:
                .category(Buffer(count: count) { $0.initialize(repeating: -1) }, levels: levels)
            }
        return Column(type: type, count: count, storage: storage, validity: none)
    }
}

extension Buffer {
    /// The elements at these indices; the subscript checks each.
    func taking(_ rows: [Int]) -> Buffer {
        Buffer(count: rows.count) { target in
            rows.withUnsafeBufferPointer { rows in
                for place in 0..<rows.count { target[place] = self[rows[place]] }
            }
        }
    }
}

extension Buffer where Element: Numeric {
    static func zeros(_ count: Int) -> Buffer {
        Buffer(count: count) { $0.initialize(repeating: 0) }
    }
}
