import SegCore
import SegDisplay
import SegStudies

/// Whether splitting pays, in words and figures.
enum VerdictDocument {
    static func of(_ verdict: Verdict) -> Document {
        let levels = Segments.text(ofLevels: verdict.levels)
        let margin = NumberText.short(verdict.margin * 100, significant: 2)
        let title = "Verdict  does splitting by \(levels) pay?      margin \(margin) % of "
            + "\(verdict.metric.source), \(NumberText.short(verdict.level * 100, significant: 3)) %"
        var document = Document([.paragraph(StyledText(title, .bold)), .rows(table(verdict))])
        for answer in verdict.answers { document.append(words(answer, verdict)) }
        document.append(notJudged(verdict))
        return document
    }

    private static func table(_ verdict: Verdict) -> AlignedRows {
        var rows = AlignedRows([
            .init("learner"), .init("local against pooled", .trailing), .init("", .leading, gap: 2, isJoined: true),
            .init("blended against pooled", .trailing), .init("", .leading, gap: 2, isJoined: true),
            .init("split", .trailing, isEssential: true), .init("pool", .trailing, gap: 1, isEssential: true),
            .init("open", .trailing, gap: 1, isEssential: true),
        ])
        for answer in verdict.answers {
            rows.append(
                [StyledText(answer.learner)] + figure(answer.local) + figure(answer.blended)
                    + [.split, .pool, .open].map { StyledText(String(answer.count($0))) })
        }
        return rows
    }

    private static func figure(_ estimate: Estimate?) -> [StyledText] {
        guard let estimate else { return ["—", ""] }
        return [StyledText(PercentText.signed(estimate.value) + " %"), StyledText(PercentText.interval(estimate))]
    }

    private static func words(_ answer: Verdict.Answer, _ verdict: Verdict) -> Document {
        let split = answer.segments.filter { $0.decision == .split }
        let open = answer.segments.filter { $0.decision == .open }
        let pool = answer.count(.pool)
        let headline = headline(answer, verdict)
        var sentences = ["\(answer.learner)  \(headline)."]
        if headline != "BLEND", let gain = gainOfBlending(answer, verdict) { sentences.append(gain) }
        if pool > 0 {
            let losing = answer.segments.count { $0.losesSignificantly }
            sentences.append("\(pool) of \(answer.segments.count) judged segments \(pool == 1 ? "gains nothing from a model of its" : "gain nothing from a model of their") own;")
            sentences.append("\(losing) lose\(losing == 1 ? "s" : "") by it (Benjamini–Hochberg, q 0.10).")
        }
        if answer.segments.count > 1 { sentences.append("I² \(NumberText.fixed(answer.iSquared * 100, 0)) %.") }
        if !open.isEmpty {
            let soon = open.count { ($0.timesToSettle ?? .infinity) <= 5 }
            sentences.append("\(open.count) open; \(soon) of them would be settled by 5 times their rows or fewer.")
        }
        var document = Document([.paragraph(StyledText(sentences.joined(separator: " ")))])
        if !split.isEmpty { document.append(.rows(standingOut(split))) }
        return document
    }

    /// What blending gains for certain, where that is not more than the margin for certain.
    private static func gainOfBlending(_ answer: Verdict.Answer, _ verdict: Verdict) -> String? {
        guard let blended = answer.blended, let upper = blended.upper, upper < 0 else { return nil }
        let gain = "Blending gains \(PercentText.signed(-blended.value).trimmingPrefix("+")) %"
        return blended.value >= -verdict.margin ? "\(gain), less than the margin." : "\(gain), which may be less than the margin."
    }

    /// What the whole says first, then what single segments say.
    private static func headline(_ answer: Verdict.Answer, _ verdict: Verdict) -> String {
        let (split, judged) = (answer.count(.split), answer.segments.count)
        if let local = answer.local?.upper, local < -verdict.margin { return "SPLIT" }
        if let blended = answer.blended?.upper, blended < -verdict.margin { return "BLEND" }
        if judged == 0 { return "OPEN: no segment can be judged" }
        if split > 0 { return "SPLIT \(split) of \(judged) judged segments" }
        return answer.count(.open) == judged ? "OPEN" : "POOL"
    }

    private static func standingOut(_ segments: [Verdict.Segment]) -> AlignedRows {
        var rows = AlignedRows(
            [
                .init("stands out"), .init("rows", .trailing), .init("pooled → local"), .init("shrunk", .trailing),
                .init("", gap: 2, isJoined: true), .init("verdict", isEssential: true),
            ])
        let digits = Digits(segments.map(\.pooled))
        for segment in segments.sorted(by: { ($0.mean, $0.path) < ($1.mean, $1.path) }).prefix(12) {
            rows.append([
                StyledText(segment.path), StyledText(NumberText.grouped(segment.rows)),
                StyledText("\(digits.text(segment.pooled)) → \(digits.text(segment.local))"),
                StyledText(PercentText.signed(segment.mean) + " %", .green),
                StyledText("\(PercentText.signed(segment.lower)) … \(PercentText.signed(segment.upper))"),
                StyledText("SPLIT", .bold),
            ])
        }
        return rows
    }

    /// What no learner's answer speaks of, and of single learners what the others' do.
    private static func notJudged(_ verdict: Verdict) -> Document {
        let reasons = verdict.answers.map { (learner: $0.learner, text: notJudged($0)) }
        var parts: [String] = []
        if let first = reasons.first?.text, reasons.allSatisfy({ $0.text == first }) {
            if !first.isEmpty { parts.append(first) }
        } else {
            parts += reasons.filter { !$0.text.isEmpty }.map { "\($0.learner) \($0.text)" }
        }
        if verdict.rowsWithoutSegment > 0 {
            parts.append("\(NumberText.grouped(verdict.rowsWithoutSegment)) rows of no segment")
        }
        guard !parts.isEmpty else { return Document() }
        return Document([.paragraph(StyledText("not judged: " + parts.joined(separator: "; "), .dim))])
    }

    private static func notJudged(_ answer: Verdict.Answer) -> String {
        var parts: [String] = []
        if !answer.tooSmall.isEmpty { parts.append("\(answer.tooSmall.count) too small") }
        if !answer.equal.isEmpty { parts.append("\(answer.equal.count) with no difference to judge") }
        if !answer.failed.isEmpty { parts.append("\(answer.failed.count) whose fits failed") }
        if !answer.unscored.isEmpty { parts.append("\(answer.unscored.count) without scored rows") }
        return parts.joined(separator: ", ")
    }
}
