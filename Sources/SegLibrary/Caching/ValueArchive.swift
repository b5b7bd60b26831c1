import Foundation
import SegDiagnostics
import SegFrame
import SegPython
import SegStore
import SegStudies
import SegVM

/// Values of the language as bytes and back: numbers, texts, lists, dictionaries, times, tables and
/// models. Other values are made again by the cell that gives them.
public enum ValueArchive {
    /// The bytes of a value; nil where something in it can't be stored.
    ///
    /// - Parameter limit: bytes above which it isn't stored, as tables count them. A number or text in a list counts as
    ///   32 bytes more: writing it takes so much longer.
    public static func bytes(_ value: Value, limit: Int = .max) -> Data? {
        var writer = ValueWriter(limit: limit)
        guard let root = writer.stored(value), let json = try? JSONEncoder().encode(root) else { return nil }
        return Framed.bytes([json] + writer.parts)
    }

    /// The value again; nil where the bytes are not those of a value.
    public static func value(_ bytes: Data) -> Value? {
        guard let parts = Framed.parts(bytes), let first = parts.first,
            let root = try? JSONDecoder().decode(StoredValue.self, from: first)
        else { return nil }
        return ValueReader(parts: Array(parts.dropFirst())).value(root)
    }
}

/// The shape of a value; tables and models stand beside it, by number.
private indirect enum StoredValue: Codable {
    case null
    case bool(Bool)
    case int(Int)
    case double(UInt64)
    case duration(Int)
    case date(Int32)
    case dateTime(Int, zone: String?)
    case string(String)
    case list([StoredValue])
    case ints([Int])
    case doubles([UInt64])
    case dictionary(keys: [StoredValue], values: [StoredValue])
    case range(StoredValue, StoredValue, isClosed: Bool)
    case table(Int)
    /// A column that was taken out, as the table of it.
    case column(Int, name: String)
    /// A table or column that was something else in Python.
    case shaped(StoredValue, text: String, labels: Int?)
    case model(json: Int, tensors: Int)
}

private struct ValueWriter {
    private(set) var parts: [Data] = []
    /// What may still be written.
    private var room: Int
    /// What an item of a list counts as, beside the bytes of a text.
    private static let itemCost = 32

    init(limit: Int) { room = limit }

    /// Whether there is room for so many bytes more, which are then taken.
    private mutating func takes(_ bytes: Int) -> Bool {
        guard bytes <= room else { return false }
        room -= bytes
        return true
    }

    mutating func stored(_ value: Value) -> StoredValue? {
        guard takes(Self.itemCost) else { return nil }
        return switch value {
        case .absent, .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .double(number.bitPattern)
        case .duration(let nanoseconds): .duration(nanoseconds)
        case .date(let day): .date(day)
        case .dateTime(let moment): .dateTime(moment.microseconds, zone: moment.zone)
        case .string(let text): takes(text.text.utf8.count) ? .string(text.text) : nil
        case .list(let list): stored((0..<list.count).map { list[$0] })
        case .dictionary(let entries): stored(entries)
        case .range(let range):
            if let lower = stored(range.lower), let upper = stored(range.upper) {
                .range(lower, upper, isClosed: range.isClosed)
            } else { nil }
        case .host(let object): stored(object)
        case .function, .native: nil
        }
    }

    /// Long lists of numbers are usual, and stored compactly.
    private mutating func stored(_ items: [Value]) -> StoredValue? {
        guard items.count <= room / Self.itemCost else { return nil }
        let ints = items.compactMap { item -> Int? in if case .int(let number) = item { number } else { nil } }
        if ints.count == items.count { return takes(Self.itemCost * ints.count) ? .ints(ints) : nil }
        let doubles = items.compactMap { item -> UInt64? in
            if case .double(let number) = item { number.bitPattern } else { nil }
        }
        if doubles.count == items.count { return takes(Self.itemCost * doubles.count) ? .doubles(doubles) : nil }
        var result: [StoredValue] = []
        for item in items {
            guard let part = stored(item) else { return nil }
            result.append(part)
        }
        return .list(result)
    }

    private mutating func stored(_ entries: DictionaryObject) -> StoredValue? {
        var keys: [StoredValue] = []
        var values: [StoredValue] = []
        for (key, value) in entries.pairs {
            guard let storedKey = stored(key), let storedValue = stored(value) else { return nil }
            keys.append(storedKey)
            values.append(storedValue)
        }
        return .dictionary(keys: keys, values: values)
    }

