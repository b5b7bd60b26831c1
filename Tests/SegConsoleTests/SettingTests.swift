import Foundation
import SegConsole
import Testing

/// `:set`, and what it changes.
struct SettingTests {
    private let prompt = Transcript()

    @Test func theListingHasEachWithItsValue() {
        let listing = prompt.perform(":set")
        for name in ["colour", "hints", "pager", "pictures", "rows", "width"] { #expect(("\n" + listing).contains("\n" + name + " ")) }
        #expect(listing.contains("rows      15"), "\(listing)")
    }

    @Test func rowsAndWidthAreThoseOfTables() {
        _ = prompt.session.submit("let t = sql(\"select i, i * i as square from range(200) r(i)\", tables: [:])")
        #expect(prompt.show("t").split(separator: "\n").count < 20)
        _ = prompt.perform(":set rows 100")
        #expect(prompt.show("t").split(separator: "\n").count > 100)
        _ = prompt.perform(":set width 30")
        #expect(prompt.perform(":help").split(separator: "\n").allSatisfy { $0.count <= 30 })
        _ = prompt.perform(":set width auto")
        #expect(prompt.perform(":help").split(separator: "\n").contains { $0.count > 60 })
    }

    @Test func coloursCanBeAskedFor() {
        _ = prompt.perform(":set colour on")
        #expect(prompt.perform(":set").contains("\u{1B}["))
        _ = prompt.perform(":set colour off")
        #expect(!prompt.perform(":set").contains("\u{1B}["))
    }

    @Test(arguments: [
        ("rows", "rows needs a value"), ("rows many", "rows can't be \"many\""), ("rows 0", "rows can't be \"0\""),
        ("width 3", "it takes auto, 20 to 1000"), ("hints maybe", "it takes on, off"),
        ("rowss 3", "did you mean 'rows'?"), ("rows 3 4", "rows can't be \"3 4\""),
    ]) func wrongOnesAreOneClearError(_ change: String, _ message: String) {
        let before = prompt.perform(":set")
        #expect(prompt.session.perform(":set " + change).status == .refused)
        #expect(prompt.said.contains(message))
        #expect(prompt.perform(":set") == before)
    }

    @Test func namesAndWordsComplete() {
        #expect(prompt.session.completions(for: ":set pi").words == ["pictures"])
        #expect(prompt.session.completions(for: ":set pictures s").words == ["sixel"])
    }
}
