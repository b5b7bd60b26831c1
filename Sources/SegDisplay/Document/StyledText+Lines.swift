extension StyledText {
    /// The text cut at its line feeds.
    public var lines: [StyledText] {
        var lines: [[Run]] = [[]]
        for run in runs {
            let parts = run.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 { lines.append([]) }
                lines[lines.count - 1].append(Run(String(part), run.style))
            }
        }
        return lines.map { StyledText(runs: $0) }
    }

    /// The text with each tab filled to the next multiple of eight cells of its line.
    func expandingTabs() -> StyledText {
        guard runs.contains(where: { $0.text.utf8.contains(0x09) }) else { return self }
        var column = 0
        return StyledText(
            runs: runs.map { run in
                var text = ""
                for character in run.text {
                    let filled =
                        character == "\t" ? DisplayWidth.spaces(8 - column % 8) : String(character)
                    column = character == "\n" ? 0 : column + DisplayWidth.of(filled)
                    text += filled
                }
                return Run(text, run.style)
            })
    }

    /// The text without the spaces at its end.
    var withoutTrailingSpaces: StyledText {
        var runs = runs
        while let last = runs.popLast() {
            var kept = last.text
            while kept.hasSuffix(" ") { kept.removeLast() }
            if !kept.isEmpty { return StyledText(runs: runs + [Run(kept, last.style)]) }
        }
        return StyledText()
    }

    /// The text broken between words into lines of at most `width` cells; line feeds stay. A word
    /// longer than a line is broken within.
    public func wrapped(to width: Int) -> [StyledText] {
        lines.flatMap { $0.wrappedLine(to: max(1, width)) }
    }

    /// The text cut to at most `cells`, with an ellipsis when cut.
    public func truncated(to cells: Int, ellipsis: String = "…") -> StyledText {
        guard displayWidth > cells else { return self }
        var kept: [Run] = []
        var room = cells
        for run in runs {
            let width = DisplayWidth.of(run.text)
            if width < room {
                kept.append(run)
                room -= width
            } else {
                let forced = run.text + (width == room ? ellipsis : "")
                kept.append(
                    Run(DisplayWidth.truncated(forced, to: room, ellipsis: ellipsis), run.style))
                break
            }
        }
        return StyledText(runs: kept)
    }

    private func wrappedLine(to width: Int) -> [StyledText] {
        guard displayWidth > width else { return [self] }
        var lines: [StyledText] = []
        var line = StyledText()
        var gap = StyledText()
        for piece in pieces(upTo: width) {
            if piece.isSpace {
                gap += piece.text
            } else if line.isEmpty
                || line.displayWidth + gap.displayWidth + piece.text.displayWidth <= width
            {
                line = lines.isEmpty || !line.isEmpty ? line + gap + piece.text : piece.text
                gap = StyledText()
            } else {
                lines.append(line)
                line = piece.text
                gap = StyledText()
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Words and the spaces between them; a word of several runs stays one piece.
    private func pieces(upTo width: Int) -> [(text: StyledText, isSpace: Bool)] {
        var pieces: [(text: StyledText, isSpace: Bool)] = []
        for run in runs {
            for character in run.text {
                let isSpace = character == " "
                let addition = StyledText(String(character), run.style)
                if let last = pieces.last, last.isSpace == isSpace,
                    isSpace || last.text.displayWidth < width
                {
                    pieces[pieces.count - 1].text = last.text + addition
                } else {
                    pieces.append((addition, isSpace))
                }
            }
        }
        return pieces
    }
}