    private mutating func stored(_ object: HostObject) -> StoredValue? {
        switch object {
        case let table as TableValue:
            return place(of: table.table).flatMap { shaped(.table($0), table.pythonShape) }
        case let sequence as SequenceValue:
            guard let table = try? Table([("value", nil, sequence.column)]), let place = place(of: table) else { return nil }
            return shaped(.column(place, name: sequence.name), sequence.pythonShape)
        case let model as ModelValue:
            guard let coded = try? ArchiveCoding.encode(model.model) else { return nil }
            parts += [coded.json, coded.tensors]
            return .model(json: parts.count - 2, tensors: parts.count - 1)
        default: return nil
        }
    }
}

extension ValueWriter {
    /// The number of a table among the parts; nil where there is no room for it.
    private mutating func place(of table: Table) -> Int? {
        let estimate = table.rowCount.multipliedReportingOverflow(by: 8 * table.columns.count)
        guard !estimate.overflow, estimate.partialValue <= room,
            let bytes = try? TableArchive.bytes(table), takes(bytes.count)
        else { return nil }
        parts.append(bytes)
        return parts.count - 1
    }

    private mutating func shaped(_ value: StoredValue, _ shape: PythonShape?) -> StoredValue? {
        guard let shape else { return value }
        guard let labels = shape.labels else { return .shaped(value, text: shape.text, labels: nil) }
        return place(of: labels).map { .shaped(value, text: shape.text, labels: $0) }
    }
}

private struct ValueReader {
    let parts: [Data]

    func value(_ stored: StoredValue) -> Value? {
        switch stored {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let bits): .double(Double(bitPattern: bits))
        case .duration(let nanoseconds): .duration(nanoseconds)
        case .date(let day): .date(day)
        case .dateTime(let microseconds, let zone):
            .dateTime(DateTimeObject(microseconds: microseconds, zone: zone))
        case .string(let text): .string(text)
        case .ints(let numbers): .list(numbers.map { .int($0) })
        case .doubles(let bits): .list(bits.map { .double(Double(bitPattern: $0)) })
        case .list(let items): values(items).map { .list($0) }
        case .dictionary(let keys, let items): dictionary(keys, items)
        case .range(let lower, let upper, let isClosed): range(lower, upper, isClosed)
        case .table(let place): table(place).map { .table($0) }
        case .column(let place, let name): table(place)?.columns.first.map { .host(SequenceValue($0, name: name)) }
        case .shaped(let value, let text, let labels): shaped(value, text, labels)
        case .model(let json, let tensors): model(part(json), part(tensors))
        }
    }

    private func table(_ place: Int) -> Table? { part(place).flatMap { try? TableArchive.table($0) } }

    private func shaped(_ stored: StoredValue, _ text: String, _ place: Int?) -> Value? {
        let labels = place.flatMap(table)
        guard place == nil || labels != nil else { return nil }
        let shape = PythonShape(text: text, labels: labels)
        return switch value(stored)?.asHost {
        case let table as TableValue: .host(TableValue(table.table, pythonShape: shape))
        case let sequence as SequenceValue:
            .host(SequenceValue(sequence.column, name: sequence.name, pythonShape: shape))
        default: nil
        }
    }

    private func part(_ place: Int) -> Data? { parts.indices.contains(place) ? parts[place] : nil }

    private func values(_ items: [StoredValue]) -> [Value]? {
        let values = items.compactMap(value)
        return values.count == items.count ? values : nil
    }

    private func dictionary(_ keys: [StoredValue], _ items: [StoredValue]) -> Value? {
        guard let keys = values(keys), let items = values(items), keys.count == items.count,
            keys.allSatisfy(\.isKey)
        else { return nil }
        let entries = DictionaryObject(capacity: keys.count)
        for (key, item) in zip(keys, items) { entries.set(key, to: item) }
        return .dictionary(entries)
    }

    private func range(_ lower: StoredValue, _ upper: StoredValue, _ isClosed: Bool) -> Value? {
        guard let lower = value(lower), let upper = value(upper) else { return nil }
        return .range(RangeObject(lower, upper, isClosed: isClosed))
    }

    private func model(_ json: Data?, _ tensors: Data?) -> Value? {
        guard let json, let tensors else { return nil }
        let model = try? ArchiveCoding.decode(
            TrainedModel.self, json: json, tensors: tensors, path: "cache", modules: Library.modules)
        return model.map { .host(ModelValue($0)) }
    }
}
