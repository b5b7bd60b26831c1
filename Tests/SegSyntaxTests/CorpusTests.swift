import Foundation
import Testing

/// Inputs with which a fuzzer led by coverage reached all of the parser that it did (see Tests/Fuzzing/Coverage).
@Suite struct CorpusTests {
    @Test func whatFuzzingFoundKeepsThePromises() throws {
        let lines = try String(contentsOf: testsFolder.appending(path: "Corpus/fuzzed/parse.txt"), encoding: .utf8)
        let inputs = lines.split(separator: "\n").compactMap { Data(base64Encoded: String($0)) }
        #expect(inputs.count > 500)
        for input in inputs {
            #expect(fuzzParse(Array(input)) == nil, "\(String(decoding: input, as: UTF8.self))")
        }
    }
}
