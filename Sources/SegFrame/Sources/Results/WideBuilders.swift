import CDuckDB
import SegDiagnostics

/// An integer that may not fit 64 bits signed.
protocol WideInteger: BitwiseCopyable {
    var exact: Int64? { get }
    var approximate: Double { get }
    /// Whether the float is the very number.
    var isExactAsFloat: Bool { get }
}

extension UInt64: WideInteger {
    var exact: Int64? { Int64(exactly: self) }
    var approximate: Double { Double(self) }
    var isExactAsFloat: Bool { Double(exactly: self) != nil }
}

extension Int128: WideInteger {
    var exact: Int64? { Int64(exactly: self) }
    var approximate: Double { Double(self) }
    var isExactAsFloat: Bool { Double(exactly: self) != nil }
}

extension UInt128: WideInteger {
    var exact: Int64? { Int64(exactly: self) }
    var approximate: Double { Double(self) }
    var isExactAsFloat: Bool { Double(exactly: self) != nil }
}

extension ResultColumnBuilder {
    /// Wide integers: an `int64` column where all values fit (as sums of integers do), else
    /// `float64`.
    static func wideInteger<Source: WideInteger>(
        _ type: Source.Type, rows: Int
    ) -> ResultColumnBuilder {
        let values = FilledMemory<Int64>(capacity: rows)
        let validity = ValidityBuilder(capacity: rows)
        // All numbers so far as floats, once one was too large.
        var wide: [Double]?
        var inexact = 0
        return ResultColumnBuilder(
            missingCount: { validity.missingCount }, inexactCount: { wide == nil ? 0 : inexact },
            append: { vector in
                let source = vector.values(of: Source.self)
                let start = values.filled
                let target = values.claim(vector.count)
                target.initialize(repeating: 0)
                for row in target.indices where !vector.isMissing(row) {
                    if !source[row].isExactAsFloat { inexact += 1 }
                    if let exact = source[row].exact {
                        target[row] = exact
                    } else if wide == nil {
                        wide = (0..<start).map { Double(values.base[$0]) }
                    }
                }
                wide?.append(
                    contentsOf: target.indices.map {
                        vector.isMissing($0) ? .nan : source[$0].approximate
                    })
                validity.append(vector)
            },
            finish: { () throws(Failure) in
                if let wide { return Column(float64: Buffer(wide), validity: validity.bitmap()) }
                return Column(int64: values.buffer(), validity: validity.bitmap())
            })
    }
}

/// Booleans, a byte each.
final class BooleanBuilder: StatefulBuilder {
    private let values: FilledMemory<UInt8>
    private let validity: ValidityBuilder

    init(rows: Int) {
        values = FilledMemory(capacity: rows)
        validity = ValidityBuilder(capacity: rows)
    }

    func append(_ vector: VectorView) {
        _ = values.claim(vector.count).initialize(fromContentsOf: vector.values(of: UInt8.self))
        validity.append(vector)
    }

    func finish() throws(Failure) -> Column {
        let bytes = values.buffer()
        let bits = bytes.withUnsafeBufferPointer { bytes in
            Bitmap(count: bytes.count) { bytes[$0] != 0 }
        }
        return Column(bool: bits, validity: validity.bitmap())
    }
}

/// Spans of time; a span with months has no fixed length and is an error.
final class IntervalBuilder: StatefulBuilder {
    private let name: String
    private let values: FilledMemory<Int64>
    private let validity: ValidityBuilder
    private var hasUnfit = false

    init(name: String, rows: Int) {
        self.name = name
        values = FilledMemory(capacity: rows)
        validity = ValidityBuilder(capacity: rows)
    }

    func append(_ vector: VectorView) {
        let source = vector.values(of: duckdb_interval_value.self)
        let target = values.claim(vector.count)
        for row in target.indices {
            let length = vector.isMissing(row) ? 0 : nanoseconds(source[row])
            hasUnfit = hasUnfit || length == nil
            target[row] = length ?? 0
        }
        validity.append(vector)
    }

    private func nanoseconds(_ interval: duckdb_interval_value) -> Int64? {
        guard interval.months == 0 else { return nil }
        let days = Int64(interval.days) * 86_400_000_000
        let (micros, overflow) = days.addingReportingOverflow(interval.micros)
        let (length, tooLong) = micros.multipliedReportingOverflow(by: 1000)
        return overflow || tooLong ? nil : length
    }

    func finish() throws(Failure) -> Column {
        if hasUnfit {
            throw Failure(
                "E402",
                "column '\(name)' holds intervals of months, which have no fixed length",
                hint: "in SQL, take their parts with date_part('month', …)")
        }
        return Column(duration: values.buffer(), validity: validity.bitmap())
    }
}

/// A column without a type, in which every row is missing.
final class NothingBuilder: StatefulBuilder {
    private var count = 0
    var missingCount: Int { count }
    func append(_ vector: VectorView) { count += vector.count }
    func finish() throws(Failure) -> Column {
        Column(doubles: [Double](repeating: .nan, count: count))
    }
}
