import SegDiagnostics
import SegSyntax
import SegVM

/// What libFuzzer calls, with one input a time: `parse` holds the promises of the syntax against its bytes, `machine` compiles
/// and runs them as a program.
///
/// A trap, a broken promise, an endless run and memory without bound all end the fuzzer with the input kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if parses {
        if let broken = fuzzParse(bytes) { fatalError(broken) }
    } else {
        let run = LanguageRunner.run(String(decoding: bytes, as: UTF8.self), jumps: 2_000)
        if run.outcome == nil && run.errors.isEmpty { fatalError("neither a result nor an error") }
    }
    return 0
}

/// Which of the two is fuzzed is set when it is compiled.
#if FUZZ_PARSE
    private let parses = true
#else
    private let parses = false
#endif
