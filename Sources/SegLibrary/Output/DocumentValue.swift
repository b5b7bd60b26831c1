import SegDisplay
import SegVM

/// What code of others shows, on its way to the cell's output; programs don't come by it.
final class DocumentValue: HostObject, @unchecked Sendable {
    let document: Document

    init(_ document: Document) { self.document = document }

    override var kindName: String { "Document" }
}
