extension Column {
    /// Numbers of any type but text, NaN where missing: booleans as 0 and 1, dates as days,
    /// instants as microseconds, durations as nanoseconds, categories as their codes. Text gives
    /// NaN.
    public func doubles() -> [Double] {
        switch storage {
        case .int64(let values): return numbers(values) { Double($0) }
        case .float64(let values): return numbers(values) { $0 }
        case .float32(let values): return numbers(values) { Double($0) }
        case .date(let values): return numbers(values) { Double($0) }
        case .category(let codes, _): return numbers(codes) { Double($0) }
        case .bool(let bits): return (0..<count).map { isMissing($0) ? .nan : bits[$0] ? 1 : 0 }
        case .string: return [Double](repeating: .nan, count: count)
        }
    }

    @inline(__always)
    private func numbers<Value>(_ values: Buffer<Value>, _ convert: (Value) -> Double) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { target, filled in
            values.withUnsafeBufferPointer { values in
                for row in 0..<count { target[row] = convert(values[row]) }
            }
            if let validity {
                for row in 0..<count where !validity[row] { target[row] = .nan }
            }
            filled = count
        }
    }

    /// Integers of an `int64`, `bool`, `date`, `dateTime` or `duration` column, 0 where missing;
    /// nil for other types.
    public func int64s() -> [Int64]? {
        switch storage {
        case .int64(let values): (0..<count).map { isMissing($0) ? 0 : values[$0] }
        case .date(let values): (0..<count).map { isMissing($0) ? 0 : Int64(values[$0]) }
        case .bool(let bits): (0..<count).map { !isMissing($0) && bits[$0] ? 1 : 0 }
        case .float64, .float32, .string, .category: nil
        }
    }

    /// Every cell as text, nil where missing; values that aren't text as tables show them.
    public func strings() -> [String?] {
        switch storage {
        case .string(let texts): (0..<count).map { isMissing($0) ? nil : texts[$0] }
        case .category(let codes, let levels):
            (0..<count).map { codes[$0] < 0 ? nil : levels[Int(codes[$0])] }
        case .int64, .float64, .float32, .bool, .date: displayTexts()
        }
    }

    private func displayTexts() -> [String?] {
        guard case .dateTime(let zone) = type, let instants = int64Buffer else {
            return (0..<count).map { isMissing($0) ? nil : self[$0].description }
        }
        var offsets = ZoneOffsets(zone)
        return (0..<count).map { row in
            isMissing(row) ? nil : DateTimeText.text(instants[row], zone: zone, &offsets)
        }
    }

    /// Each value once, in the order of the first rows that hold them; the missing one is among them.
    public func distinctValues() -> [Scalar] {
        if case .category(let codes, let levels) = storage {
            // One place more, for what is missing.
            var seen = [Bool](repeating: false, count: levels.count + 1)
            var order: [Int32] = []
            for row in 0..<count where !seen[Int(codes[row]) + 1] {
                seen[Int(codes[row]) + 1] = true
                order.append(codes[row])
            }
            return order.map { $0 < 0 ? .null : .string(levels[Int($0)]) }
        }
        var seen: Set<Scalar> = []
        return (0..<count).lazy.map { self[$0] }.filter { seen.insert($0).inserted }
    }

    /// Every cell.
    public func scalars() -> [Scalar] { (0..<count).map { self[$0] } }
}
