import SegDisplay
import Testing

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("ﾊ", 1),
        ("Ｚ", 2), ("한국", 4), ("\u{1B}[", 1), ("—·…", 3),
    ])
    func widths(_ text: String, _ cells: Int) {
        #expect(DisplayWidth.of(text) == cells)
    }

    @Test func truncationKeepsWithinTheWidth() {
        #expect(DisplayWidth.truncated("abcdef", to: 6) == "abcdef")
        #expect(DisplayWidth.truncated("abcdef", to: 4) == "abc…")
        #expect(DisplayWidth.truncated("東京都", to: 4) == "東…")
        #expect(DisplayWidth.truncated("abc", to: 0) == "")
        #expect(DisplayWidth.truncated("abcdef", to: 5, ellipsis: "...") == "ab...")
    }

    @Test func padding() {
        #expect(DisplayWidth.padded("東", to: 4, .leading) == "東  ")
        #expect(DisplayWidth.padded("x", to: 4, .trailing) == "   x")
        #expect(DisplayWidth.padded("x", to: 4, .centre) == " x  ")
        #expect(DisplayWidth.padded("long", to: 2, .leading) == "long")
    }
}

@Suite struct NumberTextTests {
    @Test(arguments: [
        (2.675, 2, "2.68"), (1e21, 0, "1000000000000000000000"), (-0.004, 2, "0.00"),
        (0.5, 0, "1"), (9.996, 2, "10.00"), (-12.3, 1, "-12.3"), (1e-7, 3, "0.000"), (0, 2, "0.00"),
    ])
    func fixed(_ value: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.fixed(value, decimals) == text)
    }

    @Test(arguments: [
        (0.1, "0.1"), (123.456789, "123.46"), (1e20, "1e+20"), (0.000012345, "0.000012345"),
        (1.5e-9, "1.5e-09"), (100, "100"), (0, "0"), (-0.25, "-0.25"),
    ])
    func short(_ value: Double, _ text: String) {
        #expect(NumberText.short(value) == text)
    }

    @Test func signsGroupsAndUnits() {
        #expect(NumberText.grouped(35_549) == "35,549")
        #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
        #expect(NumberText.grouped(.min) == "-9,223,372,036,854,775,808")
        #expect(NumberText.signed(-0.32, 2) == "−0.32")
        #expect(NumberText.signed(0.42, 2) == "+0.42")
        #expect(NumberText.signed(0.001, 2) == "0.00")
        #expect(NumberText.percent(0.1234) == "12.3 %")
        #expect(NumberText.bytes(1_500_000) == "1.4 MiB")
        #expect(NumberText.fixed(.nan, 2) == "nan")
    }

    @Test(arguments: [
        (0.42, "420 ms"), (3.14159, "3.14 s"), (12.34, "12.3 s"), (245, "4m 05s"), (7380, "2h 03m"),
        (90_000, "1d 01h"), (59.99, "1m 00s"),
    ])
    func seconds(_ value: Double, _ text: String) {
        #expect(NumberText.seconds(value) == text)
    }
}
