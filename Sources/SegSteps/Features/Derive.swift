import SegCore
import SegDiagnostics
import SegFrame

/// Adds columns that are computed from each row alone: `derive(speed: .distance / .hours)`.
///
/// Each sees the columns made before it. Expressions must be elementwise, since a statistic over
/// rows would mean nothing for one row and would leak between training and validation.
public struct Derive: Step {
    /// Names and expressions, in order.
    public let entries: [Entry]

    /// A column to make.
    public struct Entry: Hashable, Sendable, Codable {
        public let name: String
        public let expression: ColumnExpression

        public init(name: String, expression: ColumnExpression) {
            self.name = name
            self.expression = expression
        }
    }

    /// E407 where an expression looks at other rows.
    public init(_ entries: [Entry]) throws(Failure) {
        for entry in entries { try entry.expression.requireElementwise(in: "a pipeline's derive") }
        self.entries = entries
    }

    public static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(
            name: "derive", summary: "Adds columns that are computed from each row alone.",
            hasOpenLabels: true
        ) { arguments in
            try Derive(try entries(arguments))
        }
    }

    private static func entries(_ arguments: ModuleArguments) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        for (label, value) in arguments.labelled {
            entries.append(Entry(name: label, expression: try expression(label, value)))
        }
        guard !entries.isEmpty else {
            throw Failure("E502", "derive needs a column to make", hint: "derive(z: .x + .y)")
        }
        return entries
    }

    private static func expression(
        _ label: String, _ value: ModuleArgument
    ) throws(Failure) -> ColumnExpression {
        if case .expression(let expression) = value { return expression }
        let single = ModuleArguments(module: "derive", values: [label: value])
        return .literal(try single.scalar(label))
    }

    public var source: String {
        let items = entries.map { "\($0.name): \($0.expression)" }
        return "derive(\(items.joined(separator: ", ")))"
    }

    public var learnsFromRows: Bool { false }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let roles = Set(sample.problem.roles.columns.map(Utf8Key.init))
        var made: Set<Utf8Key> = []
        var read: [String] = []
        for entry in entries {
            if roles.contains(Utf8Key(entry.name)) { throw Self.overwrites(entry.name) }
            let names = entry.expression.referencedColumns.filter { !made.contains(Utf8Key($0)) }
            try ColumnChoice.requireReadable(names, in: sample, for: name)
            for name in names where !read.contains(where: { $0.hasSameBytes(as: name) }) {
                read.append(name)
            }
            made.insert(Utf8Key(entry.name))
        }
        let inputs = try ColumnChoice.fields(read, in: sample.table)
        return try StepFit(FittedDerive(entries: entries, inputs: inputs), on: sample)
    }

    private static func overwrites(_ name: String) -> Failure {
        Failure(
            "E534", "derive can't replace the column '\(name)', which has a role in the task",
            hint: "give the new column another name")
    }
}

/// Columns to compute; nothing is learned.
public struct FittedDerive: FittedStep {
    public static let archiveName = "derive@1"
    let entries: [Derive.Entry]
    public let inputs: [Field]

    public var learned: String { Summary.list(entries.map { "\($0.name): \($0.expression)" }) }

    public func apply(_ table: Table) throws -> Table {
        try entries.reduce(table) { table, entry in
            try table.setting(entry.name, try entry.expression.evaluate(on: table))
        }
    }
}
