import Foundation
import SegDiagnostics
import SegVM

/// `segnb run nb.segnb --help`: what the notebook is and which parameters it takes.
public enum NotebookHelp {
    /// The notebook whose help a command line asks for; nil for any other command line.
    public static func requested(by arguments: [String]) -> String? {
        guard arguments.first == "run", arguments.contains("--help") || arguments.contains("-h") else { return nil }
        return arguments.dropFirst().first { $0.hasSuffix(".segnb") }
    }

    /// Prints the help and gives the exit code.
    public static func run(_ path: String) -> Int32 {
        do {
            let plan = NotebookPlan(try SourceReading.file(path))
            print(plan.settings.title ?? path)
            print("\nsegnb run \(path) [-p name=value …]\n")
            if plan.parameters.isEmpty { print("It takes no parameters.") }
            let width = plan.parameters.map(\.name.count).max() ?? 0
            for parameter in plan.parameters {
                let name = parameter.name.padding(toLength: width, withPad: " ", startingAt: 0)
                let fallback = parameter.defaultValue.map { "default \($0.literal)" } ?? "must be given"
                print("  \(name)  \(parameter.kind.name), \(fallback)")
            }
            return plan.hasErrors ? RunStatus.refused.exitCode : 0
        } catch {
            Terminal.report(error)
            return RunStatus.refused.exitCode
        }
    }
}
