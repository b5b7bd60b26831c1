import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegSyntax
import SegTensor
import SegVM

/// `segnb run file.seg` and `segnb -e`: one program without cells.
public struct ProgramRun {
    private let file: SourceFile
    private let folder: String
    private let threads: Int
    private let assignments: ParameterAssignments

    public init(
        _ file: SourceFile, folder: String, threads: Int, parameters: ParameterAssignments = ParameterAssignments()
    ) {
        self.file = file
        self.folder = folder
        self.threads = threads
        assignments = parameters
    }

    /// Checks, runs, shows the last expression, and gives the exit code.
    public func run() -> Int32 {
        let program = Compiled(file)
        program.diagnostics.forEach(Terminal.report)
        guard let cell = program.cell else { return RunStatus.refused.exitCode }
        let (values, failures) = assignments.resolve(
            cell.parameters, folder: FileManager.default.currentDirectoryPath)
        // What is only doubtful is settled by the run itself.
        let doubts = failures.isEmpty ? program.doubts(folder: folder, parameters: values) : []
        let found = doubts.filter { $0.severity == .error }
        failures.forEach(Terminal.report)
        // Of what was chosen from sealed rows the run knows nothing.
        for doubt in doubts where doubt.severity == .error || doubt.code == ChosenValueCheck.code { Terminal.report(doubt) }
        return !failures.isEmpty || !found.isEmpty ? RunStatus.refused.exitCode : run(cell, program.standard, values)
    }

    /// A program as it can run.
    struct Compiled {
        /// nil where it is wrong.
        let cell: CompiledCell?
        let standard: [CompiledCell]
        let diagnostics: [Diagnostic]
        /// nil where its syntax is wrong.
        private let tree: Program?

        init(_ file: SourceFile) {
            let parsed = Program.parse(file)
            var standard = StandardLibrary()
            guard !parsed.hasErrors else {
                (cell, self.standard, diagnostics, tree) = (nil, [], ProgramCheck.withoutCells(parsed.diagnostics), nil)
                return
            }
            var visible = VisibleNames()
            standard.load(for: file.bytes).forEach { visible.add($0) }
            let compilation = Compilation.of(
                parsed.tree, name: "main", visible: visible, registry: Library.registry, loader: ModuleFiles.loader())
            cell = compilation.hasErrors ? nil : compilation.cell
            self.standard = standard.cells
            diagnostics = ProgramCheck.withoutCells(parsed.diagnostics + compilation.diagnostics)
            tree = parsed.tree
        }

        /// What can be said beyond names and calls: see `ProgramCheck`.
        func doubts(folder: String, parameters: [String: Value] = [:]) -> [Diagnostic] {
            guard let tree else { return [] }
            return ProgramCheck.withoutCells(ProgramCheck.diagnostics(of: tree, folder: folder, parameters: parameters))
        }
    }

    private func run(_ cell: CompiledCell, _ standard: [CompiledCell], _ values: [String: Value]) -> Int32 {
        let terminal = DocumentTerminal(TerminalSettings.detected())
        let output = CellOutput(cell: { "" }) { piece in
            StandardStream.output.write(terminal.render(piece.document) + "\n")
        }
        let interruption = InterruptionFlag()
        let observer = BatchObserver(isQuiet: false)
        let state = LibraryState(threads: threads, folder: folder, progress: observer)
        let signals = SignalWatch(marking: { state.stop.request(.interrupt) }) { reason in
            state.stop.request(reason)
            interruption.raise(reason)
        }
        let interpreter = Interpreter(
            registry: Library.registry, output: output, state: state, interruption: interruption)
        if cell.usesPython { PythonCell.seedModules(0) }
        let work = { interpreter.run(cell, inputs: interpreter.values(of: standard), parameters: values) }
        // What C code and child processes print comes in its order too.
        let isCapturing = cell.usesPython && OutputCapture.begin { output.take($0) }
        let outcome = cell.usesPython ? PythonNatives.onItsThread(work) : work()
        if isCapturing { OutputCapture.end() }
        if let result = outcome.result, !result.isNull { output.display(result, cell: cell.name) }
        let warnings = output.take().warnings
        observer.finish(seconds: 0)
        withExtendedLifetime(signals) {}
        let failed = outcome.failedExpectations.map { $0.diagnostic(cell: "main") }
        ProgramCheck.withoutCells(warnings + failed + [outcome.error].compactMap { $0 }).forEach(Terminal.report)
        return status(of: outcome).exitCode
    }

    private func status(of outcome: CellOutcome) -> RunStatus {
        switch outcome.interruption {
        case .interrupt: .interrupted
        case .timeout, .memory: .limit
        case nil: outcome.error != nil ? .failed : outcome.failedExpectations.isEmpty ? .done : .expectationFailed
        }
    }
}
