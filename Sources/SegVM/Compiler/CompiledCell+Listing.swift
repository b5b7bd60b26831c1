extension CompiledCell {
    /// The instructions of all functions as text, for golden files and curiosity.
    public var listing: String {
        unit.functions.enumerated().map { index, function in
            let title =
                "function \(index) \(function.name ?? (index == 0 ? "(body)" : "(closure)"))"
            return ([title] + Self.lines(of: function)).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func lines(of function: FunctionCode) -> [String] {
        var lines: [String] = []
        var position = 0
        let words = function.words
        while position < words.count {
            let word = words[position]
            let code = Opcode(rawValue: UInt8(truncatingIfNeeded: word))
            let name = code.map { "\($0)" } ?? "?"
            lines.append("\(padded(position, 4)) \(name) \(word.a) \(word.b) \(word.c)")
            position += 1
            if let code, code.hasExtraWord, position < words.count {
                let count = code == .closure ? 1 + Int(words[position]) : 1
                for extra in words[position..<min(words.count, position + count)] {
                    lines.append("     · \(Int32(bitPattern: extra))")
                }
                position += count
            }
        }
        return lines
    }
}

extension Opcode {
    /// Whether a second word follows.
    var hasExtraWord: Bool {
        switch self {
        case .jumpLess, .jumpLessOrEqual, .jumpEqual, .jumpLessConstant, .jumpLessOrEqualConstant,
            .jumpGreaterConstant, .jumpGreaterOrEqualConstant, .jumpEqualConstant, .rangePrepare,
            .call,
            .callNative, .field, .closure, .setPath, .pathMethod, .isKind, .checkKind, .expect,
            .loadModule, .callMember:
            true
        default: false
        }
    }
}
