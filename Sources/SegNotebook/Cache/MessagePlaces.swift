import SegDiagnostics
import SegSyntax

/// What the messages of a cell point at, by the words of its text: the same words where only comments and layout are others.
struct MessagePlaces: Codable {
    /// The first and the last word of each message.
    private let words: [[Int]]
    /// How many words the cell has.
    private let count: Int

    /// Nil where a message points at something else, such as a line of a module.
    init?(_ messages: [RunMessage], in cell: Cell) {
        let ranges = Self.words(of: cell)
        var found: [[Int]] = []
        for message in messages {
            guard message.place?.file == cell.bodySpan.file.name, let range = message.range,
                let first = ranges.firstIndex(where: { $0.upperBound > range.lowerBound }),
                let last = ranges.lastIndex(where: { $0.lowerBound < max(range.upperBound, range.lowerBound + 1) }), first <= last
            else { return nil }
            found.append([first, last])
        }
        words = found
        count = ranges.count
    }

    /// The messages as they stand in the cell's text of now; nil where that has other words.
    func moved(_ messages: [RunMessage], to cell: Cell) -> [RunMessage]? {
        let ranges = Self.words(of: cell)
        guard ranges.count == count, messages.count == words.count else { return nil }
        return zip(messages, words).map { message, place in
            let range = ranges[place[0]].lowerBound..<ranges[place[1]].upperBound
            return RunMessage(
                Diagnostic(
                    message.severity, code: message.code, message.message, at: Span(cell.bodySpan.file, range), hint: message.hint,
                    cell: cell.name))
        }
    }

    /// Where the header and the words of the body are in the file.
    private static func words(of cell: Cell) -> [Range<Int>] {
        let start = cell.bodySpan.range.lowerBound
        let tokens = Token.scan(SourceFile(name: "", text: cell.bodySpan.text)).filter { !$0.isLayout }
        return [cell.header?.span.range ?? start..<start] + tokens.map { $0.range.lowerBound + start..<$0.range.upperBound + start }
    }
}

extension Token {
    fileprivate var isLayout: Bool {
        switch kind {
        case .comment, .end: true
        default: false
        }
    }
}
