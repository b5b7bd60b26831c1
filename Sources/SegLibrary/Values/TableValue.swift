import SegDiagnostics
import SegDisplay
import SegFrame
import SegIdentity
import SegPython
import SegSyntax
import SegVM

/// A table of the notebook.
public final class TableValue: HostObject, @unchecked Sendable {
    public let table: Table
    /// What it was in the Python cell that gave it; nil for other tables.
    public let pythonShape: PythonShape?

    public init(_ table: Table, pythonShape: PythonShape? = nil) {
        self.table = table
        self.pythonShape = pythonShape
    }

    public override var kindName: String { "Table" }
    public override var isShownWhole: Bool { true }
    /// Beside the content it counts what the table knows of how it was made, by which leaks are judged.
    public override var identity: String? {
        let provenance = table.provenance
        var parts = [table.identity]
        if !provenance.isEmpty {
            guard let known = StructuralIdentity.of(provenance) else { return nil }
            parts.append(known)
        }
        if let pythonShape { parts.append(pythonShape.identity) }
        return parts.count == 1 ? parts[0] : ContentHash.digest(of: parts)
    }

    /// Tables are equal by content.
    public override func isEqual(to other: HostObject) -> Bool {
        guard let other = other as? TableValue else { return false }
        return table.hasSameContent(as: other.table)
    }

    public override var remedy: String? {
        "t.name takes a column out; tables themselves take filter, derive, group and summarize(name: mean(.x))"
    }
    public override func remedy(for operation: SegSyntax.BinaryOperator) -> String? {
        "compute with columns inside a verb: derive(t, name: .column * 2)"
    }
    /// Of a struct only the parts are columns.
    public override func remedy(forField name: String) -> String? {
        let parts = table.names.filter { $0.hasPrefix(FlatColumn.name(of: "", in: name)) }
        guard !parts.isEmpty else { return nil }
        return "its parts are columns: " + parts.prefix(4).map { "t[\"\($0)\"]" }.joined(separator: ", ") + (parts.count > 4 ? ", …" : "")
    }
    public override var display: String { "Table with \(table.shapeText)" }
    public override var fieldNames: [String] { table.names }
    public override var length: Int? { table.rowCount }

    public override func field(_ name: String) throws -> Value? {
        table[name].map { .host(SequenceValue($0, name: name)) }
    }

    public override func index(_ key: Value) throws -> Value? {
        switch key {
        case .string(let name): .host(SequenceValue(try table.column(name.text), name: name.text))
        case .int(let row): try element(at: row)
        case .range(let range):
            range.integers.map { .table(table.slice($0.clamped(to: 0..<table.rowCount))) }
        default: nil
        }
    }

    public override func element(at position: Int) throws -> Value {
        guard position >= 0, position < table.rowCount else {
            throw Failure(
                "E304", "there is no row \(position): the table has \(table.rowCount)",
                hint: "rows count from 0")
        }
        return .dictionary(table.row(position).map { ($0.name, Value($0.value)) })
    }
}

/// A table whose rows are parted into groups, until the next `summarize`.
public final class GroupedTableValue: HostObject, @unchecked Sendable {
    public let grouped: GroupedTable

    public init(_ grouped: GroupedTable) { self.grouped = grouped }

    public override var kindName: String { "GroupedTable" }
    public override var isShownWhole: Bool { true }
    public override var remedy: String? { "groups take summarize(name: mean(.column)), derive and ungroup" }
    public override var display: String {
        "Table with \(grouped.table.shapeText), grouped by \(grouped.keys.joined(separator: ", "))"
    }
}

/// A column taken out of a table: it is indexed, iterated and aggregated, not computed with.
public final class SequenceValue: HostObject, @unchecked Sendable {
    public let column: Column
    public let name: String
    /// What it was in the Python cell that gave it; nil for other columns.
    public let pythonShape: PythonShape?

    public init(_ column: Column, name: String, pythonShape: PythonShape? = nil) {
        self.column = column
        self.name = name
        self.pythonShape = pythonShape
    }

    public override func remedy(for operation: SegSyntax.BinaryOperator) -> String? {
        "a column is computed with inside a verb: derive(t, \(name)_new: .\(name) \(operation.rawValue) …)"
    }

    public override var kindName: String { "Sequence" }
    public override var identity: String? {
        let parts = [column.identity] + (pythonShape.map { [$0.identity] } ?? [])
        return ContentHash.digest(of: ["column"] + parts)
    }

    /// Columns are equal by content.
    public override func isEqual(to other: HostObject) -> Bool {
        (other as? SequenceValue).map { $0.column.hasSameContent(as: column) } ?? false
    }

    public override var remedy: String? { "to_list(…) gives the values of a column as a list" }
    public override var length: Int? { column.count }

    /// `"Rome" in t.city`.
    public override func binaryOperator(
        _ operation: SegVM.BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        guard operation == .contained || operation == .notContained, right.asHost === self, let value = Scalar(left) else { return nil }
        return .bool((0..<column.count).contains { column[$0] == value } == (operation == .contained))
    }

    public override var display: String {
        let shown = (0..<min(8, column.count)).map { column[$0].literal }.joined(separator: ", ")
        return column.count > 8 ? "[\(shown), … \(column.count) in all]" : "[\(shown)]"
    }

    public override func element(at position: Int) throws -> Value {
        guard position >= 0, position < column.count else {
            throw Failure("E304", "there is no element \(position): the column has \(column.count)")
        }
        return Value(column[position])
    }

    public override func index(_ key: Value) throws -> Value? {
        switch key {
        case .int(let row): try element(at: row)
        case .range(let range):
            range.integers.map { rows in
                let rows = Array(rows.clamped(to: 0..<column.count))
                return .host(SequenceValue(column.taking(rows), name: name))
            }
        default: nil
        }
    }
}

extension Value {
    static func table(_ table: Table) -> Value { .host(TableValue(table)) }
}

extension Table {
    /// `35,549 rows × 13 columns`.
    var shapeText: String {
        let rows = rowCount == 1 ? "1 row" : "\(NumberText.grouped(rowCount)) rows"
        return rows + (columns.count == 1 ? " × 1 column" : " × \(columns.count) columns")
    }
}
