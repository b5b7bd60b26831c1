import SegDisplay
import Testing

@Suite struct AlignedRowsTests {
    private func shown(width: Int, isEssential: Bool) -> String {
        var rows = AlignedRows([
            .init("segment"), .init("figures of all sorts"), .init("verdict", isEssential: isEssential),
        ])
        rows.append([StyledText("JFK"), StyledText("1.25"), StyledText("SPLIT")])
        return DocumentTerminal(TerminalSettings(width: width)).render(Document([.rows(rows)]))
    }

    /// A narrow terminal leaves out columns from the right; what the rows are about stays before others.
    @Test func essentialColumnsStay() {
        let plain = shown(width: 32, isEssential: false)
        #expect(plain.contains("1.25") && !plain.contains("SPLIT") && plain.contains("1 more column: verdict"))
        let essential = shown(width: 32, isEssential: true)
        #expect(essential.contains("SPLIT") && !essential.contains("1.25"))
        #expect(essential.contains("1 more column: figures"))
        #expect(shown(width: 80, isEssential: true) == shown(width: 80, isEssential: false))
    }
}
