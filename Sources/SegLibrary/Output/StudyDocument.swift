import SegCore
import SegDiagnostics
import SegDisplay
import SegFrame
import SegStudies

/// A study: what was done, the leaderboard, the largest segments, the notes.
enum StudyDocument {
    private static let shownSegments = 8

    static func of(_ study: Study) -> Document {
        var document = Document([.keyValues(heading(study))])
        guard let board = try? Leaderboard(study) else { return document }
        document.append(leaderboard(board))
        if study.segments.isDivided { document.append(segments(study)) }
        if !study.notes.isEmpty { document.append(.keyValues(notes(study))) }
        LearningCurves.asides(study).forEach { document.append($0) }
        return document
    }

    // MARK: Heading

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(NumberText.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func heading(_ study: Study) -> [Document.KeyValue] {
        let target = study.task.problem.roles.target ?? ""
        let leaves = study.segments.isDivided ? " · \(Self.count(study.segments.leaves.count, "segment"))" : ""
        let fits = study.fits.isEmpty ? "" : " · \(NumberText.grouped(study.fits.count)) fits"
        let title = "\(target), \(study.task.problem.kind.rawValue)\(leaves) · \(Self.count(study.arms.count, "arm"))\(fits)"
        let places = study.places(of: 0)
        let blocks = Set(study.blocks(places)).count
        let name = study.purpose == .test ? "Test" : study.purpose == .evaluation ? "Evaluation" : "Study"
        var lines: [Document.KeyValue] = [
            .init(StyledText(name, .bold), StyledText(title, .bold)),
            .init("rows", StyledText(rows(study, places.count))),
            .init(
                "score",
                StyledText(
                    "\(StudyFigures(study).title) over \(rollUp(study)); 95 % intervals over blocks "
                        + "(\(NumberText.grouped(blocks)) \(plural(study.task.blockName, blocks)))")),
        ]
        if let metric = study.metrics.first, metric.higherIsBetter {
            lines.append(.init("", StyledText("differences are shares of the reference's 1 − \(metric.source)")))
        }
        return lines
    }

    private static func rows(_ study: Study, _ count: Int) -> String {
        let text = NumberText.grouped(count)
        switch study.purpose {
        case .crossValidation: return "\(text) scored out of fold: \(study.folds.source)"
        case .test: return "\(text) sealed rows, opened"
        case .evaluation: return "\(text) rows of another table"
        }
    }

    private static func rollUp(_ study: Study) -> String {
        switch study.rollUp {
        case .rows: "all rows"
        case .segments: "the mean of segments"
        case .worst: "the worst segment"
        case .weighted(let column): "segments weighted by \(column)"
        }
    }

    private static func plural(_ word: String, _ count: Int) -> String { count == 1 ? word : word + "s" }

    // MARK: Leaderboard

    static func leaderboard(_ board: Leaderboard) -> Document.Block {
        var columns: [AlignedRows.Column] = [
            .init("arm"), .init(board.title, .trailing), .init("interval"),
            .init("against \(board.reference.name)", .trailing), .init("", .leading, gap: 2, isJoined: true),
        ]
        columns += board.otherMetrics.map { .init($0.source, .trailing) }
        let hasSkill = board.entries.contains { $0.skill != nil }
        if hasSkill { columns.append(.init("skill", .trailing)) }
        let digits = Digits(board.entries.map { $0.score?.value })
        let others = board.otherMetrics.indices.map { index in Digits(board.entries.map { $0.others[index] }) }
        let rows = board.entries.map { entry in
            var row: [StyledText] = [
                StyledText(entry.arm.name), StyledText(digits.text(entry.score?.value)),
                StyledText(digits.interval(entry.score)),
            ]
            row += difference(entry, reference: board.reference.name)
            for (index, format) in others.enumerated() { row.append(StyledText(format.text(entry.others[index]))) }
            if hasSkill { row.append(StyledText(entry.skill.map { NumberText.fixed($0, 3) } ?? "")) }
            return row
        }
        return .rows(AlignedRows(columns, rows: rows))
    }

    private static func difference(_ entry: Leaderboard.Entry, reference: String) -> [StyledText] {
        guard let difference = entry.difference else {
            // Shares of a loss of nothing are not defined.
            return [StyledText(entry.arm.name == reference ? "the reference" : "—", .dim), ""]
        }
        let style: TextStyle = (difference.upper ?? 0) < 0 ? .green : (difference.lower ?? 0) > 0 ? .red : .plain
        return [
            StyledText(PercentText.signed(difference.value) + " %", style),
            StyledText(PercentText.interval(difference)),
        ]
    }

    // MARK: Segments

    private static func segments(_ study: Study) -> Document.Block {
        let arms = shownArms(StudyFigures(study))
        let parts = study.parts
        let differ = study.segmentsDifferInMetric
        var table = AlignedRows(
            [.init("segment"), .init("rows", .trailing)] + (differ ? [.init("metric")] : [])
                + arms.map { .init($0.arm.name, .trailing) })
        let metrics = parts.prefix(shownSegments).map { study.metrics(of: $0.node).first ?? study.metrics[0] }
        let values = zip(parts, metrics).map { part, metric in
            arms.map { study.figure($0, metric, places: part.places) }
        }
        for ((part, metric), row) in zip(zip(parts, metrics), values) {
            // Figures of one metric have the same number of decimals.
            let digits = Digits(zip(metrics, values).filter { $0.0.source == metric.source }.flatMap(\.1))
            table.append(
                [StyledText(part.path), StyledText(NumberText.grouped(part.places.count))]
                    + (differ ? [StyledText(metric.source)] : []) + row.map { StyledText(digits.text($0)) })
        }
        if parts.count > shownSegments {
            table.notes = [
                StyledText("… \(parts.count - shownSegments) more: leaderboard(study, by: \"segment\")", .dim)
            ]
        }
        return .rows(table)
    }

    /// The baseline, the reference, and the best others: five at most.
    private static func shownArms(_ figures: StudyFigures) -> [ArmResult] {
        let ranked = figures.ranked
        let reference = figures.reference?.arm.name
        let chosen = ranked.filter { $0.arm.name == "baseline" || $0.arm.name == reference }
        let others = ranked.filter { arm in !chosen.contains { $0.arm.name == arm.arm.name } }
        let kept = Set((chosen + others.prefix(max(0, 5 - chosen.count))).map(\.arm.name))
        return ranked.filter { kept.contains($0.arm.name) }.reversed()
    }

    private static func notes(_ study: Study) -> [Document.KeyValue] {
        study.notes.enumerated().map { index, note in
            let style: TextStyle =
                switch note.severity {
                case .error: .red
                case .warning: .yellow
                case .note: .plain
                }
            let names = note.segments.isEmpty ? "" : ": " + note.segments.prefix(12).joined(separator: " ")
            let more = note.segments.count > 12 ? " … \(note.segments.count - 12) more" : ""
            return .init(StyledText(index == 0 ? "notes" : ""), StyledText(note.text + names + more, style))
        }
    }
}

/// Figures of one column with the same number of decimals: about four significant digits of the largest.
struct Digits {
    private let decimals: Int
    private let largest: Double

