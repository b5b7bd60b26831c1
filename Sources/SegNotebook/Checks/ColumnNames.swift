import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax
import SegVM

/// The columns that a call's arguments name, each with its place.
struct ColumnNames {
    private(set) var found: [(name: String, span: Span)] = []

    /// The columns in the arguments after the receiver that the receiver's table does not have, each with those that there are.
    ///
    /// Open labels (`derive(a: …, b: …)`) make columns that the later ones may name.
    static func unknown(
        in call: Call, _ function: String, on table: Table
    ) -> [(name: String, span: Span, known: [String])] {
        var known = table.names
        var unknown: [(name: String, span: Span, known: [String])] = []
        let makesColumns = Library.registry[function]?.overloads.contains { $0.openLabels != nil } ?? false
        for argument in call.arguments.dropFirst() {
            var names = ColumnNames()
            names.collect(argument.value)
            unknown += names.found.filter { !known.contains($0.name) }.map { ($0.name, $0.span, known) }
            if makesColumns, let label = argument.label { known.append(label.text) }
        }
        return unknown
    }

    private mutating func collect(_ expression: Expression) {
        if let name = Self.name(of: expression) { return found.append((name, expression.span)) }
        switch expression.kind {
        case .column: break
        case .unary(_, let operand): collect(operand)
        case .binary(_, let left, let right), .range(let left, let right, _):
            collect(left)
            collect(right)
        case .list(let items): items.forEach { collect($0) }
        case .dictionary(let entries):
            for entry in entries {
                collect(entry.key)
                collect(entry.value)
            }
        case .call(let call): collect(call)
        case .literal, .name, .interpolation, .field, .index, .closure, .ifElse, .match, .tryCatch: break
        }
    }

    /// The name of a column, or of a part of one: `.address.part("city")`.
    private static func name(of expression: Expression) -> String? {
        if case .column(let name) = expression.kind { return name }
        guard case .call(let call) = expression.kind, call.simpleName?.text == "part", call.arguments.count == 2,
            let column = name(of: call.arguments[0].value), case .literal(.string(let part)) = call.arguments[1].value.kind
        else { return nil }
        return FlatColumn.name(of: part, in: column)
    }

    /// Columns within a function of columns or a constructor; a call on another table has its own.
    private mutating func collect(_ call: Call) {
        guard let name = call.simpleName?.text, let native = Library.registry[name],
            native.overloads.allSatisfy({ $0.group != "tables" && $0.group != "sources" })
        else { return }
        let mayTakeTable = native.overloads.contains { $0.parameters.first?.kind == .host("Table") }
        if mayTakeTable, case .name? = call.arguments.first?.value.kind { return }
        for argument in call.arguments { collect(argument.value) }
    }
}
