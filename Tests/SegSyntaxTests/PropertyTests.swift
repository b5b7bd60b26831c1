import SegDiagnostics
import SegSyntax
import Testing

@Suite struct PropertyTests {
    @Test func corpusIsValidAndFormatsStably() throws {
        for (name, bytes) in try corpus() {
            let source = SourceFile(name: name, bytes: bytes)
            let errors =
                name.hasSuffix(".segnb")
                ? Notebook.parse(source).diagnostics : Program.parse(source).diagnostics
            #expect(errors.isEmpty, "\(name): \(summary(errors))")
            #expect(fuzzParse(bytes) == nil, "\(name)")
        }
    }

    @Test func mutatedCorpusKeepsThePromises() throws {
        var mutator = Mutator(generator: Generator(state: 7))
        for (name, bytes) in try corpus() {
            let pieces = Self.split(bytes)
            for round in 0..<600 {
                let piece = pieces[round % pieces.count]
                let mutated = mutator.mutate(piece)
                let broken = fuzzParse(mutated)
                #expect(broken == nil, "\(name): \(String(decoding: mutated, as: UTF8.self))")
            }
        }
    }

    @Test func tokenSoupKeepsThePromises() {
        var mutator = Mutator(generator: Generator(state: 11))
        for round in 0..<3000 {
            let soup = mutator.soup(1 + round % 40)
            #expect(fuzzParse(soup) == nil, "\(String(decoding: soup, as: UTF8.self))")
        }
    }

    @Test func randomExpressionsSurviveFormatting() {
        var writer = ProgramWriter(generator: Generator(state: 23))
        var accepted = 0
        for _ in 0..<1500 {
            let source = writer.statement(depth: 4)
            if Program.parse(file(source)).diagnostics.isEmpty { accepted += 1 }
            #expect(fuzzParse(Array(source.utf8)) == nil, "\(source)")
        }
        #expect(accepted > 1000)
    }

    @Test func everyPrefixOfTheCorpusIsHandled() throws {
        for (_, bytes) in try corpus() {
            for end in stride(from: 0, to: bytes.count, by: 7) {
                let prefix = SourceFile(name: "prefix", bytes: Array(bytes[..<end]))
                _ = Program.parse(prefix)
                _ = Notebook.parse(prefix)
            }
        }
    }

    /// Pieces of some twelve lines, so that an error leaves others untouched and runs stay short.
    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        return stride(from: 0, to: lines.count, by: 12).map { start in
            Array(lines[start..<min(start + 12, lines.count)].joined(separator: [10]))
        }
    }
}

/// Writes random programs that mostly follow the grammar, with careless spaces.
struct ProgramWriter {
    var generator: Generator

    private mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    private mutating func space() -> String { pick(["", " ", " ", "  ", "\t"]) }

    mutating func statement(depth: Int) -> String {
        let value = expression(depth)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return "let x\(space())=\(space())\(value)"
        case 1: return "var [a,\(space())b]\(space())= \(value)  // note"
        case 2: return "if \(expression(depth - 1)) {\(space())\(value) } else {\n\(value)\n\n\n}"
        case 3: return "for i in 0..<n {\nx\(space())+= \(value)\n}"
        case 4:
            return "func f(a,b\(space())= 2)\(space())->\(space())Int {\n// c\nreturn \(value)\n}"
        case 5: return "expect \(value), \"why\""
        case 6:
            return
                "match \(expression(0)) {\n1,2 => \(value)\nis [Int]? =>{ \(value) };else => nil }"
        default: return value
        }
    }

    private mutating func expression(_ depth: Int) -> String {
        guard depth > 0 else {
            return pick(["a", "b", "1", "2.5", "10m", "\"t\"", ".c", "nil", "true"])
        }
        let left = expression(depth - 1)
        let right = expression(depth - 2)
        switch Int.random(in: 0..<12, using: &generator) {
        case 0...2:
            let operation = pick([
                "+", "-", "*", "/", "%", "**", "==", "<", "and", "or", "in", "not in",
            ])
            return "(\(left) \(operation) \(right))"
        case 3: return "-\(space())(\(left))"
        case 4: return "(\(left))\(space())|>\(space())f(\(right),\(space())k:\(space())1)"
        case 5: return "f(\(left)\(space()),\(space())in: \(right))"
        case 6: return "(\(left)).g(\(space())\(right))"
        case 7: return "[\(left),\n\(right)\(space())]"
        case 8: return "[\"k\"\(space()):\(left)\(space()),\(right): 2,]"
        case 9: return "xs.map\(space()){\(space())$0 + \(left)\(space())}"
        case 10: return "(\(left)\n\(space())+ \(right))"
        default: return "ys[\(left)]\n  |> h({ p in\n\(right) })"
        }
    }
}
