import SegDiagnostics
import SegDisplay
import SegLibrary
import SegVM

/// Gathers what a cell prints and shows, and passes it on as it comes.
final class CellOutput: OutputSink {
    private(set) var document = Document()
    /// How many blocks of the document came together, piece after piece.
    private var sizes: [Int] = []
    private(set) var warnings: [Diagnostic] = []
    private var text = ""
    /// Told of each finished piece, in order.
    private let onPiece: (Document) -> Void

    init(onPiece: @escaping (Document) -> Void) { self.onPiece = onPiece }

    func print(_ text: String, cell: String) {
        self.text += text
        if self.text.utf8.count > 4096 { flush() }
    }

    func display(_ value: Value, cell: String) {
        flush()
        add(ValueDocument.of(value))
    }

    /// Shows a piece that is no value of the language.
    func show(_ piece: Document) {
        flush()
        add(piece)
    }

    func warn(_ diagnostic: Diagnostic) { warnings.append(diagnostic) }

    /// Ends the text that was begun, and forgets what was gathered.
    func take() -> (document: Document, sizes: [Int], warnings: [Diagnostic]) {
        flush()
        defer { (document, sizes, warnings) = (Document(), [], []) }
        return (document, sizes, warnings)
    }

    private func flush() {
        guard !text.isEmpty else { return }
        let whole = text.hasSuffix("\n") ? String(text.dropLast()) : text
        text = ""
        add(Document(text: whole))
    }

    private func add(_ piece: Document) {
        document.append(piece)
        sizes.append(piece.blocks.count)
        onPiece(piece)
    }
}
