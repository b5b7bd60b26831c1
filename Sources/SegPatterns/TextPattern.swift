import CRE2
import SegDiagnostics
import Synchronization

/// A regular expression over Unicode scalars, in RE2's syntax: that of SQL cells too.
///
/// Matching takes time in proportion to the text, whatever the expression is, so that nothing a user
/// writes can keep a program busy for ever. What would need more (references back, looking ahead) is
/// refused.
public final class TextPattern: Sendable {
    // SAFETY: freed with the object only; RE2 lets several threads match with one expression.
    nonisolated(unsafe) private let pattern: OpaquePointer

    /// E406 where the text isn't a regular expression.
    public init(_ text: String) throws(Failure) {
        pattern = text.withBytes { re2_compile($0.baseAddress, $0.count) }
        guard let error = re2_error(pattern) else { return }
        throw Failure(
            "E406", "\"\(text.count > 100 ? text.prefix(99) + "…" : text[...])\" is not a regular expression: \(String(cString: error))",
            hint: Self.hint(for: text)
                ?? "a backslash, bracket or parenthesis meant literally needs a backslash")
    }

    deinit { re2_free(pattern) }

    /// The expression, compiled the first time: programs ask for the same few again and again.
    public static func of(_ text: String) throws(Failure) -> TextPattern {
        if let known = known.withLock({ $0[text] }) { return known }
        let pattern = try TextPattern(text)
        known.withLock { known in
            if known.count >= 100 { known.removeAll() }
            known[text] = pattern
        }
        return pattern
    }

    private static let known = Mutex<[String: TextPattern]>([:])

    /// Whether it matches anywhere.
    public func isFound(in text: String) -> Bool { text.withBytes { next(in: $0, from: 0) != nil } }

    /// All pieces of the text that it matches, from left to right and beside each other.
    public func pieces(of text: String) -> [String] {
        text.withBytes { bytes in
            matches(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }

    /// The text with every match replaced by other text, taken literally.
    public func replacing(in text: String, with replacement: String) -> String {
        text.withBytes { bytes in
            var result: [UInt8] = []
            var position = 0
            for match in matches(in: bytes) {
                result += bytes[position..<match.lowerBound]
                result += replacement.utf8
                position = match.upperBound
            }
            if position == 0, result.isEmpty { return text }
            result += bytes[position...]
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// Matches as ranges of bytes. After an empty one the search goes on behind the next scalar.
    private func matches(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        var position = 0
        while position <= bytes.count, let match = next(in: bytes, from: position) {
            matches.append(match)
            position = match.upperBound
            guard match.isEmpty else { continue }
            repeat { position += 1 } while position < bytes.count && UTF8.isContinuation(bytes[position])
        }
        return matches
    }

    private func next(in bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Range<Int>? {
        var (start, end) = (0, 0)
        let isFound = bytes.withMemoryRebound(to: CChar.self) {
            re2_find(pattern, $0.baseAddress, $0.count, position, &start, &end)
        }
        return isFound ? start..<end : nil
    }

    /// What to do instead of what other engines have and this one does not.
    private static func hint(for text: String) -> String? {
        let others = [
            ("(?=", "looking ahead"), ("(?!", "looking ahead"), ("(?<=", "looking behind"), ("(?<!", "looking behind"),
            ("(?>", "groups that never give back"), ("\\1", "references back"), ("\\2", "references back"),
        ]
        return others.first { text.contains($0.0) }.map { part, name in
            "\(name) (\(part)) is not there: match more, and take what is needed out of it"
        }
    }
}

extension String {
    /// The text's UTF-8; never nil where it is empty.
    fileprivate func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var text = self
        return text.withUTF8(body)
    }
}
