import Foundation
import SegDiagnostics
import SegNotebook
import SegSyntax

/// Inputs from a pipe or a file: read as a whole, so that lines may begin with `|>`, then run one
/// by one.
struct PipedInput {
    private let session: ConsoleSession

    init(_ session: ConsoleSession) { self.session = session }

    /// Runs standard input and gives the exit code of the first input that failed.
    func run() -> Int32 {
        let data = FileHandle.standardInput.readDataToEndOfFile()
        session.watch.install()
        return run(String(decoding: data, as: UTF8.self)).exitCode
    }

    /// Runs a text; what fails ends it, save an expectation, which is remembered: later inputs were written for
    /// what the failed one was to give. Work in the background is waited for.
    func run(_ text: String) -> RunStatus {
        let status = runParts(of: text)
        guard status == .done || status == .expectationFailed, !session.board.jobs.isEmpty else {
            session.board.stopAll()
            return status
        }
        let (waited, _) = session.perform(":wait")
        return waited == .done ? status : waited
    }

    private func runParts(of text: String) -> RunStatus {
        var result = RunStatus.done
        for part in Self.parts(of: text) {
            let (status, ends) = run(part)
            if status == .expectationFailed {
                result = status
            } else if status != .done {
                return status
            }
            if ends { break }
        }
        return result
    }

    enum Part: Equatable {
        case command(String)
        /// Code that begins at this line, from 1.
        case code(String, line: Int)
    }

    /// The text cut at lines that are commands: those that begin with `:` or `?` where code is
    /// whole.
    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var code: [Substring] = []
        var start = 1
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let isCommand =
                ConsoleCommand.isCommand(String(line))
                && Completeness.of(code.joined(separator: "\n")) != .incomplete
            if isCommand {
                if !code.isEmpty { parts.append(.code(code.joined(separator: "\n"), line: start)) }
                parts.append(.command(String(line)))
                code = []
                start = index + 2
            } else {
                code.append(line)
            }
        }
        if !code.isEmpty { parts.append(.code(code.joined(separator: "\n"), line: start)) }
        return parts
    }

    private func run(_ part: Part) -> (RunStatus, ends: Bool) {
        switch part {
        case .command(let line):
            let (status, ends) = session.perform(line)
            return (status, ends)
        case .code(let text, let line): return (run(code: text, line: line), false)
        }
    }

    /// Runs code input by input: each ends with an expression, so that every value is shown.
    private func run(code: String, line: Int) -> RunStatus {
        let lead = String(repeating: "\n", count: line - 1)
        let file = SourceFile(name: "<stdin>", text: lead + code)
        let parsed = Program.parse(file, continuesLastValue: true)
        guard !parsed.hasErrors else {
            parsed.diagnostics.forEach(session.screen.report)
            return .refused
        }
        var result = RunStatus.done
        for range in Self.inputs(of: parsed.tree) {
            let status = session.submit(file, range: range)
            if status == .expectationFailed {
                result = status
            } else if status != .done {
                return status
            }
        }
        return result
    }

    private static func inputs(of program: Program) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = program.span.range.lowerBound
        for statement in program.statements where statement.isExpression {
            let end = statement.span.range.upperBound
            ranges.append(start..<end)
            start = end
        }
        if let last = program.statements.last, !last.isExpression {
            ranges.append(start..<last.span.range.upperBound)
        }
        return ranges
    }
}
