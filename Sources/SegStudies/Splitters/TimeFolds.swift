import SegCore
import SegDiagnostics
import SegTensor

/// Windows of time one after the other, each scored by what came before it.
public struct TimeFolds: Splitter {
    public static let declaration = ModuleDeclaration<any Splitter>(
        name: "time_folds",
        summary: "Scores k windows of time, each by a model of the rows before it.",
        reference: "Tashman 2000, Out-of-sample tests of forecasting accuracy",
        parameters: [
            ModuleParameter(
                "k", .int(1...1000), default: .int(4), labelOnly: false, "Number of windows."),
            ModuleParameter(
                "size", .optional(.timeSpan), default: .null,
                "Length of a window; nil divides the later half of the time evenly."),
            ModuleParameter(
                "step", .optional(.timeSpan), default: .null,
                "From one window's end to the next one's; nil: the size."),
            ModuleParameter(
                "gap", .optional(.timeSpan), default: .null,
                "Time before a window whose rows don't train."),
            ModuleParameter(
                "window", .optional(.timeSpan), default: .null,
                "How far back training rows reach; nil: to the beginning."),
        ]
    ) { arguments in
        TimeFolds(
            k: try arguments.int("k", in: 1...1000), size: try arguments.timeSpan("size"),
            step: try arguments.timeSpan("step"), gap: try arguments.timeSpan("gap"),
            window: try arguments.timeSpan("window"))
    }

    public let k: Int
    public let size: TimeSpan?
    public let step: TimeSpan?
    public let gap: TimeSpan?
    public let window: TimeSpan?

    public init(
        k: Int = 4, size: TimeSpan? = nil, step: TimeSpan? = nil, gap: TimeSpan? = nil,
        window: TimeSpan? = nil
    ) {
        self.k = k
        self.size = size
        self.step = step
        self.gap = gap
        self.window = window
    }

    public var source: String {
        let options = [("size", size), ("step", step), ("gap", gap), ("window", window)]
        let given = options.compactMap { name, span in span.map { "\(name): \($0.source)" } }
        return "time_folds(\((["\(k)"] + given).joined(separator: ", ")))"
    }

    /// The first fold comes before the k that are scored, and serves weights only; it is left out
    /// where no row lies before it.
    public func split(_ task: LearningTask, rows: [Int], random: RandomStream) throws -> Folds {
        let traits = RowTraits(task, rows: rows)
        guard let times = traits.times else { throw SplitterErrors.noTime(source) }
        var folds: [Folds.Fold] = []
        for (place, window) in try windows(traits, times, rows).enumerated() {
            let fold = try window.fold(
                traits, rows, gap: gap, limit: self.window, isUnscored: place == 0)
            if let fold {
                folds.append(fold)
            } else if place > 0 {
                throw SplitterErrors.empty(
                    source,
                    "nothing trains or nothing is scored in the window from \(times.text(window.start))"
                )
            }
        }
        return Folds(folds: folds, source: source, isTemporal: true)
    }

    /// The window before the k scored ones, and those, in order.
    private func windows(
        _ traits: RowTraits, _ times: TimeAxis, _ rows: [Int]
    ) throws(Failure) -> [TimeWindow] {
        if let size { return try calendarWindows(times, size: size) }
        if let size = TimeFolds.automaticSize(times, k: k) {
            let windows = try calendarWindows(times, size: size)
            if try allHold(windows.dropFirst(), traits, rows) { return windows }
        }
        return try evenWindows(times)
    }

    private func calendarWindows(_ times: TimeAxis, size: TimeSpan) throws(Failure) -> [TimeWindow]
    {
        let end = times.end(for: size)
        var windows: [TimeWindow] = []
        for back in (0...k).reversed() {
            let close = try times.moment(end, back: back, step ?? size)
            windows.append(TimeWindow(start: try times.moment(close, back: 1, size), end: close))
        }
        return windows
    }

    private func allHold(
        _ windows: ArraySlice<TimeWindow>, _ traits: RowTraits, _ rows: [Int]
    ) throws(Failure) -> Bool {
        for window in windows
        where try window.fold(traits, rows, gap: gap, limit: self.window) == nil {
            return false
        }
        return true
    }

    /// Windows with about equally many rows, over the later half of them.
    private func evenWindows(_ times: TimeAxis) throws(Failure) -> [TimeWindow] {
        let starts = TimeCut.boundaries(times.values, parts: 2 * (k + 1)).suffix(k + 1)
        guard starts.count == k + 1 else {
            throw SplitterErrors.empty(source, "the time column has too few different moments")
        }
        let ends = starts.dropFirst() + [times.end(for: .number(1))]
        return zip(starts, ends).map { TimeWindow(start: $0, end: $1) }
    }

    /// A k-plus-first part of the later half of the time, in whole months or days where it is as
    /// long.
    private static func automaticSize(_ times: TimeAxis, k: Int) -> TimeSpan? {
        guard let first = times.values.min(), let start = times.day(of: first) else { return nil }
        let end = times.day(of: times.end(for: .period(.months(1)))) ?? start
        let days = Double(end - start) / Double(2 * (k + 1))
        if days >= 27 { return .period(.months(max(1, Int((days / 30.4375).rounded())))) }
        guard days >= 1 else { return nil }
        return .period(.nanoseconds(Int64(days) * 86_400_000_000_000))
    }
}
