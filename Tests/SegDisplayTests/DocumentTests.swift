import Foundation
import SegDisplay
import SegFrame
import Testing

@Suite struct DocumentTests {
    @Test(arguments: [40, 80, 200])
    func leaderboardInATerminal(_ width: Int) throws {
        let text = DocumentTerminal(TerminalSettings(width: width)).render(Samples.leaderboard)
        try Golden.expect(text, "leaderboard-\(width).txt")
    }

    @Test func leaderboardOnAPage() throws {
        try Golden.expect(DocumentHTML().render(Samples.leaderboard), "leaderboard.html")
    }

    @Test func everyBlockInATerminal() throws {
        try Golden.expect(
            DocumentTerminal(TerminalSettings(width: 60, colour: true)).render(try every()),
            "document.txt")
    }

    @Test func everyBlockOnAPage() throws {
        try Golden.expect(DocumentHTML().render(try every()), "document.html")
    }

    @Test func survivesStorage() throws {
        let document = try every() + Samples.leaderboard
        let data = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(Document.self, from: data) == document)
    }

    @Test func asciiRendersNothingElse() throws {
        let settings = TerminalSettings(width: 70, unicode: false)
        let text = DocumentTerminal(settings).render(Samples.leaderboard + (try every()))
        #expect(Samples.isASCII(text))
    }

    private func every() throws -> Document {
        Document([
            .heading("A title", level: 2),
            .paragraph(
                "Some prose with " + StyledText("a name", .code) + " that is broken over lines."),
            .preformatted("printed\ttext\n  as it stands"),
            .preformatted("and more"),
            .table(TablePreview(try Samples.scores())),
            .plot(Samples.roc),
            .list(["one", "two, which is long enough to be broken over the lines of a terminal"]),
            .markdown("*prose* <b>"),
        ])
    }
}
