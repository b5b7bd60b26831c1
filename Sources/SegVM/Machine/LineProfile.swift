import Glibc
import SegDiagnostics

/// How long each line of a program runs: exact, by a look at the clock whenever the line changes.
///
/// A line has the time of the builtins that it calls; a function of the language has its own lines.
public final class LineProfile {
    /// A line of a source, from 1.
    public struct Line: Hashable, Sendable {
        public let file: SourceFile
        public let number: Int

        /// The line's text, without its indentation.
        public var text: String { String(file.line(number).drop { $0 == " " || $0 == "\t" }) }
    }

    /// Which words of a function belong together.
    private struct Layout {
        /// Kept, so that the memory of its words is no other function's later.
        let code: FunctionCode
        /// Words one after the other that are of one line.
        var stretches: [(line: Int, words: Range<Int>)] = []
        /// The stretch of each word.
        var places: [Int] = []
    }

    private var lines: [Line] = []
    private var numbers: [Line: Int] = [:]
    private var nanoseconds: [UInt64] = []
    private var layouts: [UnsafeMutablePointer<CodeHeader>: Layout] = [:]
    /// The words around the last instruction that are of the same line.
    private var stretch: (start: UnsafeMutablePointer<UInt32>, end: UnsafeMutablePointer<UInt32>)?
    /// The line that runs.
    private(set) var current: Int?
    private var since = LineProfile.now

    public init() {}

    /// The lines that ran with their seconds, the longest first.
    public var result: [(line: Line, seconds: Double)] {
        zip(lines, nanoseconds).map { ($0, Double($1) * 1e-9) }.sorted { $0.seconds > $1.seconds }
    }

    /// An instruction is carried out next.
    @inline(__always)
    func pass(_ pc: UnsafeMutablePointer<UInt32>, in header: UnsafeMutablePointer<CodeHeader>) {
        if let stretch, pc >= stretch.start, pc < stretch.end { return }
        move(to: pc, in: header)
    }

    @inline(never)
    private func move(to pc: UnsafeMutablePointer<UInt32>, in header: UnsafeMutablePointer<CodeHeader>) {
        let layout = layout(of: header)
        let words = header.pointee.words
        let position = pc - words
        guard layout.places.indices.contains(position) else { return }
        let (line, range) = layout.stretches[layout.places[position]]
        enter(line)
        stretch = (words + range.lowerBound, words + range.upperBound)
    }

    /// Another line runs from now on; none where it is nil.
    func enter(_ line: Int?) {
        stretch = nil
        guard line != current else { return }
        let now = Self.now
        if let current { nanoseconds[current] += now - since }
        since = now
        current = line
    }

    private func layout(of header: UnsafeMutablePointer<CodeHeader>) -> Layout {
        if let layout = layouts[header] { return layout }
        let code = header.pointee.owner.takeUnretainedValue()
        var layout = Layout(code: code)
        for (word, line) in code.lines.enumerated() {
            let number = number(of: Line(file: code.span.file, number: Int(line)))
            if layout.stretches.last?.line == number {
                layout.stretches[layout.stretches.count - 1].words =
                    layout.stretches[layout.stretches.count - 1].words.lowerBound..<(word + 1)
            } else {
                layout.stretches.append((number, word..<(word + 1)))
            }
            layout.places.append(layout.stretches.count - 1)
        }
        layouts[header] = layout
        return layout
    }

    private func number(of line: Line) -> Int {
        if let number = numbers[line] { return number }
        numbers[line] = lines.count
        lines.append(line)
        nanoseconds.append(0)
        return lines.count - 1
    }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
