/// The tables named in DuckDB's syntax tree of a query, without those that the query itself
/// defines.
struct TableReferences {
    private var tables: [(path: Substring, name: String)] = []
    private var definitions: [Definition] = []

    /// A name defined by `with`.
    private struct Definition {
        /// The path of the query that has the `with`.
        let scope: Substring
        /// The path of the list of definitions, up to the bracket before the index.
        let list: Substring
        let index: Int
        let name: String
        let isRecursive: Bool

        /// Whether the name at a path means this definition: within the query, but not within an
        /// earlier definition, nor its own unless it is recursive.
        func covers(_ path: Substring) -> Bool {
            guard path.hasPrefix(scope) else { return false }
            guard path.hasPrefix(list) else { return true }
            let digits = path.dropFirst(list.count).prefix { $0.isNumber }
            guard let place = Int(digits) else { return true }
            return place > index || (place == index && isRecursive)
        }
    }

    /// The query that gives the rows of a tree that matter here, for a column `tree`.
    static let sql = """
        SELECT fullkey, CAST(value AS VARCHAR) AS value FROM nodes, json_tree(tree)
        WHERE key IN ('table_name', 'schema_name') OR (key = 'key' AND path LIKE '%.cte_map.map[%')
            OR (key = 'type' AND fullkey LIKE '%].value.query_node.type')
        """

    /// Takes the rows of `sql`: paths and JSON values.
    init(_ rows: [(path: String, value: String)]) {
        let values = Dictionary(rows.map { ($0.path, Self.text($0.value)) }) { first, _ in first }
        for (path, value) in rows {
            if path.hasSuffix(".table_name") {
                let parent = path.dropLast("table_name".count)
                let name = Self.text(value)
                let isOurs = values[parent + "schema_name"]?.isEmpty ?? true
                if isOurs, !name.isEmpty, !name.hasPrefix("\"") { tables.append((parent, name)) }
            } else if path.hasSuffix("].key"), let definition = Self.definition(path, value, values)
            {
                definitions.append(definition)
            }
        }
    }

    private static func definition(
        _ path: String, _ value: String, _ values: [String: String]
    ) -> Definition? {
        let entry = path.dropLast(".key".count)
        guard let bracket = entry.lastIndex(of: "["),
            let index = Int(entry[bracket...].dropFirst().dropLast()),
            entry[..<bracket].hasSuffix("cte_map.map")
        else { return nil }
        let list = entry[...bracket]
        return Definition(
            scope: list.dropLast("cte_map.map[".count), list: list, index: index, name: text(value),
            isRecursive: values[entry + ".value.query_node.type"] == "RECURSIVE_CTE_NODE")
    }

    /// A JSON string without its quotes and escapes that names can have.
    private static func text(_ json: String) -> String {
        guard json.hasPrefix("\""), json.hasSuffix("\""), json.count >= 2 else { return json }
        return String(json.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing(
            "\\\\", with: "\\")
    }

    /// Each name once, sorted by its bytes.
    var names: [String] {
        var names: [String] = []
        for table in tables where !isDefined(table.path, table.name) && !names.contains(table.name)
        {
            names.append(table.name)
        }
        return names.sorted { $0.precedesByBytes($1) }
    }

    private func isDefined(_ path: Substring, _ name: String) -> Bool {
        let folded = name.lowercased()
        return definitions.contains { $0.name.lowercased() == folded && $0.covers(path) }
    }
}
