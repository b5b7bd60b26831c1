import SegDiagnostics
import SegDisplay
import SegLibrary
import SegVM
import Synchronization

/// Takes what a background job prints and shows, in whole lines; may be used from any thread.
final class BackgroundOutput: OutputSink, Sendable {
    private let text = Mutex(PrintedText())
    private let tell: @Sendable (BackgroundJob.News) -> Void

    init(_ tell: @escaping @Sendable (BackgroundJob.News) -> Void) { self.tell = tell }

    func print(_ text: String, cell: String) {
        let lines = self.text.withLock { printed in
            printed.append(text)
            return printed.takeLines()
        }
        if let lines { tell(.output(Document(text: lines))) }
    }

    func display(_ value: Value, cell: String) { tell(.output(ValueDocument.of(value))) }

    func warn(_ diagnostic: Diagnostic) { tell(.warning(diagnostic)) }

    /// Tells of a line that was begun.
    func finish() {
        if let rest = text.withLock({ $0.takeAll() }) { tell(.output(Document(text: rest))) }
    }
}
