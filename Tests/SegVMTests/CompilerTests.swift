import SegDiagnostics
import SegSyntax
import SegVM
import Testing

@Suite("The compiler")
struct CompilerTests {
    /// A prompt and a notebook that is watched compile for as long as they live. What the compiler was given lives as
    /// long as it does.
    @Test("nothing of it is left once it is done")
    func isLetGoOf() {
        let text = "let a = 1\nfunc f(x) { let g = { $0 + x + a }\n g(2) }\nfor i in 0..<3 { print([i].map { $0 * a }) }"
        weak var left: ModuleLoader?
        do {
            let loader = LanguageRunner.loader(.core)
            left = loader
            let parsed = Program.parse(SourceFile(name: "test.seg", text: text))
            let compilation = Compilation.of(
                parsed.tree, name: "test", visible: VisibleNames(), registry: .core, loader: loader,
                exportsVariables: true)
            #expect(compilation.cell != nil)
        }
        #expect(left == nil)
    }

    /// Division by a number that stands in the text is another instruction than by one in a variable.
    @Test("remainders by constants are those by variables")
    func remaindersByConstants() {
        let largest = Int.max
        let divisors = [2, 3, 5, 6, 7, 10, 60, 97, 1000, 1023, 1024, 1025, 2_147_483_647, 4_294_967_296, 1 << 62, (1 << 62) + 1, largest]
        for divisor in divisors {
            let numbers = [
                0, 1, divisor - 1, divisor, largest - 1, largest, largest / divisor * divisor, largest / divisor * divisor - 1,
                123_456_789_012_345, -1, -divisor, -divisor + 1, 1 - largest,
            ]
            let run = LanguageRunner.run(
                "let d = [\(divisor)][0]\nvar ok = 0\nfor x in \(numbers) {\n"
                    + "  if x % \(divisor) == x % d and x % d >= 0 { ok += 1 }\n}\nprint(ok)")
            #expect(run.lines == ["\(numbers.count)"], "\(divisor): \(run)")
        }
    }

    @Test("a function with too many names is told where it outgrows what one may have")
    func tooManyNames() throws {
        let bindings = (0..<260).map { "  let x\($0) = \($0)\n" }.joined()
        let sum = (0..<260).map { "x\($0)" }.joined(separator: " + ")
        let run = LanguageRunner.run("func f() {\n\(bindings)  \(sum)\n}\nprint(f())")
        let error = try #require(run.errors.first)
        let span = try #require(error.span)
        #expect(run.errors.map(\.code) == ["E225"])
        #expect(span.file.position(of: span.range.lowerBound).line > 200, "\(error)")
    }
}
