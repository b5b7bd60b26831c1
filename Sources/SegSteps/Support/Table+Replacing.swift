import SegDiagnostics
import SegFrame

/// A column that a step makes.
struct MadeColumn {
    let name: String
    let column: Column
    let kind: ColumnKind

    init(_ name: String, _ column: Column, kind: ColumnKind = .numeric) {
        self.name = name
        self.column = column
        self.kind = kind
    }

    /// Numbers; NaN is missing.
    init(_ name: String, numbers: [Double]) { self.init(name, Column(doubles: numbers)) }
}

extension Table {
    /// The table with each of these columns replaced by others where it stands, and some at the
    /// end. E401 where a column to replace isn't there, E403 where a made one has the name of
    /// another.
    ///
    /// - Parameter namesAreFree: whether training made sure that no column has the made ones' names: one that has it here
    ///   was not there then, means nothing to what follows, and gives way.
    func replacing(
        _ replacements: [(name: String, made: [MadeColumn])], adding added: [MadeColumn] = [], namesAreFree: Bool = false
    ) throws(Failure) -> Table {
        var byPlace: [Int: [MadeColumn]] = [:]
        for replacement in replacements {
            _ = try schema.field(replacement.name)
            if let place = schema.index(of: replacement.name) { byPlace[place] = replacement.made }
        }
        let made = replacements.flatMap(\.made) + added
        let gone = namesAreFree ? Set(made.map { Utf8Key($0.name) }) : []
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for (place, field) in schema.fields.enumerated() {
            if let made = byPlace[place] {
                columns += made.map { ($0.name, $0.kind, $0.column) }
            } else if !gone.contains(Utf8Key(field.name)) {
                columns.append((field.name, field.kind, self.columns[place]))
            }
        }
        columns += added.map { ($0.name, $0.kind, $0.column) }
        return withProvenance(try Table(columns))
    }

    /// A name for a column to be made: the wanted one, with as many underscores as it takes to be no other's.
    ///
    /// - Parameters:
    ///   - replaced: columns that will be gone.
    ///   - made: names of others that are to be made, to which it is added.
    func freeName(_ wanted: String, replacing replaced: Set<Utf8Key>, made: inout Set<Utf8Key>) -> String {
        var name = wanted
        func isTaken(_ name: String) -> Bool {
            made.contains(Utf8Key(name)) || (self[name] != nil && !replaced.contains(Utf8Key(name)))
        }
        while isTaken(name) { name += "_" }
        made.insert(Utf8Key(name))
        return name
    }

    /// The same rows with each of some columns of numbers computed anew; NaN is missing.
    func mappingNumbers(
        _ names: [String], _ transform: (_ index: Int, _ values: [Double]) -> [Double]
    ) throws(Failure) -> Table {
        var replacements: [(name: String, made: [MadeColumn])] = []
        for (index, name) in names.enumerated() {
            let numbers = transform(index, try column(name).doubles())
            replacements.append((name, [MadeColumn(name, numbers: numbers)]))
        }
        return try replacing(replacements)
    }

    private func withProvenance(_ table: Table) -> Table {
        var table = table
        table.marks = marks.filter { $0.column.isEmpty || table[$0.column] != nil }
        table.sources = sources.filter { table[$0.column] != nil }
        table.uncheckedOrigins = uncheckedOrigins
        return table
    }
}
