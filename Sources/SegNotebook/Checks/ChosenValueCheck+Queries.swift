import SegDiagnostics
import SegFrame
import SegSyntax

/// What queries look at: windows, aggregates, and aggregates that are put beside the rows again.
extension ChosenValueCheck {
    mutating func readQuery(_ cell: Cell) {
        forget(cell.name)
        guard cell.isNamed else { return }
        note(QueryLooks(cell.body), as: cell.name, tables: (try? SQLQuery.tablesRead(cell.body)) ?? []) { place in
            let start = cell.bodySpan.range.lowerBound + cell.body.utf8.distance(from: cell.body.startIndex, to: place.lowerBound)
            return Span(cell.bodySpan.file, start..<start + cell.body[place].utf8.count)
        }
    }

    /// A query in a call whose text is written out: `sql("select …", tables: ["t": t])`.
    mutating func readQuery(_ expression: Expression, as name: String) {
        guard case .call(let call) = expression.kind, call.simpleName?.text == "sql",
            case .literal(.string(let text))? = call.arguments.first?.value.kind
        else { return }
        var names: [String: String] = [:]
        if case .dictionary(let entries)? = call.arguments.first(where: { $0.label?.text == "tables" })?.value.kind {
            for entry in entries {
                if case .literal(.string(let key)) = entry.key.kind { names[key] = StatementReader.root(of: entry.value) }
            }
        }
        let tables = ((try? SQLQuery.tablesRead(text)) ?? []).compactMap { names[$0] }
        note(QueryLooks(text), as: name, tables: tables) { _ in expression.span }
    }

    /// The result has the rows of the first table that isn't of aggregates itself.
    private mutating func note(
        _ looks: QueryLooks, as name: String, tables: [String], at span: (Range<String.Index>) -> Span
    ) {
        guard let table = tables.first(where: { summaries[$0] == nil }) ?? tables.first else { return }
        parents[name] = table
        let joined = tables.count > 1 ? tables.compactMap({ summaries[$0] }).first : nil
        shaped[name] = looks.besideRows.map { Origin(table: table, span: span($0)) } ?? joined ?? shaped[table]
        summaries[name] = looks.besideRows == nil ? looks.aggregate.map { Origin(table: table, span: span($0)) } : nil
    }
}

/// Where a query looks at many rows at once, as far as its text tells.
private struct QueryLooks {
    /// An aggregate function.
    let aggregate: Range<String.Index>?
    /// What gives each row something of others: a window, or an aggregate of a subquery that is joined or compared with.
    let besideRows: Range<String.Index>?

    init(_ text: String) {
        let window = text.firstMatch(of: /\b(over)\s*\(/.ignoresCase())?.1
        let found = text.firstMatch(
            of: /\b(avg|mean|median|min|max|sum|mode|quantile\w*|stddev\w*|var_\w+|variance)\s*\(/.ignoresCase())?.1
        let isJoined = text.contains(/\bjoin\b/.ignoresCase())
        let subquery = text.contains(/[-+*\/<>=,(]\s*\(\s*select\b/.ignoresCase()) || text.contains(/\bselect\s*\(\s*select\b/.ignoresCase())
        aggregate = found.map { $0.startIndex..<$0.endIndex }
        besideRows = (window ?? (isJoined || subquery ? found : nil)).map { $0.startIndex..<$0.endIndex }
    }
}
