/// How far one task is, and how that is written.
struct ProgressState {
    let identifier: Int
    let title: String
    var total: Int?
    let start: Duration
    var completed = 0
    var note = ""
    var lastReport: Duration
    /// How many tasks it is a part of.
    var depth = 0
    var isLogged = true
    /// Whether a log has told of it.
    var isAnnounced = true

    init(identifier: Int, title: String, total: Int?, start: Duration) {
        self.identifier = identifier
        self.title = title
        self.total = total
        self.start = start
        lastReport = start
    }

    /// `study  ━━━━────  120/326  1m 12s left  fold 2`, at most as wide as the terminal.
    func bar(_ settings: TerminalSettings, at time: Duration) -> String {
        let facts = facts(at: time)
        let width = settings.width - 1
        let branch = depth == 0 ? "" : String(repeating: "  ", count: depth - 1) + (settings.unicode ? "└ " : "- ")
        let name = branch + DisplayWidth.truncated(title, to: max(8, width / 3 - branch.count))
        let left = width - DisplayWidth.of(name) - DisplayWidth.of(facts) - 4
        var line = StyledText(name, .bold) + "  "
        if let share, left >= 6 {
            let length = min(left, 30)
            let filled = min(length, Int(share * Double(length)))
            line += StyledText(
                String(repeating: settings.unicode ? "━" : "#", count: filled), .cyan)
            line += StyledText(
                String(repeating: settings.unicode ? "─" : ".", count: length - filled), .dim)
            line += "  "
        }
        line += StyledText(facts)
        if !note.isEmpty { line += StyledText("  " + note, .dim) }
        return TerminalPaint.text(line.truncated(to: width), settings)
    }

    func logLine(at time: Duration) -> String {
        let facts = completed == 0 && seconds(time) < 1 ? start(of: total) : facts(at: time)
        return ([title, facts, note].filter { !$0.isEmpty }).joined(separator: "  ")
    }

    func endLine(at time: Duration, note: String?) -> String {
        let count = total.map { "\(NumberText.grouped(completed))/\(NumberText.grouped($0))" }
        let parts = [title, count, "done in " + NumberText.seconds(seconds(time)), note]
        return parts.compactMap { $0 }.joined(separator: "  ")
    }

    private var share: Double? {
        guard let total, total > 0 else { return nil }
        return min(1, max(0, Double(completed) / Double(total)))
    }

    private func start(of total: Int?) -> String {
        total.map { "0/\(NumberText.grouped($0))" } ?? "started"
    }

    /// Counts, and the time left at the pace so far once there is one.
    private func facts(at time: Duration) -> String {
        let elapsed = seconds(time)
        guard let total, let share else {
            let count = completed > 0 ? NumberText.grouped(completed) + "  " : ""
            return count + NumberText.wholeSeconds(elapsed)
        }
        let count = "\(NumberText.grouped(completed))/\(NumberText.grouped(total))"
        guard share > 0, share < 1, elapsed >= 1 else { return count }
        let left = elapsed / share * (1 - share)
        return count + "  " + NumberText.wholeSeconds(max(1, left)) + " left"
    }

    private func seconds(_ time: Duration) -> Double {
        let parts = (time - start).components
        return max(0, Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
    }
}
