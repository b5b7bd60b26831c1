import SegDiagnostics
import SegDisplay
import SegFrame
import SegVM

/// A picture as a value: drawn in the terminal and in the report.
public final class PlotValue: HostObject, @unchecked Sendable {
    public let plot: Plot

    public init(_ plot: Plot) { self.plot = plot }

    public override var kindName: String { "Plot" }
    public override var isShownWhole: Bool { true }
    public override var display: String { plot.title.isEmpty ? "Plot" : "Plot \"\(plot.title)\"" }
}

/// The builtin that draws tables.
enum PlotNatives {
    static let declarations = [plotTable]

    private static let kinds = ["line", "bar", "histogram", "scatter", "box", "heat_map"]
    private static let column = ParameterKind.optional(.column)

    private static let plotTable = TableVerbs.verb(
        "plot", "Draws columns of a table; without a kind figures with their intervals, as compare and importance give them.",
        [
            .init("kind", .optional(.choice(kinds)), default: .null, "What to draw."),
            .init("x", column, default: .null, labelOnly: true, "The column along the horizontal axis."),
            .init(
                "y", .optional(TableVerbs.columnList), default: .null, labelOnly: true,
                "The column along the vertical axis; a line plot takes several."),
            .init("by", column, default: .null, labelOnly: true, "A colour for each value of this column."),
            .init("value", column, default: .null, labelOnly: true, "The values of a heat map."),
            .init("lower", column, default: .null, labelOnly: true, "The lower end of an interval."),
            .init("upper", column, default: .null, labelOnly: true, "The upper end of an interval."),
            .init("bins", .optional(.int), default: .null, labelOnly: true, "How many bars a histogram has."),
            .init("title", .string, default: .string(""), labelOnly: true, "A title above the picture."),
        ], result: "Plot", examples: [
            "t |> plot(\"scatter\", x: .height, y: .weight, by: .sex)", "plot(importance(study, arm: \"gbdt pooled\"))",
        ]
    ) { call, _ in
        .host(PlotValue(try call[1].isNull ? figures(call) : Drawing(call).plot()))
    }
}

extension PlotNatives {
    /// Bars of the column before `lower` and `upper`, named by the texts before it.
    private static func figures(_ call: Arguments) throws -> Plot {
        let table = try call.table(0)
        guard (2...8).allSatisfy({ !call.isGiven($0) || call[$0].isNull }),
            let lower = table.schema.index(of: "lower"), table.schema.index(of: "upper") != nil, lower > 0,
            table.schema.fields[lower - 1].type.isNumeric,
            case let names = table.schema.fields[..<lower].filter(\.type.isText).map(\.name), let name = names.last
        else {
            throw Failure("E482", "plot needs a kind: \(kinds.joined(separator: ", "))", hint: "plot(t, \"scatter\", x: .height, y: .weight)")
        }
        let title = try call.string(9), figure = table.schema.fields[lower - 1].name
        // Of figures by segment each segment has a colour.
        let by = names.dropLast().last
        return try StudyPlot.bars(table, x: name, y: figure, by: by, title: title.isEmpty ? "\(figure) by \(name)" : title)
    }
}

/// The arguments of one call of `plot`.
private struct Drawing {
    let table: Table
    let kind: String
    let x: String?
    let y: [String]
    let by: String?
    let value: String?
    let lower: String?
    let upper: String?
    let bins: Int?
    let title: String

    init(_ call: Arguments) throws {
        func name(_ position: Int) throws -> String? {
            call[position].isNull ? nil : try call.columnName(position)
        }
        table = try call.table(0)
        kind = try call.string(1)
        x = try name(2)
        y = try call.columnNames(3)
        by = try name(4)
        value = try name(5)
        lower = try name(6)
        upper = try name(7)
        bins = call[8].asInt
        title = try call.string(9)
    }

    func plot() throws -> Plot {
        switch kind {
        case "histogram": try .histogram(table, x: try required(x, "x"), by: by, bins: bins, title: title)
        case "bar":
            try .bar(table, x: try required(x, "x"), y: y.first, by: by, lower: lower, upper: upper, title: title)
        case "box": try .box(table, x: x, y: try required(y.first, "y"), by: by, title: title)
        case "heat_map":
            try .heatMap(
                table, x: try required(x, "x"), y: try required(y.first, "y"), value: value, title: title)
        case "scatter":
            try .scatter(table, x: try required(x, "x"), y: try required(y.first, "y"), by: by, title: title)
        default:
            try .line(
                table, x: try required(x, "x"), y: y.isEmpty ? [try required(nil, "y")] : y, by: by,
                lower: lower, upper: upper, title: title)
        }
    }

    private func required(_ name: String?, _ label: String) throws -> String {
        guard let name else {
            throw Failure("E482", "a \(kind) plot needs '\(label):'", hint: "\(label): .price")
        }
        return name
    }
}
