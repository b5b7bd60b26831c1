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
}
