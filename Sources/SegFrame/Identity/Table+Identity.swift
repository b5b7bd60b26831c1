import SegIdentity

extension Table {
    /// A hash of the content: names, types, kinds and values, not how they lie in memory. Floats
    /// count by their bits, categories with their levels. Computed anew at each call.
    public var identity: String {
        var hash = ContentHash()
        hash.add(rowCount)
        hash.add(columns.count)
        for (field, column) in zip(schema.fields, columns) {
            hash.add(field.name)
            hash.add(field.kind.rawValue)
            hash.add(column.identity)
        }
        return hash.finished()
    }
}

extension Column {
    /// A hash of the type and the values.
    public var identity: String {
        var hash = ContentHash()
        hash.add("\(type)")
        hash.add(count)
        hash.add(validity)
        switch storage {
        case .int64(let values): hash.add(present(values, 0))
        case .float64(let values): hash.add(present(values, 0))
        case .float32(let values): hash.add(present(values, 0))
        case .date(let values): hash.add(present(values, 0))
        case .bool(let bits): hash.add(validity.map { $0 & bits } ?? bits)
        case .category(let codes, let levels):
            hash.add(levels.count)
            for level in levels { hash.add(level) }
            hash.add(codes)
        case .string(let texts): add(texts, to: &hash)
        }
        return hash.finished()
    }

    /// The values with one and the same in every row that is missing.
    private func present<Value>(_ values: Buffer<Value>, _ filler: Value) -> Buffer<Value> {
        guard let validity else { return values }
        return Buffer(count: count) { target in
            for row in target.indices { target[row] = validity[row] ? values[row] : filler }
        }
    }

    private func add(_ texts: StringStorage, to hash: inout ContentHash) {
        let sizes = (0..<count).map { isMissing($0) ? 0 : Int64(texts.range($0).count) }
        hash.add(Buffer(sizes))
        guard validity != nil else {
            hash.add(texts.bytes.slice(texts.offsets[0]..<texts.offsets[count]))
            return
        }
        for row in 0..<count where !isMissing(row) {
            texts.withBytes(row) { hash.add(UnsafeRawBufferPointer($0)) }
        }
    }
}

// MARK: - Equality

extension Table {
    /// Whether two tables have the same columns, of the same types and kinds, with the same values.
    public func hasSameContent(as other: Table) -> Bool {
        schema == other.schema && zip(columns, other.columns).allSatisfy { $0.hasSameContent(as: $1) }
    }
}

extension Column {
    /// Whether two columns are of one type and hold the same values; of categories the texts count, whatever other levels there are.
    public func hasSameContent(as other: Column) -> Bool {
        guard type == other.type, count == other.count else { return false }
        if case .category = storage { return strings() == other.strings() }
        return identity == other.identity
    }
}

extension Table: ContentIdentified {
    public var contentIdentity: String? { identity }
}

extension Column: ContentIdentified {
    public var contentIdentity: String? { identity }
}
