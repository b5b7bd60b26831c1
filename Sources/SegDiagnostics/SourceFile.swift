/// A piece of source text with a name: a notebook, a module file, or one input of the REPL.
///
/// Offsets into the text are counted in UTF-8 bytes, lines and columns from 1; a column counts
/// Unicode scalars, as editors do.
public final class SourceFile: Sendable, Hashable {
    /// What a diagnostic calls this source: a path, or `<input 3>`.
    public let name: String
    /// The text as UTF-8 bytes.
    public let bytes: [UInt8]
    /// The byte offset at which each line starts.
    private let lineStarts: [Int]
    /// How many scalars begin before each block of bytes, so that a place in a very long line is found without reading it.
    private let scalarsBeforeBlock: [Int]
    private static let blockLength = 256

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        var scalars = 0
        var scalarsBeforeBlock: [Int] = []
        for (index, byte) in bytes.enumerated() {
            if index % Self.blockLength == 0 { scalarsBeforeBlock.append(scalars) }
            if Self.beginsScalar(byte) { scalars += 1 }
            if byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        }
        lineStarts = starts
        self.scalarsBeforeBlock = scalarsBeforeBlock
    }

    /// A scalar has one byte that doesn't continue another's.
    private static func beginsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// How many scalars begin before a byte offset.
    private func scalars(before offset: Int) -> Int {
        guard !scalarsBeforeBlock.isEmpty else { return 0 }
        let block = min(offset / Self.blockLength, scalarsBeforeBlock.count - 1)
        return scalarsBeforeBlock[block] + bytes[(block * Self.blockLength)..<offset].count(where: Self.beginsScalar)
    }

    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The whole text; bytes that are no UTF-8 are shown as U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public var lineCount: Int { lineStarts.count }

    /// The line and column, both from 1, of a byte offset; an offset past the end is the end.
    public func position(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(max(0, offset), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return (low + 1, scalars(before: offset) - scalars(before: lineStarts[low]) + 1)
    }

    /// The text of a line (from 1) without its line ending; an empty string when there is no such line.
    public func line(_ number: Int) -> String {
        String(decoding: bytes[range(ofLine: number) ?? 0..<0], as: UTF8.self)
    }

    /// Where a line (from 1) stands, without its line ending; nil when there is no such line.
    public func range(ofLine number: Int) -> Range<Int>? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<max(start, end)
    }

    /// What is written in a line (from 1), without the blanks around it; nil where nothing is.
    public func code(ofLine number: Int) -> Range<Int>? {
        guard let line = range(ofLine: number) else { return nil }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = line.first(where: { !isBlank(bytes[$0]) }), let last = line.last(where: { !isBlank(bytes[$0]) })
        else { return nil }
        return first..<(last + 1)
    }

    /// The text that a span covers.
    public func text(in range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    public static func == (left: SourceFile, right: SourceFile) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
