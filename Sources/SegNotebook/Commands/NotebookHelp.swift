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
                tell(path, title: nil, program.cell?.parameters ?? [])
                return program.cell == nil ? RunStatus.refused.exitCode : 0
            }
            let plan = NotebookPlan(file)
            tell(path, title: plan.settings.title, plan.parameters)
            return plan.hasErrors ? RunStatus.refused.exitCode : 0
        } catch {
            Terminal.report(error)
            return RunStatus.refused.exitCode
        }
    }

    private static func tell(_ path: String, title: String?, _ parameters: [ParameterDeclaration]) {
        print(title ?? path)
        print("\nsegnb run \(path) [-p name=value …]\n")
        if parameters.isEmpty { print("It takes no parameters.") }
        let width = parameters.map(\.name.count).max() ?? 0
        for parameter in parameters {
            let name = parameter.name.padding(toLength: width, withPad: " ", startingAt: 0)
            let fallback = parameter.defaultValue.map { "default \($0.literal)" } ?? "must be given"
            print("  \(name)  \(parameter.kind.name), \(fallback)")
        }
    }
}
