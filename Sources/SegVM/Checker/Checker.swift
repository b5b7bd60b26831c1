import SegDiagnostics
import SegSyntax

/// Doubts about a program that compiles: warnings.
struct Checker {
    let visible: VisibleNames
    let registry: Registry
    let cell: String

    func warnings(of program: Program) -> [Diagnostic] {
        var walker = WarningWalker(checker: self)
        walker.walkTop(program.statements)
        return walker.warnings
    }
}
