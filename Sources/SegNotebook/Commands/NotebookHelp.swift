import Foundation
import SegDiagnostics
import SegVM

/// `segnb run nb.segnb --help`: what a notebook or a program is and which parameters it takes.
public enum NotebookHelp {
    /// The notebook or program whose help a command line asks for; nil for any other command line.
    public static func requested(by arguments: [String]) -> String? {
        guard arguments.first == "run", arguments.contains("--help") || arguments.contains("-h") else { return nil }
        return arguments.dropFirst().first { $0.hasSuffix(".segnb") || $0.hasSuffix(".seg") }
    }

    /// Prints the help and gives the exit code.
    public static func run(_ path: String) -> Int32 {
        do {
            let file = try SourceReading.code(path)
            guard path.hasSuffix(".segnb") else {
                let program = ProgramRun.Compiled(file)
                return tell(path, title: nil, program.cell?.parameters ?? [], mistakes: program.cell == nil ? program.diagnostics : [])
            }
            let plan = NotebookPlan(file)
            return tell(path, title: plan.settings.title, plan.parameters, mistakes: plan.hasErrors ? plan.diagnostics : [])
        } catch {
            Terminal.report(error)
            return RunStatus.refused.exitCode
        }
    }

    /// Where it has mistakes, more parameters may be meant than were found.
    private static func tell(
        _ path: String, title: String?, _ parameters: [ParameterDeclaration], mistakes: [Diagnostic]
    ) -> Int32 {
        print(title ?? path)
        print("\nsegnb run \(path) [-p name=value …]\n")
        if parameters.isEmpty { print(mistakes.isEmpty ? "It takes no parameters." : "Its parameters can't be read:") }
        let width = parameters.map(\.name.count).max() ?? 0
        for parameter in parameters {
            let name = parameter.name.padding(toLength: width, withPad: " ", startingAt: 0)
            let fallback = parameter.defaultValue.map { "default \($0.literal)" } ?? "must be given"
            print("  \(name)  \(parameter.kind.name), \(fallback)")
        }
        mistakes.filter { $0.severity == .error }.forEach(Terminal.report)
        return mistakes.isEmpty ? 0 : RunStatus.refused.exitCode
    }
}
