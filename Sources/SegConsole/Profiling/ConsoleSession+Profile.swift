import SegDiagnostics
import SegDisplay
import SegNotebook
import SegVM

extension ConsoleSession {
    /// Runs an input as always, and shows in which lines the time went.
    func profile(_ code: String) -> RunStatus {
        let profile = LineProfile()
        session.interpreter.profile = profile
        let status = submit(code)
        session.interpreter.profile = nil
        let lines = profile.result
        if !lines.isEmpty { screen.present(ProfileListing.of(lines, width: screen.width)) }
        return status
    }
}

/// The lines of a profile as a table.
enum ProfileListing {
    private static let limit = 20

    static func of(_ lines: [(line: LineProfile.Line, seconds: Double)], width: Int) -> Document {
        let total = lines.reduce(0) { $0 + $1.seconds }
        var rows = AlignedRows([
            .init("share", .trailing), .init("time", .trailing), .init("line"), .init("code", isEssential: true),
        ])
        let room = max(16, min(60, width - 32))
        for (line, seconds) in lines.prefix(limit) {
            rows.append([
                StyledText(NumberText.percent(total > 0 ? seconds / total : 0)),
                StyledText(NumberText.seconds(seconds)), StyledText("\(line.file.name):\(line.number)", .dim),
                StyledText(DisplayWidth.truncated(line.text, to: room)),
            ])
        }
        let rest = lines.dropFirst(limit)
        if !rest.isEmpty {
            let seconds = rest.reduce(0) { $0 + $1.seconds }
            rows.notes.append(StyledText("… \(rest.count) more lines, \(NumberText.seconds(seconds)) in all", .dim))
        }
        return Document([.rows(rows)])
    }
}
