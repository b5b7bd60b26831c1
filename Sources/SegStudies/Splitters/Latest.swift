import SegCore
import SegDiagnostics
import SegTensor

/// The last stretch of time is scored by what came before it.
public struct Latest: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "latest",
        summary: "Scores the rows of the last span of time and trains on the rows before it.",
        parameters: [
            ModuleParameter(
                "span", .timeSpan, labelOnly: false,
                "How long: a duration such as 30d, months(2), or a number for a numeric time column."
            )
        ]
    ) { arguments in
        guard let span = try arguments.timeSpan("span") else {
            throw arguments.mismatch("span", "a duration such as 30d, or months(2)")
        }
        return Latest(span: span)
    }

    public let span: TimeSpan

    public init(span: TimeSpan) { self.span = span }

    public var source: String { "latest(\(span.source))" }

    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        let traits = RowTraits(task, rows: rows)
        guard let times = traits.times else { throw SplitterErrors.noTime(source) }
        let end = times.end(for: span)
        let window = TimeWindow(start: try times.moment(end, back: 1, span), end: end)
        guard let fold = try window.fold(traits, rows, gap: nil, limit: nil) else {
            throw SplitterErrors.empty(
                source, traits.groups == nil ? "no row lies before that span" : "no group lies before that span with all of its rows")
        }
        return Folds(folds: [fold], source: source, isTemporal: true)
    }
}
