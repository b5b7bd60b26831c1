import SegConsole
import Testing

/// The signature of the call that is being typed; the parameter at the cursor stands in square brackets here.
struct HintTests {
    private let prompt = Transcript()

    @Test func functionsOfTheSession() {
        _ = prompt.show("func area(w: Int, h = 2) -> Int { fail(\"never run\") }")
        #expect(prompt.session.hint(for: "area(") == "area([w: Int], h = 2) -> Int")
        #expect(prompt.session.hint(for: "area(1, ") == "area(w: Int, [h = 2]) -> Int")
        #expect(prompt.session.hint(for: "area(h: 1") == "area(w: Int, [h = 2]) -> Int")
        #expect(prompt.session.hint(for: "3 |> area(") == "area([h = 2]) -> Int")
        #expect(prompt.session.hint(for: "area(1, 2)") == nil)
        #expect(prompt.session.hint(for: "area(min(1, 2), ") == "area(w: Int, [h = 2]) -> Int")
        #expect(prompt.session.hint(for: "let a = 1") == nil)
        #expect(prompt.session.hint(for: "// area(") == nil)
        #expect(prompt.session.hint(for: "nope(") == nil)
        _ = prompt.show("let twice = { x, y in x * y }")
        #expect(prompt.session.hint(for: "twice(1, ") == "twice(x, [y])")
    }

    @Test func builtinsAndTheirForms() {
        let hint = prompt.session.hint(for: "[3, 1] |> sort(descending: ") ?? ""
        #expect(hint.hasPrefix("sort(by: ") && hint.contains("[descending: Bool = false]"), "\(hint)")
        #expect(!hint.contains("list:"))
        let ridge = prompt.session.hint(for: "ridge(") ?? ""
        #expect(ridge.hasPrefix("ridge([") && ridge.contains("-> Learner"), "\(ridge)")
        #expect(prompt.session.hint(for: "load(\"examples/da")?.hasPrefix("load([path: ") ?? false)
    }

    @Test func insideOfCommandsAndTexts() {
        _ = prompt.show("func area(w, h = 2) { w * h }")
        #expect(prompt.session.hint(for: ":time area(") == "area([w], h = 2)")
        #expect(prompt.session.hint(for: ":load area(") == nil)
        #expect(prompt.session.hint(for: "\"\\(area(") == "area([w], h = 2)")
        #expect(prompt.session.hint(for: "\"area(") == nil)
    }

    @Test func longSignaturesShowTheParameterAtTheCursor() {
        _ = prompt.show("func long(first_one, second_one, third_one, fourth_one) { 1 }")
        let line = prompt.session.hintLine(for: "long(1, 2, 3, ", width: 30)
        #expect(line == "long(… third_one, fourth_one)")
        let start = prompt.session.hintLine(for: "long(", width: 30)
        let middle = prompt.session.hintLine(for: "long(1, 2, ", width: 28)
        #expect(middle == "long(… third_one, …")
        #expect(start == "long(first_one, second_one, …")
    }

    /// Words are whole in every width, and the parameter at the cursor is always there.
    @Test(arguments: [24, 32, 40, 60, 200]) func wordsAreNeverCut(width: Int) throws {
        for input in ["load(", "[1] |> sort(", "gbdt(1, ", "cross_validate(a, ", "gbdt(learning_rate: "] {
            guard let whole = prompt.session.hint(for: input) else { continue }
            let words = Set(whole.split { " [](),…".contains($0) }.map(String.init))
            let line = prompt.session.hintLine(for: input, width: width) ?? ""
            #expect(line.count <= width)
            for word in line.split(whereSeparator: { " [](),…".contains($0) }) {
                #expect(words.contains(String(word)), "\(word) in \(line)")
            }
        }
    }
}
