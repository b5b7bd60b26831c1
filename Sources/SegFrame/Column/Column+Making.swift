import SegDiagnostics

extension Column {
    /// Floats; NaN and infinities become missing.
    public init(doubles: [Double]) { self.init(float64: Buffer(doubles)) }

    /// Integers, missing where `missing` says so.
    public init(ints: [Int64], missing: [Bool]? = nil) {
        self.init(int64: Buffer(ints), validity: Self.validity(missing))
    }

    /// Texts, missing where nil.
    public init(strings: [String?]) {
        self.init(
            string: StringStorage(strings), validity: Self.validity(strings.map { $0 == nil }))
    }

    /// Booleans, missing where nil.
    public init(bools: [Bool?]) {
        let bits = Bitmap(count: bools.count) { bools[$0] ?? false }
        self.init(bool: bits, validity: Self.validity(bools.map { $0 == nil }))
    }

    /// Categories by code, -1 meaning missing; levels are distinct.
    public init(codes: [Int32], levels: [String]) {
        self.init(codes: Buffer(codes), levels: levels)
    }

    /// Days since 1970-01-01.
    public init(dates: [Int32], missing: [Bool]? = nil) {
        self.init(date: Buffer(dates), validity: Self.validity(missing))
    }

    /// Instants in microseconds since 1970-01-01 00:00.
    public init(microseconds: [Int64], zone: String? = nil, missing: [Bool]? = nil) {
        self.init(dateTime: Buffer(microseconds), zone: zone, validity: Self.validity(missing))
    }

    /// Durations in nanoseconds.
    public init(nanoseconds: [Int64], missing: [Bool]? = nil) {
        self.init(duration: Buffer(nanoseconds), validity: Self.validity(missing))
    }

    static func validity(_ missing: [Bool]?) -> Bitmap? {
        guard let missing, missing.contains(true) else { return nil }
        return Bitmap(count: missing.count) { !missing[$0] }
    }
}

// From memory, without a copy.
extension Column {
    /// Floats in existing memory; NaN and infinities become missing.
    public init(float64 buffer: Buffer<Double>, validity: Bitmap? = nil) {
        self.init(
            type: .float64, count: buffer.count, storage: .float64(buffer),
            validity: Bitmap.both(validity, Self.finite(buffer)))
    }

    /// Floats in memory from elsewhere; NaN and infinities are missing, which is looked at once somebody asks.
    public init(foreignFloat64 buffer: Buffer<Double>, validity: Bitmap? = nil) {
        self.init(
            type: .float64, count: buffer.count, storage: .float64(buffer),
            validity: DeferredValidity { Bitmap.both(validity, Self.finite(buffer))?.normalised })
    }

    /// Single-precision floats in existing memory; NaN and infinities become missing.
    public init(float32 buffer: Buffer<Float>, validity: Bitmap? = nil) {
        self.init(
            type: .float32, count: buffer.count, storage: .float32(buffer),
            validity: Bitmap.both(validity, Self.finite(buffer)))
    }

    /// Single-precision floats in memory from elsewhere, as `init(foreignFloat64:validity:)`.
    public init(foreignFloat32 buffer: Buffer<Float>, validity: Bitmap? = nil) {
        self.init(
            type: .float32, count: buffer.count, storage: .float32(buffer),
            validity: DeferredValidity { Bitmap.both(validity, Self.finite(buffer))?.normalised })
    }

    /// Integers in existing memory.
    public init(int64 buffer: Buffer<Int64>, validity: Bitmap? = nil) {
        self.init(type: .int64, count: buffer.count, storage: .int64(buffer), validity: validity)
    }

    /// Instants in existing memory: microseconds since 1970-01-01 00:00.
    public init(dateTime buffer: Buffer<Int64>, zone: String?, validity: Bitmap? = nil) {
        self.init(
            type: .dateTime(zone: zone), count: buffer.count, storage: .int64(buffer),
            validity: validity)
    }

    /// Durations in existing memory: nanoseconds.
    public init(duration buffer: Buffer<Int64>, validity: Bitmap? = nil) {
        self.init(type: .duration, count: buffer.count, storage: .int64(buffer), validity: validity)
    }

    /// Days since 1970-01-01 in existing memory.
    public init(date buffer: Buffer<Int32>, validity: Bitmap? = nil) {
        self.init(type: .date, count: buffer.count, storage: .date(buffer), validity: validity)
    }

    /// Booleans in existing memory.
    public init(bool bits: Bitmap, validity: Bitmap? = nil) {
        self.init(type: .bool, count: bits.count, storage: .bool(bits), validity: validity)
    }

    /// Texts in existing memory.
    public init(string texts: StringStorage, validity: Bitmap? = nil) {
        self.init(type: .string, count: texts.count, storage: .string(texts), validity: validity)
    }

    /// Categories in existing memory: codes outside the levels are missing; levels are distinct.
    public init(codes buffer: Buffer<Int32>, levels: [String], validity: Bitmap? = nil) {
        let known = UInt32(levels.count)
        let inside = buffer.withUnsafeBufferPointer { codes in
            Bitmap(count: codes.count) { UInt32(bitPattern: codes[$0]) < known }
        }
        let valid = Bitmap.both(validity, inside.normalised)?.normalised
        self.init(
            type: .category, count: buffer.count,
            storage: .category(Self.marked(buffer, valid), levels: levels), validity: valid)
    }

    /// The codes with -1 wherever the row is missing.
    private static func marked(_ codes: Buffer<Int32>, _ validity: Bitmap?) -> Buffer<Int32> {
        guard let validity else { return codes }
        return Buffer(count: codes.count) { target in
            for row in target.indices { target[row] = validity[row] ? codes[row] : -1 }
        }
    }

    /// Which numbers are finite; nil where all are.
    private static func finite<Number: BinaryFloatingPoint & BitwiseCopyable & SIMDScalar & Sendable>(
        _ buffer: Buffer<Number>
    ) -> Bitmap? {
        buffer.withUnsafeBufferPointer { values in
            // A product with zero is NaN for what isn't finite, and a sum keeps it; eight at a time.
            var probes = SIMD8<Number>.zero
            let whole = values.count / 8 * 8
            // SAFETY: eight elements from a place below `whole` lie in the buffer.
            let memory = UnsafeRawPointer(values.baseAddress)
            if let memory {
                for place in stride(from: 0, to: whole, by: 8) {
                    probes += memory.loadUnaligned(
                        fromByteOffset: place * MemoryLayout<Number>.stride, as: SIMD8<Number>.self) * 0
                }
            }
            var probe = probes.sum()
            for value in values[whole...] { probe += value * 0 }
            if probe == 0 { return nil }
            return Bitmap(count: values.count) { values[$0].isFinite }.normalised
        }
    }
}
