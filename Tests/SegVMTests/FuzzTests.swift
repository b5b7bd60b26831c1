import SegVM
import Testing

@Suite("Broken programs")
struct FuzzTests {
    /// Programs with words, signs and lines taken out, doubled and exchanged must end in a result
    /// or an error, never in a crash or an endless run.
    @Test("mutated programs never crash", arguments: 0..<8)
    func mutations(part: Int) {
        let programs = LanguageProgram.all.map { Self.tokens(of: $0.text) }
        var random = Generator(state: UInt64(part) &* 7919 &+ 1)
        for _ in 0..<400 {
            var tokens = programs[random.below(programs.count)]
            let donor = programs[random.below(programs.count)]
            for _ in 0...random.below(4) { Self.mutate(&tokens, donor, &random) }
            let run = LanguageRunner.run(tokens.joined(), jumps: 20_000)
            #expect(run.outcome != nil || !run.errors.isEmpty)
        }
    }

    private static func mutate(
        _ tokens: inout [String], _ donor: [String], _ random: inout Generator
    ) {
        guard !tokens.isEmpty, !donor.isEmpty else { return }
        let place = random.below(tokens.count)
        switch random.below(5) {
        case 0: tokens.remove(at: place)
        case 1: tokens.insert(tokens[random.below(tokens.count)], at: place)
        case 2: tokens.swapAt(place, random.below(tokens.count))
        case 3: tokens[place] = donor[random.below(donor.count)]
        default:
            let start = random.below(donor.count)
            tokens.insert(contentsOf: donor[start..<min(donor.count, start + 12)], at: place)
        }
    }

    /// Words, numbers, blanks and single signs; long numbers are cut so that nothing huge is asked
    /// for.
    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        for character in text where character != "\r" {
            if character.isLetter || character == "_", let last = tokens.last?.last,
                last.isLetter || last == "_"
            {
                tokens[tokens.count - 1].append(character)
            } else if character.isNumber, tokens.last?.last?.isNumber == true {
                if (tokens.last?.count ?? 0) < 3 { tokens[tokens.count - 1].append(character) }
            } else {
                tokens.append(String(character))
            }
        }
        return tokens
    }

    /// A small random generator with a fixed sequence.
    struct Generator {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }
}
