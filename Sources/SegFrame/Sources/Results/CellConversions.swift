/// Integers of up to 64 bits.
struct IntegerConversion<Source: FixedWidthInteger & BitwiseCopyable>: CellConversion {
    func convert(_ source: Source) -> Int64? { Int64(truncatingIfNeeded: source) }
    var filler: Int64 { 0 }
    func column(_ values: Buffer<Int64>, _ validity: Bitmap?) -> Column {
        Column(int64: values, validity: validity)
    }
}

/// Double-precision numbers; the column makes NaN and infinities missing.
struct DoubleConversion: CellConversion {
    func convert(_ source: Double) -> Double? { source }
    var filler: Double { .nan }
    func column(_ values: Buffer<Double>, _ validity: Bitmap?) -> Column {
        Column(float64: values, validity: validity)
    }
}

/// Single-precision numbers.
struct FloatConversion: CellConversion {
    func convert(_ source: Float) -> Float? { source }
    var filler: Float { .nan }
    func column(_ values: Buffer<Float>, _ validity: Bitmap?) -> Column {
        Column(float32: values, validity: validity)
    }
}

/// Decimals stored as an integer times a power of ten, as the nearest float up to 15 digits; longer
/// ones may be off by the last bit.
struct DecimalConversion<Source: FixedWidthInteger & BitwiseCopyable>: CellConversion {
    /// Ten to the number of digits after the point.
    let divisor: Double
    func convert(_ source: Source) -> Double? {
        if source.magnitude < 1 << 53 { return Double(source) / divisor }
        let whole = Source(divisor)
        return Double(source / whole) + Double(source % whole) / divisor
    }

    var mayBeInexact: Bool { true }
    /// Up to 15 digits, as a float shows them again.
    func isExact(_ source: Source) -> Bool { source.magnitude < 1 << 53 }

    var filler: Double { .nan }
    func column(_ values: Buffer<Double>, _ validity: Bitmap?) -> Column {
        Column(float64: values, validity: validity)
    }
}

/// Days since 1970; DuckDB's infinite dates are missing.
struct DateConversion: CellConversion {
    func convert(_ source: Int32) -> Int32? {
        abs(Int64(source)) >= Int64(Int32.max) ? nil : source
    }
    var filler: Int32 { 0 }
    func column(_ values: Buffer<Int32>, _ validity: Bitmap?) -> Column {
        Column(date: values, validity: validity)
    }
}

/// Instants in some unit; infinite ones, and ones too far for microseconds, are missing.
struct InstantConversion: CellConversion {
    /// Microseconds are `source * factor / divisor`, rounded towards the past.
    let factor: Int64
    let divisor: Int64
    let zone: String?

    func convert(_ source: Int64) -> Int64? {
        if source == .max || source == -.max { return nil }
        let (scaled, overflow) = source.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        let quotient = scaled / divisor
        return scaled % divisor < 0 ? quotient - 1 : quotient
    }

    var mayBeInexact: Bool { divisor != 1 }
    func isExact(_ source: Int64) -> Bool { source % divisor == 0 }

    var filler: Int64 { 0 }
    func column(_ values: Buffer<Int64>, _ validity: Bitmap?) -> Column {
        Column(dateTime: values, zone: zone, validity: validity)
    }
}

/// Times of day in microseconds, as the duration since midnight.
struct TimeOfDayConversion: CellConversion {
    func convert(_ source: Int64) -> Int64? { source &* 1000 }
    var filler: Int64 { 0 }
    func column(_ values: Buffer<Int64>, _ validity: Bitmap?) -> Column {
        Column(duration: values, validity: validity)
    }
}

/// Codes of an enumeration, whose levels DuckDB lists.
struct CodeConversion<Source: FixedWidthInteger & BitwiseCopyable>: CellConversion {
    let levels: [String]
    func convert(_ source: Source) -> Int32? { Int32(truncatingIfNeeded: source) }
    var filler: Int32 { -1 }
    func column(_ values: Buffer<Int32>, _ validity: Bitmap?) -> Column {
        Column(codes: values, levels: levels, validity: validity)
    }
}
