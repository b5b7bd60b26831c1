import SegDiagnostics
import SegDisplay
import SegLibrary
import SegVM
import Synchronization

/// Takes what a background job prints and shows, in whole lines; may be used from any thread.
final class BackgroundOutput: OutputSink, Sendable {
    private let line = Mutex("")
    private let tell: @Sendable (BackgroundJob.News) -> Void

    init(_ tell: @escaping @Sendable (BackgroundJob.News) -> Void) { self.tell = tell }

    func print(_ text: String, cell: String) {
        let whole = line.withLock { line in
            line += text
            guard let end = line.lastIndex(of: "\n") else { return "" }
            defer { line = String(line[line.index(after: end)...]) }
            return String(line[..<end])
        }
        if !whole.isEmpty { tell(.output(Document(text: whole))) }
    }

    func display(_ value: Value, cell: String) { tell(.output(ValueDocument.of(value))) }

    func warn(_ diagnostic: Diagnostic) { tell(.warning(diagnostic)) }

    /// Tells of a line that was begun.
    func finish() {
        let rest = line.withLock { line in
            defer { line = "" }
            return line
        }
        if !rest.isEmpty { tell(.output(Document(text: rest))) }
    }
}