    init(_ values: [Double?]) {
        largest = values.compactMap { $0 }.filter(\.isFinite).map(abs).max() ?? 1
        decimals = largest >= 1000 ? 0 : largest >= 100 ? 1 : largest >= 10 ? 2 : largest >= 1 ? 3 : 4
    }

    func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "—" }
        let size = abs(value)
        // Beside a huge figure the others would be noughts, and the huge one wider than the page.
        if size >= 1e9 { return NumberText.short(value, significant: 4) }
        if decimals < 2, size < (decimals == 0 ? 10 : 1), size > largest * 1e-7 { return NumberText.short(value, significant: 3) }
        return NumberText.fixed(value, decimals)
    }

    func interval(_ estimate: Estimate?) -> String {
        guard let lower = estimate?.lower, let upper = estimate?.upper else { return "" }
        return "\(text(lower)) – \(text(upper))"
    }
}

/// Shares as percent with a sign and as many decimals as they deserve.
enum PercentText {
    static func signed(_ share: Double) -> String {
        NumberText.signed(share * 100, abs(share) >= 1 ? 0 : 2)
    }

    static func interval(_ estimate: Estimate) -> String {
        guard let lower = estimate.lower, let upper = estimate.upper else { return "" }
        return "\(signed(lower)) … \(signed(upper))"
    }
}
