import SegDiagnostics

extension Column {
    /// The rows of all parts one after the other. Integers beside floats become floats, categories
    /// beside texts become texts, levels of categories are united in order of appearance, and parts
    /// without any value take the type of the others; E402 for other types that differ.
    public static func concatenated(_ parts: [Column]) throws(Failure) -> Column {
        guard let first = parts.first else { return Column(doubles: []) }
        if parts.count == 1 { return first }
        let filled = parts.filter { $0.missingCount < $0.count }
        var type = filled.first?.type ?? first.type
        for part in filled.dropFirst() { type = try common(type, part.type) }
        let parts = parts.map { $0.widened(to: type) }
        let count = parts.reduce(0) { $0 + $1.count }
        return Column(
            type: type, count: count, storage: joined(parts, type), validity: joinedValidity(parts))
    }

    private static func common(_ a: ColumnType, _ b: ColumnType) throws(Failure) -> ColumnType {
        if a == b { return a }
        if a.isNumeric, b.isNumeric { return .float64 }
        if a.isText, b.isText { return .string }
        throw FrameError.types(
            "rows of type \(a) can't be followed by rows of type \(b)",
            hint: "make both of one type first")
    }

    private func widened(to type: ColumnType) -> Column {
        if self.type == type { return self }
        if missingCount == count { return Column.missing(type, count: count) }
        return type == .string ? Column(strings: strings()) : Column(doubles: doubles())
    }

    private static func joinedValidity(_ parts: [Column]) -> Bitmap? {
        guard parts.contains(where: { $0.validity != nil }) else { return nil }
        var bits: [Bool] = []
        for part in parts {
            bits += part.validity?.array ?? [Bool](repeating: true, count: part.count)
        }
        return Bitmap(bits)
    }

    private static func joined(_ parts: [Column], _ type: ColumnType) -> Storage {
        switch type {
        case .int64, .dateTime, .duration: .int64(joined(parts.compactMap(\.int64Buffer)))
        case .float64: .float64(joined(parts.compactMap(\.float64Buffer)))
        case .float32: .float32(joined(parts.compactMap(\.float32Buffer)))
        case .date: .date(joined(parts.compactMap(\.dateBuffer)))
        case .bool: .bool(Bitmap(parts.flatMap { $0.boolBitmap?.array ?? [] }))
        case .string: .string(joined(parts.compactMap(\.stringStorage)))
        case .category: joinedCategories(parts)
        }
    }

    private static func joined<Value>(_ parts: [Buffer<Value>]) -> Buffer<Value> {
        Buffer(count: parts.reduce(0) { $0 + $1.count }) { target in
            var start = 0
            for part in parts {
                let space = UnsafeMutableBufferPointer(rebasing: target[start..<start + part.count])
                part.withUnsafeBufferPointer { _ = space.initialize(fromContentsOf: $0) }
                start += part.count
            }
        }
    }

    private static func joined(_ parts: [StringStorage]) -> StringStorage {
        let count = parts.reduce(0) { $0 + $1.count }
        let offsets = Buffer<Int64>(count: count + 1) { target in
            target[0] = 0
            var place = 1
            for part in parts {
                let shift = target[place - 1] - Int64(part.offsets[0])
                for row in 0..<part.count { target[place + row] = Int64(part.offsets[row + 1]) + shift }
                place += part.count
            }
        }
        let bytes = parts.map { $0.bytes.slice($0.offsets[0]..<$0.offsets[$0.count]) }
        return StringStorage(offsets: offsets, bytes: joined(bytes))
    }

    private static func joinedCategories(_ parts: [Column]) -> Storage {
        var place: [Utf8Key: Int32] = [:]
        var levels: [String] = []
        var joined: [Int32] = []
        for part in parts {
            let translation = (part.levels ?? []).map { level -> Int32 in
                if let code = place[Utf8Key(level)] { return code }
                place[Utf8Key(level)] = Int32(levels.count)
                levels.append(level)
                return Int32(levels.count - 1)
            }
            guard let codes = part.categoryCodes else { continue }
            for row in 0..<codes.count {
                joined.append(codes[row] < 0 ? -1 : translation[Int(codes[row])])
            }
        }
        return .category(Buffer(joined), levels: levels)
    }
}
