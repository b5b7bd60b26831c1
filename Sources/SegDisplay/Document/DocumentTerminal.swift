/// Turns a document into text for a terminal or a log.
public struct DocumentTerminal: Sendable {
    /// What the terminal can show.
    public let settings: TerminalSettings
    /// The rows of a table that are shown at most.
    public let tableRows: Int
    /// Draws plots and pictures as images of the terminal; nil: they are drawn of characters.
    public let images: TerminalImages?
    /// Prose is not set wider than this, however wide the terminal.
    private static let proseWidth = 88

    /// A renderer for a terminal that shows at most `tableRows` rows of a table.
    public init(_ settings: TerminalSettings = TerminalSettings(), tableRows: Int = 15, images: TerminalImages? = nil) {
        self.settings = settings
        self.images = images
        self.tableRows = tableRows
    }

    /// The document without a line feed at the end. Blocks stand apart by an empty line, except
    /// that printed text follows printed text at once.
    public func render(_ document: Document) -> String {
        var lines: [String] = []
        var previous: Document.Block?
        for block in document.blocks {
            if case .aside = block { continue }
            if let previous, needsGap(previous, block) { lines.append("") }
            lines += self.lines(block)
            previous = block
        }
        return lines.joined(separator: "\n")
    }

    private func needsGap(_ first: Document.Block, _ second: Document.Block) -> Bool {
        switch (first, second) {
        case (.heading, _), (.preformatted, .preformatted): false
        default: true
        }
    }

    private func lines(_ block: Document.Block) -> [String] {
        switch block {
        case .heading(let text, _): paint([StyledText(text, .bold)])
        case .paragraph(let text): paint(text.wrapped(to: proseWidth))
        case .preformatted(let text): paint(text.expandingTabs().lines)
        case .table(let preview): TableText(settings, rows: tableRows).lines(preview)
        case .rows(let rows): self.rows(rows)
        case .plot(let plot):
            images?.plot(plot, columns: imageColumns).map { [$0] } ?? PlotTerminal(settings).lines(plot)
        case .keyValues(let pairs): keyValues(pairs)
        case .list(let items): list(items)
        case .image(let picture):
            images?.picture(picture, columns: imageColumns).map { [$0] } ?? PictureTerminal(settings).lines(picture)
        case .page(_, let text): paint(StyledText(text).expandingTabs().lines)
        case .markdown(let source): paint(StyledText(source).wrapped(to: settings.width))
        case .aside: []
        }
    }

    /// An image that ended in the last cell would leave the cursor in either line.
    private var imageColumns: Int { settings.width - 1 }

    private var proseWidth: Int { min(settings.width, Self.proseWidth) }

    private func rows(_ rows: AlignedRows) -> [String] {
        let layout = AlignedRowsLayout(prepared(rows), width: settings.width)
        var notes = rows.notes
        let dropped = layout.dropped.filter { !$0.isEmpty }
        if !dropped.isEmpty {
            let names = dropped.joined(separator: ", ")
            notes.append(StyledText("… and \(dropped.count) more column\(dropped.count == 1 ? "" : "s"): \(names)", .dim))
        }
        return paint(layout.lines + notes.flatMap { $0.wrapped(to: settings.width) })
    }

    private func keyValues(_ pairs: [Document.KeyValue]) -> [String] {
        // A name that leaves no room for what it is stands above it.
        let most = settings.width / 2 - 2
        let indent = pairs.map(\.key.displayWidth).filter { $0 <= most }.reduce(0, max) + 2
        return pairs.flatMap { pair in
            var lines = pair.value.wrapped(to: max(10, proseWidth - indent))
            if lines.isEmpty { lines = [StyledText()] }
            let isLong = pair.key.displayWidth > most
            let above = isLong ? pair.key.wrapped(to: proseWidth) : []
            return paint(
                above + lines.enumerated().map { index, line in
                    let key = index == 0 && !isLong ? pair.key : StyledText()
                    return key + StyledText(DisplayWidth.spaces(indent - key.displayWidth)) + line
                })
        }
    }

    private func list(_ items: [StyledText]) -> [String] {
        items.flatMap { item in
            paint(
                item.wrapped(to: max(10, proseWidth - 2)).enumerated().map { index, line in
                    StyledText(index == 0 ? "• " : "  ") + line
                })
        }
    }

    private func prepared(_ rows: AlignedRows) -> AlignedRows {
        guard !settings.unicode else { return rows }
        var rows = rows
        for index in rows.columns.indices {
            rows.columns[index].title = ASCIIText.from(rows.columns[index].title)
            if case .around(let mark) = rows.columns[index].alignment {
                rows.columns[index].alignment = .around(ASCIIText.from(mark))
            }
        }
        rows.rows = rows.rows.map { $0.map { TerminalPaint.ascii($0) } }
        return rows
    }

    private func paint(_ lines: [StyledText]) -> [String] {
        lines.map { TerminalPaint.text($0, settings) }
    }
}

/// Styled text as the bytes of a terminal.
enum TerminalPaint {
    /// One line: control characters made visible, styles as ANSI sequences where allowed.
    static func text(_ line: StyledText, _ settings: TerminalSettings) -> String {
        line.runs.map { run in
            let safe = SafeText.oneLine(run.text)
            let shown = settings.unicode ? safe : ASCIIText.from(safe)
            return settings.colour ? ANSIStyle.painted(shown, run.style) : shown
        }.joined()
    }

    static func ascii(_ text: StyledText) -> StyledText {
        StyledText(runs: text.runs.map { StyledText.Run(ASCIIText.from($0.text), $0.style) })
    }
}
