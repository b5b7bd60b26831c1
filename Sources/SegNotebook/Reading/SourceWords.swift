/// The words of a source: whatever it may call something by.
enum SourceWords {
    /// All words, those of texts and comments included, each once.
    static func of(_ source: some Sequence<UInt8>) -> Set<String> {
        var words: Set<String> = []
        var word: [UInt8] = []
        for byte in source {
            let isWordByte = byte == UInt8(ascii: "_") || byte >= 128 || (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte)
            if isWordByte {
                word.append(byte)
            } else if !word.isEmpty {
                words.insert(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
        }
        words.insert(String(decoding: word, as: UTF8.self))
        return words
    }
}
