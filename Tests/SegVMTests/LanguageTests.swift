import SegDiagnostics
import Testing

@Suite("Programs of Tests/Language")
struct LanguageTests {
    @Test("does what its comments say", arguments: LanguageProgram.all)
    func program(_ program: LanguageProgram) {
        let run = LanguageRunner.run(program.text, name: program.path)
        #expect(run.errors.map(\.code) == program.expectedErrors)
        #expect(run.lines == program.expectedLines)
        let warnings = run.diagnostics.filter { $0.severity == .warning }.map(\.code)
        #expect(warnings == program.expectedWarnings)
        #expect(run.outcome?.failedExpectations.isEmpty ?? true)
        for error in run.errors {
            #expect(error.span != nil && error.cell == "main" || error.code.hasPrefix("E1"))
        }
    }

    @Test("the folder was found") func folder() { #expect(LanguageProgram.all.count > 50) }
}
