import SegConsole
import Testing

/// `:profile`
struct ProfileTests {
    @Test func theLineThatTakesTheTimeIsFirst() {
        let prompt = Transcript()
        _ = prompt.session.submit("func slow(n) {\n    var total = 0\n    for i in 0..<n { total += i * i }\n    total\n}")
        _ = prompt.session.perform(":profile let a = slow(200000)\nlet b = 1\na + b")
        let shown = prompt.shown
        let lines = shown.split(separator: "\n").map(String.init)
        #expect(lines.first == "2666646666700001", "\(shown)")
        #expect(lines.count > 2 && lines[2].contains("for i in 0..<n { total += i * i }"), "\(shown)")
        #expect(lines.count > 2 && lines[2].contains("in1:3"), "\(shown)")
        #expect(prompt.session["b"]?.asInt == 1)
    }

    @Test func builtinsCountForTheLineThatCallsThem() {
        let prompt = Transcript()
        _ = prompt.session.perform(":profile let xs = (0..<200000).map({ $0 * 7 % 1000 })\nlet few = 1\nxs.sort().count()")
        let shown = prompt.shown
        #expect(shown.contains("xs.sort().count()") && shown.contains("(0..<200000).map"), "\(shown)")
        let shares = shown.split(separator: "\n").dropFirst(2).compactMap { line in
            Double(line.split(separator: " ").first.map { $0.replacing("%", with: "") } ?? "")
        }
        #expect(abs(shares.reduce(0, +) - 100) < 1, "\(shown)")
    }

    @Test func errorsEndItAsAlways() {
        let prompt = Transcript()
        #expect(prompt.session.perform(":profile let a = 1\n[1][7]").status == .failed)
        #expect(prompt.shown.contains("let a = 1"))
        #expect(prompt.session.perform(":profile nope").status == .refused)
        #expect(prompt.shown == "")
    }
}
