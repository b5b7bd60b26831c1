import SegDiagnostics

extension Column {
    /// Cells of one type; E402 where a cell doesn't fit. Integers fit a float column.
    public init(scalars: [Scalar], type: ColumnType) throws(Failure) {
        let missing = scalars.map(\.isNull)
        switch type {
        case .int64: self.init(ints: try Self.cells(scalars, type, Self.integer), missing: missing)
        case .float64, .float32: try self.init(numbers: scalars, type)
        case .bool: self.init(bools: try Self.optionals(scalars, type, Self.bool))
        case .string: self.init(strings: try Self.optionals(scalars, type, \.text))
        case .category: self.init(categories: try Self.optionals(scalars, type, \.text))
        case .date: self.init(dates: try Self.cells(scalars, type, Self.date), missing: missing)
        case .dateTime(let zone):
            let instants: [Int64] = try Self.cells(scalars, type, Self.instant)
            self.init(microseconds: instants, zone: zone, missing: missing)
        case .duration:
            self.init(nanoseconds: try Self.cells(scalars, type, Self.duration), missing: missing)
        }
    }

    /// The column of a list of cells with the type that holds them all; a column of nothing but
    /// missing cells is `float64`. E402 where they are of different types.
    public init(scalars: [Scalar]) throws(Failure) {
        var type: ColumnType?
        for cell in scalars {
            guard let next = cell.type, next != type else { continue }
            switch (type, next) {
            case (nil, _): type = next
            case (.int64?, .float64): type = .float64
            case (.float64?, .int64): break
            default:
                throw FrameError.types(
                    "a column can't hold both \(type?.description ?? "") and \(next)",
                    hint: "make all values of one type")
            }
        }
        try self.init(scalars: scalars, type: type ?? .float64)
    }

    /// Categories from texts, levels sorted by UTF-8 bytes, missing where nil.
    public init(categories texts: [String?]) {
        let (codes, levels) = Column(strings: texts).encoded()
        self.init(codes: codes, levels: levels)
    }

    private init(numbers scalars: [Scalar], _ type: ColumnType) throws(Failure) {
        let values: [Double] = try Self.optionals(scalars, type, Self.float).map { $0 ?? .nan }
        if type == .float32 {
            self.init(float32: Buffer(values.map(Float.init)))
        } else {
            self.init(doubles: values)
        }
    }

    private static func optionals<Value>(
        _ scalars: [Scalar], _ type: ColumnType, _ read: (Scalar) -> Value?
    ) throws(Failure) -> [Value?] {
        var result: [Value?] = []
        result.reserveCapacity(scalars.count)
        for cell in scalars {
            let value = read(cell)
            guard value != nil || cell.isNull else {
                throw FrameError.types("\(cell.literal) doesn't fit a column of type \(type)")
            }
            result.append(value)
        }
        return result
    }

    private static func cells<Value: FixedWidthInteger>(
        _ scalars: [Scalar], _ type: ColumnType, _ read: (Scalar) -> Value?
    ) throws(Failure) -> [Value] {
        try optionals(scalars, type, read).map { $0 ?? 0 }
    }

    private static func integer(_ cell: Scalar) -> Int64? {
        if case .int(let value) = cell { Int64(value) } else { nil }
    }

    private static func float(_ cell: Scalar) -> Double? {
        if case .bool = cell { nil } else { cell.number }
    }

    private static func bool(_ cell: Scalar) -> Bool? {
        if case .bool(let value) = cell { value } else { nil }
    }

    private static func date(_ cell: Scalar) -> Int32? {
        if case .date(let value) = cell { value } else { nil }
    }

    private static func instant(_ cell: Scalar) -> Int64? {
        if case .dateTime(let value, _) = cell { value } else { nil }
    }

    private static func duration(_ cell: Scalar) -> Int64? {
        if case .duration(let value) = cell { value } else { nil }
    }
}
