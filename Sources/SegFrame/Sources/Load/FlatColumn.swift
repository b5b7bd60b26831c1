import CDuckDB

/// A column as it is read from a nested one: a part of a struct, or JSON as text.
public struct FlatColumn: Hashable, Sendable {
    /// `address.city` for the part `city` of `address`.
    let name: String
    /// What gives it in SQL.
    let expression: String

    /// Between the names of a column and of its parts.
    static let separator = "."

    /// What the part of a column is called.
    public static func name(of part: String, in column: String) -> String { column + separator + part }

    var sql: String { "\(expression) AS \(SQLText.name(name))" }
}

extension LogicalType {
    /// Whether tables hold such values only taken apart, or as text.
    var isNested: Bool { isJSON || !parts.isEmpty }

    /// JSON of several kinds, which DuckDB keeps as it was written.
    private var isJSON: Bool {
        let alias = library.api.logical_type_get_alias(handle)
        defer { library.api.free(alias) }
        return alias.map { String(cString: $0) == "JSON" } ?? false
    }

    /// The names of a struct's parts; none where one has no name, or for another type.
    private var parts: [String] {
        guard type == .structure else { return [] }
        let names = (0..<library.api.struct_type_child_count(handle)).map { index in
            let name = library.api.struct_type_child_name(handle, index)
            defer { library.api.free(name) }
            return name.map { String(cString: $0) } ?? ""
        }
        return names.contains("") ? [] : names
    }

    /// The columns that one of this type is read as.
    ///
    /// - Parameter texts: columns that are wanted as text, whatever they hold.
    func flat(_ name: String, _ expression: String, texts: Set<String>) -> [FlatColumn] {
        // The operator takes the quotes off texts, and leaves other values as they are.
        if isJSON { return [FlatColumn(name: name, expression: "((\(expression)) ->> '$')")] }
        if texts.contains(name), type?.isNested == true {
            return [FlatColumn(name: name, expression: "CAST(to_json(\(expression)) AS VARCHAR)")]
        }
        let parts = parts
        guard !parts.isEmpty else { return [FlatColumn(name: name, expression: expression)] }
        return parts.enumerated().flatMap { index, part in
            var child = library.api.struct_type_child_type(handle, UInt64(index))
            defer { library.api.destroy_logical_type(&child) }
            return LogicalType(library: library, handle: child).flat(
                FlatColumn.name(of: part, in: name), "struct_extract(\(expression), \(SQLText.literal(part)))", texts: texts)
        }
    }
}
