import SegCore
import SegDiagnostics
import SegFrame

/// Finds the columns that a step works on: features only, unless a role column is read by its name.
enum ColumnChoice {
    /// The features that a selector chooses, in the table's order; nil takes the step's default.
    /// E534 where a column is named that has a role or is no feature, E401 for an unknown one.
    static func features(
        _ selector: Selector?, default defaultSelector: Selector, in sample: Sample,
        for step: String
    ) throws(Failure) -> [String] {
        let features = Set(sample.features.map(Utf8Key.init))
        for name in selector?.explicitNames ?? []
        where sample.table[name] != nil && !features.contains(Utf8Key(name)) {
            throw notFeature(name, sample.problem.roles, step)
        }
        return try (selector ?? defaultSelector).resolve(
            in: sample.table.selecting(sample.features))
    }

    /// The same, for steps that compute with numbers: E535 for a column that holds none.
    static func numbers(
        _ selector: Selector?, in sample: Sample, for step: String
    ) throws(Failure) -> [Field] {
        let names = try features(selector, default: .numeric, in: sample, for: step)
        let fields = try fields(names, in: sample.table)
        for field in fields where !field.type.isCountable {
            throw Failure(
                "E535", "\(step) takes numbers; the column '\(field.name)' holds \(field.type)",
                hint: "leave it out: numeric() - \(ColumnExpression.column(field.name))")
        }
        return fields
    }

    /// The fields of some columns.
    static func fields(_ names: [String], in table: Table) throws(Failure) -> [Field] {
        var fields: [Field] = []
        for name in names { fields.append(try table.schema.field(name)) }
        return fields
    }

    /// E536 where a step would read the target as if it were known at prediction.
    static func requireReadable(_ names: [String], in sample: Sample, for step: String)
        throws(Failure)
    {
        for name in names where sample.problem.roles.target?.hasSameBytes(as: name) == true {
            throw Failure(
                "E536",
                "\(step) reads the target '\(name)', which isn't known when a row is predicted",
                hint: "make the feature from other columns")
        }
    }

    private static func notFeature(_ name: String, _ roles: Roles, _ step: String) -> Failure {
        let role =
            roles.role(of: name).map { "it is the task's \($0)" } ?? "it is no feature of the task"
        return Failure(
            "E534", "\(step) can't change the column '\(name)': \(role)",
            hint: "steps change features only")
    }
}

extension Roles {
    /// What a column is for, in a word.
    fileprivate func role(of name: String) -> String? {
        let words: [(String, [String])] = [
            ("target", [target].compactMap { $0 }),
            ("weight", [weight, scoreWeight].compactMap { $0 }),
            ("group", group), ("time", [time].compactMap { $0 }), ("id", id),
        ]
        return words.first { $0.1.contains { $0.hasSameBytes(as: name) } }?.0
    }
}

extension ColumnType {
    /// Whether a statistic of numbers makes sense: numbers, durations and booleans (0 and 1).
    var isCountable: Bool {
        switch self {
        case .int64, .float64, .float32, .bool, .duration: true
        case .string, .category, .date, .dateTime: false
        }
    }
}

extension Selector {
    /// The columns that it chooses by their names.
    var explicitNames: [String] {
        switch self {
        case .names(let names): names
        case .union(let first, let second): first.explicitNames + second.explicitNames
        case .difference(let first, _): first.explicitNames
        case .all, .numeric, .categorical, .text, .image, .time, .matching: []
        }
    }
}
