import SegCore
import SegDiagnostics
import SegFrame

/// Makes numbers of dates and instants: `day` becomes `day_month`, `day_weekday`, ….
///
/// Parts are those of the wall clock in the column's zone. A feature is replaced; a column with a
/// role, such as the task's time, is read and stays. A missing time gives missing parts.
public struct Calendar: Step {
    /// A part of a date or of the time of day; each is the column function of the same name.
    public enum Part: String, Hashable, Sendable, Codable, CaseIterable {
        case year, quarter, month, week, day, weekday
        case dayOfYear = "day_of_year"
        case hour, minute, second

        var isOfClock: Bool { [.hour, .minute, .second].contains(self) }
    }

    /// nil: every feature that is a time.
    public let columns: Selector?
    /// nil: year, month, day and weekday, and the hour of instants.
    public let chosenParts: [Part]?

    public init(columns: Selector? = nil, parts: [Part]? = nil) {
        self.columns = columns
        chosenParts = parts
    }

    public static var declaration: ModuleDeclaration<any Step> {
        let words = Part.allCases.map(\.rawValue)
        return ModuleDeclaration(
            name: "calendar",
            summary: "Makes numbers of dates and instants: day_month, day_weekday, ….",
            parameters: [
                ModuleParameter(
                    "column", .optional(.columns), default: .null, labelOnly: false,
                    "dates or instants; all time features if not given"),
                ModuleParameter(
                    "parts", .optional(.list(.choice(words))), default: .null,
                    "which parts; year, month, day, weekday and the hour of instants if not given"),
            ]
        ) { arguments in
            Calendar(
                columns: try arguments.optionalSelector("column"),
                parts: try parts(arguments, words))
        }
    }

    private static func parts(_ arguments: ModuleArguments, _ words: [String]) throws(Failure)
        -> [Part]?
    {
        guard !arguments.isNull("parts") else { return nil }
        var parts: [Part] = []
        for item in try arguments.list("parts") {
            let single = ModuleArguments(module: arguments.module, values: ["parts": item])
            guard let part = Part(rawValue: try single.choice("parts", of: words)) else { continue }
            if !parts.contains(part) { parts.append(part) }
        }
        return parts
    }

    public var source: String {
        let list = chosenParts.map {
            "[" + $0.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + "]"
        }
        return StepSource("calendar", columns: columns).with("parts", list).text
    }

    public var learnsFromRows: Bool { false }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let features = Set(sample.features.map(Utf8Key.init))
        let moments = try fields(in: sample).map { field in
            CalendarColumn(
                field: field, parts: try parts(for: field),
                isReplaced: features.contains(Utf8Key(field.name)))
        }
        return try StepFit(FittedCalendar(columns: moments), on: sample)
    }

    /// Columns named by the user may have a role; others are features.
    private func fields(in sample: Sample) throws(Failure) -> [Field] {
        guard let columns, !columns.explicitNames.isEmpty else {
            let names = try ColumnChoice.features(columns, default: .time, in: sample, for: name)
            return try ColumnChoice.fields(names, in: sample.table)
        }
        let names = try columns.resolve(in: sample.table)
        try ColumnChoice.requireReadable(names, in: sample, for: name)
        return try ColumnChoice.fields(names, in: sample.table)
    }

    private func parts(for field: Field) throws(Failure) -> [Part] {
        switch field.type {
        case .dateTime: return chosenParts ?? [.year, .month, .day, .weekday, .hour]
        case .date:
            if let part = chosenParts?.first(where: \.isOfClock) {
                throw Failure(
                    "E535", "calendar: the dates in '\(field.name)' have no \(part.rawValue)",
                    hint: "leave it out of parts:")
            }
            return chosenParts ?? [.year, .month, .day, .weekday]
        default:
            throw Failure(
                "E535",
                "calendar takes dates and instants; the column '\(field.name)' holds \(field.type)",
                hint: "make it a date first: derive(\(field.name): date(.\(field.name)))")
        }
    }
}

/// A time column and what is made of it.
struct CalendarColumn: Codable, Sendable {
    let field: Field
    let parts: [Calendar.Part]
    let isReplaced: Bool

    func made(in table: Table) throws(Failure) -> [MadeColumn] {
        var made: [MadeColumn] = []
        for part in parts {
            let call = ColumnExpression.call(part.rawValue, [.column(field.name)], options: [:])
            made.append(MadeColumn("\(field.name)_\(part.rawValue)", try call.evaluate(on: table)))
        }
        return made
    }
}

/// The parts of times that are made; nothing is learned.
public struct FittedCalendar: FittedStep {
    public static let archiveName = "calendar@1"
    let columns: [CalendarColumn]

    public var inputs: [Field] { columns.map(\.field) }

    public var learned: String {
        let items = columns.map { column in
            "\(column.field.name): " + column.parts.map(\.rawValue).joined(separator: ", ")
        }
        return items.isEmpty ? Summary.columns(0) : items.joined(separator: "; ")
    }

    public func apply(_ table: Table) throws -> Table {
        var replacements: [(name: String, made: [MadeColumn])] = []
        var added: [MadeColumn] = []
        for column in columns {
            let made = try column.made(in: table)
            if column.isReplaced {
                replacements.append((column.field.name, made))
            } else {
                added += made
            }
        }
        return try table.replacing(replacements, adding: added)
    }
}
