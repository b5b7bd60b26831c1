import Foundation
import Testing

/// Inputs with which a fuzzer led by coverage reached all of the compiler and the machine that it did (see Tests/Fuzzing/Coverage).
@Suite struct CorpusTests {
    @Test func whatFuzzingFoundEndsInAResultOrAnError() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let lines = try String(contentsOf: tests.appending(path: "Corpus/fuzzed/machine.txt"), encoding: .utf8)
        let inputs = lines.split(separator: "\n").compactMap { Data(base64Encoded: String($0)) }
        #expect(inputs.count > 500)
        for input in inputs {
            let run = LanguageRunner.run(String(decoding: input, as: UTF8.self), jumps: 2_000)
            #expect(run.outcome != nil || !run.errors.isEmpty)
        }
    }
}
